// The packages of the lock file, and sqlite3 compiled from its sources.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failed, OURS, onPath, output, ROOT, read, run, runQuietly, say, write } from './tools.mjs';

/** Versions in node_modules against the lock file, so a hand-made `npm install` is as good as ours. */
export function dependenciesAreStale({ production = false } = {}) {
  const wanted = read(path.join(ROOT, 'package-lock.json'));
  const there = read(path.join(ROOT, 'node_modules/.package-lock.json'));
  if (!wanted) throw new Failed('package-lock.json is missing: this is not a whole checkout of Hushpay.');
  if (!there) return true;
  const installed = JSON.parse(there).packages;
  return Object.entries(JSON.parse(wanted).packages).some(([name, entry]) => {
    if (name === '' || entry.link) return false;
    // In production what only development needs must not be there at all.
    if (production && entry.dev) return installed[name] !== undefined;
    const found = installed[name];
    return found ? found.version !== entry.version : !(entry.optional || entry.devOptional || entry.peer);
  });
}

function npmCommand(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, [cli, ...args]] : ['npm', args];
}

function sqliteWorks() {
  const test = "const s = require('sqlite3'); new s.Database(':memory:').close()";
  return output(process.execPath, ['-e', test], { cwd: ROOT }) !== undefined;
}

export async function installDependencies() {
  if (dependenciesAreStale()) {
    say('Installing dependencies (npm ci; a minute or two the first time) …');
    // Scripts are left out here: one that fails would make npm throw everything away. Only sqlite3 has one; see below.
    const [program, args] = npmCommand([
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--no-audit',
      '--no-fund',
    ]);
    if (run(program, args) !== 0) {
      throw new Failed(
        'The dependencies could not be installed; npm says why above. Is the network there? Run the same command again: what was downloaded is kept.',
      );
    }
  }
  const stamp = path.join(ROOT, 'node_modules/.hushpay-sqlite');
  const mark = `${process.versions.modules} ${os.arch()}`;
  if (read(stamp) === mark) return;
  if (!sqliteWorks()) await buildSqlite();
  write(stamp, mark);
}

/**
 * Compiled here from the sources that the lock file vouches for. sqlite3's own script would first fetch a ready binary
 * that nothing vouches for, so it is never run (.npmrc), and neither is that of any other package.
 */
async function buildSqlite() {
  say('Compiling sqlite3 (a few minutes, once) …');
  // Node's headers beside it, when they are there, save a download; node-gyp checks one against its published hash.
  const prefix = path.dirname(path.dirname(process.execPath));
  const headers = fs.existsSync(path.join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  const log = path.join(OURS, 'sqlite3-build.log');
  const gyp = path.join(ROOT, 'node_modules/node-gyp/bin/node-gyp.js');
  const args = [gyp, 'rebuild', '--directory', path.join(ROOT, 'node_modules/sqlite3'), ...headers];
  const code = await runQuietly('sqlite3', log, process.execPath, args, {});
  if (code === 0 && sqliteWorks()) return;
  say((read(log) ?? '').split('\n').slice(-15).join('\n'));
  const missing = ['python3', 'make', 'g++'].filter((program) => !onPath(program));
  throw new Failed(
    missing.length > 0
      ? `sqlite3 could not be compiled: ${missing.join(', ')} missing. Install with: apt-get install ${missing.join(' ')}, then run the same command again.`
      : `sqlite3 could not be compiled; the last of ${log} stands above. Most often Node’s headers could not be downloaded: check the network or a proxy, and run the same command again.`,
  );
}

/**
 * Nothing that the service does not need: what is not there cannot be used against it. By the lock file, which says of
 * each package whether only development needs it; `npm prune` would write the lock file anew.
 */
export function leaveOutDevelopment() {
  if (!dependenciesAreStale({ production: true })) return;
  say('Leaving out what only development needs …');
  const modules = path.join(ROOT, 'node_modules');
  const hidden = path.join(modules, '.package-lock.json');
  const installed = JSON.parse(read(hidden));
  for (const [name, { dev }] of Object.entries(
    JSON.parse(read(path.join(ROOT, 'package-lock.json'))).packages,
  )) {
    if (!dev) continue;
    fs.rmSync(path.join(ROOT, name), { recursive: true, force: true });
    delete installed.packages[name];
  }
  const scopes = fs.readdirSync(modules).filter((name) => name.startsWith('@'));
  for (const scope of scopes) {
    if (fs.readdirSync(path.join(modules, scope)).length === 0) fs.rmdirSync(path.join(modules, scope));
  }
  const programs = path.join(modules, '.bin');
  for (const name of fs.readdirSync(programs)) {
    if (!fs.existsSync(path.join(programs, name))) fs.rmSync(path.join(programs, name));
  }
  // The test runner's built set has gone with it.
  fs.rmSync(path.join(modules, '.hushpay-tap'), { force: true });
  fs.rmSync(hidden);
  write(hidden, `${JSON.stringify(installed, null, 2)}\n`);
}
