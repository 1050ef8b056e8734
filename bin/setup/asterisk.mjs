// A private Asterisk from Debian's packages, unpacked into the checkout.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { apt, aptOptions, candidate, countPackages, DEBIAN, KEYRING, SUITE } from './apt.mjs';
import { asteriskVerdict, privateReminder, systemVerdict } from './asterisk-version.mjs';
import { Failed, onPath, output, read, say, write } from './tools.mjs';

const ASTERISK_PACKAGES = [
  'asterisk',
  'asterisk-modules',
  'asterisk-config',
  'asterisk-core-sounds-en-wav',
  'asterisk-moh-opsound-wav',
];
/** Tools of the tests and the bench, by package and program. */
const TOOLS = { 'multimon-ng': 'multimon-ng', sox: 'sox', tcpdump: 'tcpdump' };

/** Beside the private Asterisk: the version that it says it is. */
const VERSION = path.join(DEBIAN, 'version');

export async function prepareAsterisk() {
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

/** Tells when the archive has moved on; goes on within the same major version only. */
function judgeAsterisk(version) {
  const { verdict, text } = asteriskVerdict(version, process.env.HUSHPAY_ASTERISK);
  if (verdict === 'refused') throw new Failed(text);
  if (verdict === 'untested') say(`\nWARNING: ${text}\n`);
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
