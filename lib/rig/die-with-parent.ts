import { Socket } from 'node:net';

/**
 * Loaded before the service by the rig (`node --import`): the process that started it holds the other end of its
 * standard input, and when that one dies, however it does, so does the service. No orphan is left to hold a port.
 */
const stdin = process.stdin;
stdin.on('end', () => process.kill(process.pid, 'SIGKILL')).on('error', () => undefined);
stdin.resume();
if (stdin instanceof Socket) stdin.unref();
