import { once } from 'node:events';

/**
 * Loaded before the service by the rig (`node --import`): all of its code is there, and nothing has begun, until it is
 * told to go. How long Node takes for that is the machine's matter, and seconds where others use it.
 */
const keep = setInterval(() => undefined, 60_000);
const go = once(process, 'SIGUSR2');
await import('../../bin/start.js');
process.stderr.write(`${JSON.stringify({ msg: 'loaded' })}\n`);
await go;
clearInterval(keep);
