import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { tool } from './asterisk.js';

/** Command line of tcpdump, which stays the user it is: one of its own is not there where it was only unpacked. */
export function tcpdump(): readonly string[] {
  return [...tool('tcpdump', 'usr/bin/tcpdump'), '-Z', userInfo().username];
}

/** A program that is run by its path alone, as the service runs it; written into `directory`. */
export function tcpdumpProgram(directory: string): string {
  const path = join(directory, 'tcpdump');
  writeFileSync(path, `#!/bin/sh\nexec ${tcpdump().join(' ')} "$@"\n`, { mode: 0o755 });
  return path;
}
