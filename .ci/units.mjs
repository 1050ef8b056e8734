// Runs the tests that need no Asterisk on the other runtime: on 24 where this is 20, and on 20 where it is another.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const KEPT = path.join(ROOT, '.hushpay', 'node');
/** What the registry must hand out, by sha512. */
const NODES = {
  20: {
    version: '20.20.2',
    x64: 'PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    arm64: 'LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
  },
  24: {
    version: '24.21.0',
    x64: '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    arm64: 'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};
/** At the same time. */
const BESIDE = 2;
/** One file. Milliseconds. */
const LATEST = 180_000;

const here = Number(process.versions.node.split('.')[0]);
const other = here === 20 ? 24 : 20;

/** The binary of that runtime, fetched once into the one ignored folder and checked against its hash. */
function runtime(major) {
  const { version, [process.arch]: wanted } = NODES[major];
  if (!wanted) return undefined;
  const program = path.join(KEPT, version, 'bin', 'node');
  if (fs.existsSync(program)) return program;
  fs.rmSync(path.join(KEPT, version), { recursive: true, force: true });
  fs.mkdirSync(KEPT, { recursive: true });
  const name = `node-linux-${process.arch}@${version}`;
  const args = ['pack', name, '--silent', '--pack-destination', KEPT];
  const file = path.join(
    KEPT,
    execFileSync('npm', args, { cwd: KEPT, encoding: 'utf8' }).trim().split('\n').at(-1),
  );
  const found = createHash('sha512').update(fs.readFileSync(file)).digest('base64');
  if (found !== wanted) {
    fs.rmSync(file);
    throw new Error(`${name} is not what it was: sha512 ${found}`);
  }
  const fresh = path.join(KEPT, `${version}.new`);
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh);
  execFileSync('tar', ['-xzf', file, '-C', fresh, '--strip-components=1', 'package/bin/node']);
  fs.rmSync(file);
  fs.renameSync(fresh, path.join(KEPT, version));
  return program;
}

/** Whether a built file reaches one of these by its imports. */
function reaches(file, wanted, seen = new Set()) {
  if (wanted.test(file)) return true;
  if (seen.has(file) || !fs.existsSync(file)) return false;
  seen.add(file);
  const found = fs.readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...found].some(([, name]) => reaches(path.join(path.dirname(file), name), wanted, seen));
}

/** Starts an Asterisk, is about the checkout or the sandbox and not about the runtime of the service, or takes minutes. */
const NOT_HERE =
  /lib\/rig\/(pbx|asterisk|server)\.js$|dist\/test\/(docs|model|bench|house|sandbox|prompts|rig|journeys)\/|test\/(bin\/(setup|movements)|journal\/postgres|contracts\/.*|doctor\/.*|session\/property|asterisk\/speech-memory|gateway\/(listeners|kept-alive|note))\.test\.js$/;

function units() {
  const tests = path.join(ROOT, 'dist', 'test');
  return fs
    .readdirSync(tests, { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => path.join(tests, name))
    .filter((file) => !reaches(file, NOT_HERE))
    .sort();
}

function looksForDigits(file) {
  const source = path.join(ROOT, path.relative(path.join(ROOT, 'dist'), file).replace(/\.js$/, '.ts'));
  return !fs.existsSync(source) || fs.readFileSync(source, 'utf8').startsWith('// Looks for digits');
}

function one(program, file) {
  return new Promise((resolve) => {
    const child = spawn(program, [file], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LATEST,
      env: { ...process.env, TAP_TIMEOUT: '180' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        said = (said + data).slice(-20_000);
      });
    }
    child.once('close', (code) => resolve({ file, code, said }));
  });
}

async function main() {
  const program = runtime(other);
  if (!program) {
    console.log(`NOT TESTED on Node ${other}: it is not known for ${process.arch}`);
    return 0;
  }
  const files = process.argv.length > 2 ? process.argv.slice(2).map((name) => path.resolve(name)) : units();
  const since = Date.now();
  const waiting = [...files];
  const broken = [];
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      let done = await one(program, file);
      // As in .ci/run: a test may fail because the machine was busy, but what looks for digits is never forgiven.
      if (done.code !== 0 && !looksForDigits(file)) done = await one(program, file);
      if (done.code !== 0) broken.push(done);
    }
  };
  await Promise.all(Array.from({ length: BESIDE }, work));
  for (const { file, said } of broken) console.log(`${path.relative(ROOT, file)} on Node ${other}:\n${said}`);
  const seconds = Math.round((Date.now() - since) / 1000);
  console.log(
    `Node ${NODES[other].version}: ${files.length - broken.length} of ${files.length} files of units pass (${seconds} s)`,
  );
  return broken.length > 0 ? 1 : 0;
}

process.exitCode = await main();
