import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { projectRoot } from '../../lib/root.js';
import { freshDirectory } from '../config/directory.js';

t.setTimeout(240_000);

const root = projectRoot();
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const manifest = JSON.parse(read('package.json'));

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };

t.test('given the lock file, when read, then every package is vouched for by its hash', async (t) => {
  const entries = Object.entries(lock.packages).filter(([name, { link }]) => name !== '' && !link);
  t.ok(entries.length > 300);
  for (const [name, { integrity }] of entries) t.match(integrity, /^sha512-[\w+/]{86}==$/, name);
});

t.test('given packages with scripts of their own, when installed, then none is run', async (t) => {
  t.match(read('.npmrc'), /^ignore-scripts=true$/m);
  t.same(manifest.allowScripts, { sqlite3: false });
  const setup = read('bin', 'setup', 'dependencies.mjs');
  t.match(setup, "'--ignore-scripts'");
  t.match(setup, /gyp, 'rebuild', '--directory', path\.join\(ROOT, 'node_modules\/sqlite3'\)/);
  t.notMatch(setup, /prebuild|'rebuild', 'sqlite3'/, 'sqlite3 is built, and no binary is fetched');
});

/** A checkout like this one, whose packages are the same files by another name. */
function checkout(t: Test): string {
  const copy = freshDirectory(t);
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  for (const top of new Set(tracked.map((name) => name.split('/')[0] ?? '').filter(Boolean))) {
    if (!existsSync(join(root, top))) continue;
    cpSync(join(root, top), join(copy, top), { recursive: true, preserveTimestamps: true });
  }
  execFileSync('cp', ['-al', join(root, 'dist'), copy]);
  mkdirSync(join(copy, 'node_modules'));
  for (const [name, { dev, link }] of Object.entries(lock.packages)) {
    // What lies in another package comes with it.
    if (!/^node_modules\/(@[^/]+\/)?[^/]+$/.test(name) || link || !existsSync(join(root, name))) continue;
    mkdirSync(join(copy, name, '..'), { recursive: true });
    if (dev) mkdirSync(join(copy, name));
    else execFileSync('cp', ['-al', join(root, name), join(copy, name)]);
  }
  mkdirSync(join(copy, 'node_modules', '.bin'));
  for (const name of ['.package-lock.json', '.hushpay-sqlite']) {
    copyFileSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
  }
  // dist is what the sources say: a compiler that finds so, in case the stamp of it is not of now.
  mkdirSync(join(copy, 'node_modules', 'typescript', 'bin'));
  writeFileSync(join(copy, 'node_modules', 'typescript', 'bin', 'tsc'), '');
  mkdirSync(join(copy, '.hushpay'));
  return copy;
}

function setup(copy: string, ...flags: string[]) {
  return spawnSync(process.execPath, [join(copy, 'bin', 'setup.mjs'), ...flags], { encoding: 'utf8' });
}

t.test(
  'given a production install, when it is made, then development is left out and the program runs',
  async (t) => {
    const copy = checkout(t);
    const kept = readdirSync(copy).filter((name) => !['.hushpay', 'dist', 'node_modules'].includes(name));
    const made = setup(copy, '--production');
    t.equal(made.status, 0, made.stderr);
    for (const [name, { dev }] of Object.entries(lock.packages)) {
      if (dev) t.notOk(existsSync(join(copy, name)), `${name} is left out`);
    }
    t.equal(manifest.scripts.production, 'node bin/setup.mjs --production');
    const program = join(copy, 'dist', 'bin', 'hushpay.js');
    const help = spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
    t.equal(help.status, 0, help.stderr);
    t.match(help.stdout, /^ {2}doctor/m, 'every command loads');
    t.equal(setup(copy, '--production').stderr, '', 'once more there is nothing to do');
    t.ok(existsSync(join(root, 'node_modules', 'typescript')), 'ours is as it was');

    t.equal(setup(copy, '--clean').status, 0);
    t.same(readdirSync(copy).sort(), kept.sort(), 'clean removes all that was made');
  },
);

t.test('given what is ignored, when compared, then clean removes each of it', async (t) => {
  const ignored = read('.gitignore')
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  const [, made = ''] = /^const MADE = \[(.*)\];$/m.exec(read('bin', 'setup.mjs')) ?? [];
  t.same(
    ignored.sort(),
    made
      .split(', ')
      .map((name) => `${name.slice(1, -1)}/`)
      .sort(),
  );
});

t.test(
  'given the archive of Debian, when it has moved on, then it is said and what was tested',
  async (t) => {
    const { asteriskVerdict, TESTED } = await import(join(root, 'bin', 'setup', 'asterisk-version.mjs'));
    const now = (version: string, chosen?: string) => asteriskVerdict(version, chosen);
    t.match(now(`1:${TESTED}+dfsg+~cs6.17.60671434-1`), { verdict: 'tested' });
    t.match(now('1:22.11.0~dfsg+~cs7-2'), {
      verdict: 'untested',
      text: new RegExp(`has Asterisk 22\\.11\\.0.*tested with ${TESTED}.*used all the same`),
    });
    t.match(now('1:24.0.1~dfsg-1'), { verdict: 'refused', text: /HUSHPAY_ASTERISK=untested/ });
    t.match(now('1:24.0.1~dfsg-1', 'untested'), { verdict: 'untested' });
    t.match(now(''), { verdict: 'refused', text: /could not be read/ });
    t.match(now('1:22.11.0~dfsg-2', 'tested'), {
      verdict: 'refused',
      text: new RegExp(`tested with ${TESTED}`),
    });
    t.match(now(`1:${TESTED}+dfsg-1`, 'tested'), { verdict: 'tested' });
  },
);

t.test(
  'given an Asterisk that is there already, when it is another than the tested one, then it is said each time',
  async (t) => {
    const { privateReminder, systemVerdict, TESTED } = await import(
      join(root, 'bin', 'setup', 'asterisk-version.mjs')
    );
    t.match(systemVerdict(`Asterisk ${TESTED}~dfsg\n`), { verdict: 'tested' });
    for (const said of [
      'Asterisk 20.5.2\n',
      'Asterisk certified/20.7-cert2\n',
      'Asterisk 18.10.0~dfsg+~cs6',
    ]) {
      t.match(systemVerdict(said), {
        verdict: 'untested',
        text: new RegExp(`tested with ${TESTED}.*=private`),
      });
    }
    for (const said of ['Asterisk 16.28.0~dfsg', '', undefined]) t.equal(systemVerdict(said), undefined);
    for (const chosen of ['private', 'tested']) {
      t.equal(systemVerdict(`Asterisk ${TESTED}`, chosen), undefined, chosen);
    }
    t.equal(privateReminder(`Asterisk ${TESTED}~dfsg+~cs6.17.60671434`), undefined);
    t.match(privateReminder('Asterisk 22.11.0~dfsg'), /22\.11\.0.*tested with/);
  },
);
