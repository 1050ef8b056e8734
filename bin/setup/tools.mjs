// What every part of the set-up uses. Plain JavaScript with nothing but Node: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
/** What set-up, build and tests keep, but for dist and node_modules. */
export const OURS = path.join(ROOT, '.hushpay');

export const say = (text) => process.stderr.write(`${text}\n`);

/** What failed and what to do about it, in plain words. */
export class Failed extends Error {}

export const hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

export function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

export function onPath(program) {
  return (process.env.PATH ?? '').split(':').some((dir) => dir && fs.existsSync(path.join(dir, program)));
}

/** Runs a program with its output on standard error; gives the exit code. */
export function run(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
  if (done.error) throw new Failed(`${program} could not be started: ${done.error.message}`);
  return done.status ?? 1;
}

/** Runs a long and wordy program: its output goes to a file, a sign of life to standard error. Gives the exit code. */
export async function runQuietly(what, log, program, args, env) {
  const out = fs.openSync(log, 'w');
  const child = begin(program, args, {
    cwd: ROOT,
    stdio: ['ignore', out, out],
    env: { ...process.env, ...env },
  });
  const since = Date.now();
  const life = setInterval(() => say(`  ${what}: ${Math.round((Date.now() - since) / 1000)} s …`), 15_000);
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (status) => resolve(status ?? 1));
  });
  clearInterval(life);
  fs.closeSync(out);
  return code;
}

/** What runs beside us, to be ended with us. */
const children = new Set();

export function begin(program, args, options) {
  const child = spawn(program, args, options);
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
    say('Set-up was interrupted; run the same command again to go on from here.');
    process.exit(1);
  });
}

/** Output of a program, or undefined when it fails. */
export function output(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  return done.status === 0 ? done.stdout : undefined;
}
