// dist from the sources, and the test runner's own set of plugins.
import fs from 'node:fs';
import path from 'node:path';
import { Failed, hash, OURS, ROOT, read, run, say, write } from './tools.mjs';

const MAIN = path.join(ROOT, 'dist/bin/hushpay.js');

function sources() {
  return ['bin', 'lib', 'test']
    .map((dir) => path.join(ROOT, dir))
    .filter((dir) => fs.existsSync(dir))
    .flatMap((dir) => fs.readdirSync(dir, { recursive: true }).map((name) => path.join(dir, name)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .sort();
}

/** Whether dist is what the sources say. */
export function isBuilt() {
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

export function build() {
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

export function prepareTap() {
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
