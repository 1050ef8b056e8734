#!/usr/bin/env node
// Prepares a checkout: dependencies, build, a private Asterisk. Plain JavaScript with nothing but Node, because it
// runs before anything is installed. Says what it does on standard error; standard output stays clean.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { asteriskVerdict, privateReminder, systemVerdict } from './asterisk-version.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const OURS = path.join(ROOT, '.hushpay');
const MAIN = path.join(ROOT, 'dist/bin/hushpay.js');
const DEBIAN = path.join(OURS, 'debian');
const SUITE = 'forky';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const ASTERISK_PACKAGES = [
  'asterisk',
  'asterisk-modules',
  'asterisk-config',
  'asterisk-core-sounds-en-wav',
  'asterisk-moh-opsound-wav',
];
/** All that set-up, build and tests make. */
const MADE = ['.hushpay', 'dist', 'node_modules', '.tap'];
/** Tools of the tests and the bench, by package and program. */
const TOOLS = { 'multimon-ng': 'multimon-ng', sox: 'sox', tcpdump: 'tcpdump' };

const say = (text) => process.stderr.write(`${text}\n`);

/** What failed and what to do about it, in plain words. */
class Failed extends Error {}

// ---- small things ----

const hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function onPath(program) {
  return (process.env.PATH ?? '').split(':').some((dir) => dir && fs.existsSync(path.join(dir, program)));
}

/** Runs a program with its output on standard error; gives the exit code. */
function run(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
  if (done.error) throw new Failed(`${program} could not be started: ${done.error.message}`);
  return done.status ?? 1;
}

/** Runs a long and wordy program: its output goes to a file, a sign of life to standard error. Gives the exit code. */
async function runQuietly(what, log, program, args, env) {
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

function begin(program, args, options) {
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
function output(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  return done.status === 0 ? done.stdout : undefined;
}

/** Two set-ups of one checkout must not run at the same time. */
async function locked(work) {
  const file = path.join(OURS, 'setup.lock');
  fs.mkdirSync(OURS, { recursive: true });
  for (let told = false; ; ) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(read(file));
    if (!owner || !alive(owner)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told) say(`Another set-up of this checkout is running (process ${owner}); waiting for it.`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// ---- dependencies ----

/** Versions in node_modules against the lock file, so a hand-made `npm install` is as good as ours. */
function dependenciesAreStale({ production = false } = {}) {
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

async function installDependencies() {
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
  say('Compiling sqlite3 (two minutes, once) …');
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
function leaveOutDevelopment() {
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

// ---- build ----

function sources() {
  return ['bin', 'lib', 'test']
    .map((dir) => path.join(ROOT, dir))
    .filter((dir) => fs.existsSync(dir))
    .flatMap((dir) => fs.readdirSync(dir, { recursive: true }).map((name) => path.join(dir, name)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .sort();
}

/** Whether dist is what the sources say. */
function isBuilt() {
  return read(path.join(OURS, 'build.stamp')) === stateOf(sources()) && fs.existsSync(MAIN);
}

function stateOf(files) {
  const inputs = [
    ...files,
    ...['tsconfig.json', 'package.json', 'package-lock.json'].map((f) => path.join(ROOT, f)),
  ];
  return hash(
    inputs
      .map((file) => `${path.relative(ROOT, file)} ${fs.statSync(file).mtimeMs} ${fs.statSync(file).size}`)
      .join('\n'),
  );
}

function build() {
  const files = sources();
  const state = stateOf(files);
  const stamp = path.join(OURS, 'build.stamp');
  const main = MAIN;
  if (read(stamp) === state && fs.existsSync(main)) return;
  say('Building …');
  fs.rmSync(stamp, { force: true });
  const memory = path.join(OURS, 'tsc.tsbuildinfo');
  if (!fs.existsSync(main)) fs.rmSync(memory, { force: true });
  removeOrphans(files);
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.json', '--outDir', 'dist', '--incremental', '--tsBuildInfoFile', memory];
  if (run(process.execPath, args) !== 0) {
    throw new Failed('The build failed; the compiler says where above.');
  }
  if (!fs.existsSync(main)) throw new Failed('The build made no dist/bin/hushpay.js.');
  fs.chmodSync(main, 0o755);
  write(stamp, state);
}

/** dist mirrors the sources: what has no source any more goes, or a deleted test would still run. */
function removeOrphans(files) {
  const dist = path.join(ROOT, 'dist');
  if (!fs.existsSync(dist)) return;
  const wanted = new Set(files.map((file) => path.relative(ROOT, file).replace(/\.ts$/, '')));
  for (const name of fs.readdirSync(dist, { recursive: true })) {
    const stem = name.replace(/\.(js|js\.map|d\.ts)$/, '');
    if (stem !== name && !wanted.has(stem)) fs.rmSync(path.join(dist, name), { force: true });
  }
}

function prepareTap() {
  const manifest = JSON.parse(read(path.join(ROOT, 'package.json')) ?? '{}');
  const version = JSON.parse(read(path.join(ROOT, 'node_modules/tap/package.json')) ?? '{}').version;
  const state = hash(JSON.stringify([manifest.tap?.plugin, version, process.versions.node]));
  // The built set lies in node_modules, so its mark must go with it.
  const stamp = path.join(ROOT, 'node_modules/.hushpay-tap');
  if (read(stamp) === state) return;
  say('Preparing the test runner …');
  if (run(process.execPath, [path.join(ROOT, 'node_modules/tap/dist/esm/run.mjs'), 'build']) !== 0) {
    throw new Failed('The test runner could not be prepared (tap build); it says why above.');
  }
  write(stamp, state);
}

// ---- a private Asterisk from Debian's packages ----

/** Beside the private Asterisk: the version that it says it is. */
const VERSION = path.join(DEBIAN, 'version');

async function prepareAsterisk() {
  const system = systemVerdict(output('asterisk', ['-V']), process.env.HUSHPAY_ASTERISK);
  const tools = Object.entries(TOOLS).flatMap(([name, program]) => (system && onPath(program) ? [] : [name]));
  const packages = [...(system ? [] : ASTERISK_PACKAGES), ...tools];
  if (system) say(system.verdict === 'tested' ? system.text : `\nWARNING: ${system.text}\n`);
  if (packages.length === 0) return;
  const stamp = path.join(DEBIAN, 'complete');
  const state = `${SUITE} ${packages.join(' ')}`;
  if (read(stamp) === state) {
    const reminder = !system && privateReminder(read(VERSION));
    if (reminder) say(`WARNING: ${reminder}`);
    return;
  }
  for (const program of ['apt-get', 'dpkg-deb']) {
    if (!onPath(program)) {
      throw new Failed(
        `${program} is not here, so a private Asterisk cannot be fetched. Use Debian or Ubuntu, or install Asterisk 18 or later yourself.`,
      );
    }
  }
  if (!fs.existsSync(KEYRING)) {
    throw new Failed(
      `Debian's keys (${KEYRING}) are missing. Install with: apt-get install debian-archive-keyring`,
    );
  }
  const options = aptOptions();
  say('Fetching a private Asterisk from Debian (about 100 MB, once); nothing is installed into the system …');
  await apt([...options, 'update'], 'reading the list of packages');
  if (!system) judgeAsterisk(candidate(options));
  const count = countPackages(options, packages);
  await apt([...options, '-y', 'install', '--download-only', ...packages], 'downloading', count);
  unpack(state, stamp);
  proveAsterisk(system);
  say('Private Asterisk ready.');
}

/** apt-get on private lists and cache, with an empty status, so that it resolves the whole closure. */
function aptOptions() {
  for (const dir of ['lists/partial', 'cache/archives/partial']) {
    fs.mkdirSync(path.join(DEBIAN, dir), { recursive: true });
  }
  write(path.join(DEBIAN, 'status'), '');
  write(path.join(DEBIAN, 'sources.list'), `deb [signed-by=${KEYRING}] ${mirror()} ${SUITE} main\n`);
  const set = {
    'Dir::Etc::sourcelist': path.join(DEBIAN, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State::lists': path.join(DEBIAN, 'lists'),
    'Dir::State::extended_states': path.join(DEBIAN, 'extended_states'),
    'Dir::State::status': path.join(DEBIAN, 'status'),
    'Dir::Cache': path.join(DEBIAN, 'cache'),
    'Dir::Log': DEBIAN,
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
    'APT::Default-Release': '',
    'Acquire::Retries': '3',
    'Debug::NoLocking': '1',
  };
  return Object.entries(set).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** Address of the mirror this machine uses for Debian itself. */
function mirror() {
  if (process.env.HUSHPAY_DEBIAN_MIRROR) return process.env.HUSHPAY_DEBIAN_MIRROR;
  const known = output('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']) ?? '';
  // A machine whose lists were never fetched knows no targets yet, but would tell what it would fetch.
  const lists = path.join(DEBIAN, 'none');
  fs.mkdirSync(path.join(lists, 'partial'), { recursive: true });
  const asked = output('apt-get', ['update', '--print-uris', '-o', `Dir::State::lists=${lists}`]) ?? '';
  const addresses = [
    ...known.split('\n'),
    ...[...asked.matchAll(/^'(\S+?)\/dists\/\S+' /gm)].map((found) => found[1]),
  ].filter(Boolean);
  const found =
    addresses.find((address) => /\/debian\/?$/.test(address)) ??
    addresses.find((address) => /debian/.test(address) && !/security|ubuntu|backports/.test(address));
  if (!found) {
    throw new Failed(
      'This machine has no mirror of Debian in its apt sources. Name one: HUSHPAY_DEBIAN_MIRROR=<address ending in /debian> and run the same command again.',
    );
  }
  return found;
}

/** The version of Asterisk that the archive has now; it keeps no other. */
function candidate(options) {
  const policy = output('apt-cache', [...options, 'policy', 'asterisk'], {
    env: { ...process.env, LC_ALL: 'C' },
  });
  return /Candidate: (\S+)/.exec(policy ?? '')?.[1] ?? '';
}

/** Tells when the archive has moved on; goes on within the same major version only. */
function judgeAsterisk(version) {
  const { verdict, text } = asteriskVerdict(version, process.env.HUSHPAY_ASTERISK);
  if (verdict === 'refused') throw new Failed(text);
  if (verdict === 'untested') say(`\nWARNING: ${text}\n`);
}

function countPackages(options, packages) {
  const planned = output('apt-get', [...options, '-s', '-q', 'install', ...packages]) ?? '';
  return Number(/(\d+) newly installed/.exec(planned)?.[1] ?? 0);
}

/** Runs apt-get, showing how far it is; its own words are kept for the case of a failure. */
async function apt(args, what, total = 0) {
  const child = begin('apt-get', ['-q', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  });
  let words = '';
  let got = 0;
  let shown = 0;
  const hear = (chunk) => {
    words = (words + chunk).slice(-20_000);
    got += [...String(chunk).matchAll(/^Get:\d+ .*\.deb|^Get:\d+ .* amd64 |^Get:\d+ .*\d+ [kM]?B\]$/gm)]
      .length;
    const step = process.stderr.isTTY ? 1 : 20;
    if (total > 0 && got >= shown + step) {
      shown = got;
      const line = `  ${what}: ${Math.min(got, total)} of ${total} packages`;
      process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
    }
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
  if (process.stderr.isTTY && shown > 0) process.stderr.write('\n');
  const faults = words.split('\n').filter((line) => /^(E|Err|W: Failed)/.test(line));
  const stale = what.startsWith('reading') && faults.some((line) => /^(Err|W: Failed)/.test(line));
  if (code === 0 && !stale) return;
  throw new Failed(
    `Fetching Asterisk failed while ${what}:\n${(faults.length > 0 ? faults : words.split('\n').slice(-8)).slice(-8).join('\n')}\nCheck the network and the disk, and run the same command again: it goes on from here.`,
  );
}

/** Unpacks beside and renames, so that a tree is either whole or not there. */
function unpack(state, stamp) {
  const archives = path.join(DEBIAN, 'cache/archives');
  const debs = fs.readdirSync(archives).filter((name) => name.endsWith('.deb'));
  const fresh = path.join(DEBIAN, 'root.new');
  const root = path.join(DEBIAN, 'root');
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh, { recursive: true });
  say(`  unpacking ${debs.length} packages`);
  for (const deb of debs) {
    const done = spawnSync('dpkg-deb', ['-x', path.join(archives, deb), fresh], { encoding: 'utf8' });
    if (done.status !== 0) {
      fs.rmSync(path.join(archives, deb), { force: true });
      throw new Failed(
        `${deb} could not be unpacked: ${done.stderr.trim()}. It was removed; run the same command again.`,
      );
    }
  }
  fs.rmSync(stamp, { force: true });
  fs.rmSync(root, { recursive: true, force: true });
  fs.renameSync(fresh, root);
  write(stamp, state);
  for (const name of ['cache', 'lists', 'none']) {
    fs.rmSync(path.join(DEBIAN, name), { recursive: true, force: true });
  }
}

function proveAsterisk(system) {
  if (system) return;
  const root = path.join(DEBIAN, 'root');
  const loader = ['usr/lib64', 'usr/lib']
    .flatMap((dir) =>
      fs.existsSync(path.join(root, dir))
        ? fs.readdirSync(path.join(root, dir)).map((f) => path.join(root, dir, f))
        : [],
    )
    .find((file) => /\/ld-linux-[^/]*\.so\.\d+$/.test(file));
  const libraries =
    fs.readdirSync(path.join(root, 'usr/lib')).find((name) => name.endsWith('-linux-gnu')) ?? '';
  const args = [
    '--library-path',
    path.join(root, 'usr/lib', libraries),
    path.join(root, 'usr/sbin/asterisk'),
    '-V',
  ];
  const version = loader && output(loader, args);
  if (!version) {
    fs.rmSync(path.join(DEBIAN, 'complete'), { force: true });
    throw new Failed(
      `The private Asterisk does not start on this machine (${os.arch()}). Please report this.`,
    );
  }
  write(VERSION, version.trim());
  say(`  ${version.trim()}`);
}

// ---- what was asked for ----

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
