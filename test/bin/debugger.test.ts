import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t, { type Test } from 'tap';
import { openingsOf } from '../../lib/config/openings.js';
import { checkLookedInto, checkRuntime, checkRuntimes } from '../../lib/doctor/process.js';
import { projectRoot } from '../../lib/root.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { PROGRAM } from './run.js';
import { running } from './running.js';

t.setTimeout(120_000);

t.test('given the service, when SIGUSR1 comes, then no debugger is opened', async (t) => {
  const { child, http, said, says } = await running(t);
  await says(/hushpay has started/);
  child.kill('SIGUSR1');
  // Answers come in order: the signal was taken when this one is there.
  for (let i = 0; i < 3; i++) t.equal((await fetch(`http://127.0.0.1:${http}/ready`)).status, 503);
  t.notMatch(said.join('\n'), /Debugger listening/);
  t.equal(child.exitCode, null, 'and it goes on');
});

t.test('given any other program of Node, when SIGUSR1 comes, then it opens one', async (t) => {
  const script = 'setInterval(() => {}, 1e6); console.error("up")';
  const child = spawn(process.execPath, ['--inspect-port=0', '-e', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  const opened = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      if (line === 'up') child.kill('SIGUSR1');
      if (/Debugger listening/.test(line)) resolve();
    });
  });
  await opened;
  t.pass('the control');
});

t.test('given the program, when it is loaded, then the signal is handled before all else', async (t) => {
  const source = readFileSync(join(projectRoot(), 'bin', 'hushpay.ts'), 'utf8');
  t.notMatch(source, /^import\b|^export .*from/m, 'nothing is imported ahead of it');
  t.ok(source.indexOf("process.on('SIGUSR1'") < source.indexOf('import('));
  const unit = readFileSync(join(projectRoot(), 'config', 'hushpay.service'), 'utf8');
  t.match(unit, /^ExecStart=\S+ --disable-sigusr1 /m);
  t.match(unit, /^ExecStartPre=\+\/usr\/bin\/install .*-m 0711 /m);
});

t.test('given options of Node that open a process, when judged, then each is named', async (t) => {
  const env = (NODE_OPTIONS: string) => openingsOf({ execArgv: [], env: { NODE_OPTIONS } });
  t.same(env('--max-old-space-size=200 --enable-source-maps'), []);
  t.same(openingsOf({ execArgv: ['--disable-sigusr1', '--import=x'], env: {} }), []);
  t.same(env('--inspect=0.0.0.0:1'), ['--inspect']);
  t.same(env('--inspect_brk --inspect-port=1'), ['--inspect-brk', '--inspect-port']);
  t.same(env('"--heapsnapshot-signal=SIGUSR2"'), ['--heapsnapshot-signal']);
  t.same(env('--tls-keylog=/x'), ['--tls-keylog']);
  t.same(openingsOf({ execArgv: ['--heap-prof'], env: { NODE_DEBUG: 'tls' } }), [
    '--heap-prof',
    'NODE_DEBUG',
  ]);
  t.same(openingsOf({ execArgv: [], env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }), [
    'NODE_TLS_REJECT_UNAUTHORIZED=0',
  ]);
});

t.test('given an inspector option, when production is started, then it is refused', async (t) => {
  const file = writeConfig(
    freshDirectory(t),
    'environment: production\nasterisk: { ari: { password: a }, ami: { password: b } }\n' +
      'braintree: { merchantId: m, publicKey: p, privateKey: k }\n',
  );
  for (const [execArgv, NODE_OPTIONS] of [
    [['--inspect-port=0'], ''],
    [[], '--inspect=127.0.0.1:0'],
  ] as const) {
    const child = spawn(process.execPath, [...execArgv, PROGRAM, 'start', '--config', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_OPTIONS },
    });
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    t.same(await once(child, 'close'), [78, null]);
    t.match(said, /by --inspect\S* the memory or the traffic of this process can be read/);
  }
});

const asRoot = process.getuid?.() === 0 ? false : 'NOT TESTED: needs root, to become another user';

/** A process of `nobody` that looks like our service, by a copy of Node with these rights. */
async function service(t: Test, mode: number): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'hushpay-node-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  chmodSync(directory, 0o755);
  const node = join(directory, 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, mode);
  const file = join(directory, 'hushpay.yaml');
  const script = 'setInterval(() => {}, 1e6); console.log("up")';
  const command = `exec ${node} -e '${script}' hushpay start --config ${file}`;
  const child = spawn('su', ['nobody', '-s', '/bin/sh', '-c', command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH },
  });
  t.teardown(() => child.kill('SIGTERM'));
  await once(child.stdout, 'data');
  return file;
}

t.test(
  'given a Node that its user cannot read, when examined, then nobody looks into the service',
  { skip: asRoot },
  async (t) => {
    t.same(checkLookedInto({ configFile: await service(t, 0o711) }), []);
    t.match(checkLookedInto({ configFile: await service(t, 0o755) }), [{ id: 'service.looked-into' }]);
  },
);

t.test('given releases of Node, when examined, then those past their end are found', async (t) => {
  const november = Date.parse('2026-11-28');
  t.match(checkRuntime('v20.20.2', november), [
    { id: 'runtime.past-its-end', severity: 'warning', fix: /Node 24/ },
  ]);
  t.match(checkRuntime('v25.1.0', november), [{ id: 'runtime.past-its-end' }]);
  for (const version of ['v22.14.0', 'v24.21.0', 'v26.0.0', 'v99.0.0']) {
    t.same(checkRuntime(version, november), [], version);
  }
  t.same(checkRuntime('v20.20.2', Date.parse('2026-04-30T12:00:00Z')), [], 'until the last day');
});

t.test('given a unit that starts an old Node, when examined, then that one is judged', (t) => {
  const at = t.testdir({ node: '#!/bin/sh\necho v20.20.2\n', unit: '', other: '#!/bin/sh\necho v99.0.0\n' });
  for (const name of ['node', 'other']) chmodSync(`${at}/${name}`, 0o755);
  const judged = (program: string) => {
    writeFileSync(`${at}/unit`, `[Service]\nExecStartPre=+/bin/true\nExecStart=${at}/${program} start\n`);
    return checkRuntimes({ configFile: `${at}/none.yaml` }, [`${at}/missing`, `${at}/unit`]);
  };
  t.match(judged('node'), [{ id: 'runtime.past-its-end', what: /^What .*unit starts .*v20\.20\.2/ }]);
  t.same(judged('other'), []);
  chmodSync(`${at}/node`, 0o777);
  for (const { what } of judged('node')) t.match(what, /^Doctor itself/, 'what others may write is not run');
  t.end();
});
