// Debian's archive, read with lists and a cache of our own: nothing of the system is changed.
import fs from 'node:fs';
import path from 'node:path';
import { begin, Failed, OURS, output, write } from './tools.mjs';

export const DEBIAN = path.join(OURS, 'debian');
export const SUITE = 'forky';
export const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** apt-get on private lists and cache, with an empty status, so that it resolves the whole closure. */
export function aptOptions() {
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
export function candidate(options) {
  const policy = output('apt-cache', [...options, 'policy', 'asterisk'], {
    env: { ...process.env, LC_ALL: 'C' },
  });
  return /Candidate: (\S+)/.exec(policy ?? '')?.[1] ?? '';
}

export function countPackages(options, packages) {
  const planned = output('apt-get', [...options, '-s', '-q', 'install', ...packages]) ?? '';
  return Number(/(\d+) newly installed/.exec(planned)?.[1] ?? 0);
}

/** Runs apt-get, showing how far it is; its own words are kept for the case of a failure. */
export async function apt(args, what, total = 0) {
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
