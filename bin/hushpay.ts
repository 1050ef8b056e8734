#!/usr/bin/env node
// Before anything else is loaded: by this signal Node would open a debugger, through which the memory of the process
// can be read. `--disable-sigusr1` closes the moment before this line, where Node knows it (22.14 and later).
process.on('SIGUSR1', () => undefined);

await import('./program.js');

export {};
