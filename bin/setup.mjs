#!/usr/bin/env node
// Prepares a checkout: dependencies, build, a private Asterisk. Plain JavaScript with nothing but Node, because it
// runs before anything is installed. Says what it does on standard error; standard output stays clean.
import fs from 'node:fs';
import path from 'node:path';
import { prepareAsterisk } from './setup/asterisk.mjs';
import { build, isBuilt, prepareTap } from './setup/build.mjs';
import { dependenciesAreStale, installDependencies, leaveOutDevelopment } from './setup/dependencies.mjs';
import { locked } from './setup/lock.mjs';
import { Failed, OURS, ROOT, say } from './setup/tools.mjs';

/** All that set-up, build and tests make. */
const MADE = ['.hushpay', 'dist', 'node_modules', '.tap'];

/** Runs of the rig leave their files for a look afterwards; those of yesterday go. */
function removeOldRuns() {
  const runs = path.join(OURS, 'run');
  if (!fs.existsSync(runs)) return;
  for (const name of fs.readdirSync(runs)) {
    const file = path.join(runs, name);
    const old = Date.now() - fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs > 86_400_000;
    if (old) fs.rmSync(file, { recursive: true, force: true });
  }
}

/** Everything that was made here: what .gitignore names. What a checkout has stays. */
function clean() {
  for (const name of MADE) fs.rmSync(path.join(ROOT, name), { recursive: true, force: true });
  say(`Removed ${MADE.join(', ')}.`);
}

const FLAGS = ['--asterisk', '--test', '--production', '--clean'];

async function main(flags) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Failed(`Node 20.19 or later is needed; this is ${process.version}.`);
  const unknown = flags.find((flag) => !FLAGS.includes(flag));
  if (unknown) throw new Failed(`${unknown} is not known. There are ${FLAGS.join(', ')}.`);
  if (flags.includes('--clean')) return clean();
  await locked(async () => {
    removeOldRuns();
    const production = flags.includes('--production');
    if (production && isBuilt() && !dependenciesAreStale({ production })) return;
    await installDependencies();
    build();
    if (production) leaveOutDevelopment();
    if (flags.includes('--test')) prepareTap();
    if (flags.includes('--asterisk')) await prepareAsterisk();
  });
}

main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof Failed)) throw error;
  say(`\n${error.message}`);
  process.exitCode = 1;
});
