import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLog } from '../../lib/log.js';
import { until } from '../../lib/rig/until.js';
import { projectRoot } from '../../lib/root.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { hushpay, PROGRAM, RIGHT } from './run.js';
import { freePort, running } from './running.js';

t.setTimeout(120_000);

t.test('given the service, when SIGHUP comes, then it goes on with its log opened anew', async (t) => {
  const { child, file, directory, said, ended } = await running(t, {
    log: { file: 'hushpay.log', level: 'info' },
  });
  const log = join(directory, 'hushpay.log');
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const up = (pattern: RegExp) => until(`${pattern} in the log`, 30_000, () => pattern.test(lines()));
  await up(/hushpay has started/);
  renameSync(log, `${log}.1`);
  child.kill('SIGHUP');
  await up(/the log was opened/);
  t.notMatch(lines(), /has started/, 'a new file');

  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('{', '{"payment":{"maximum":5},'));
  child.kill('SIGHUP');
  await up(/taken at the next restart: payment/);
  writeFileSync(file, 'nonsense: true\n');
  child.kill('SIGHUP');
  await up(/everything stays as it was/);
  t.equal(child.exitCode, null);
  child.kill('SIGTERM');
  t.equal(await ended, 0);
  t.notMatch(said.join('\n'), /Error/);
});

t.test('given a level that is set later, when a child writes, then it holds for it too', async (t) => {
  const lines: string[] = [];
  const log = createLog({ level: 'warn' }, { write: (line) => lines.push(line) });
  const child = log.child({ session: 'a' });
  child.info('no');
  log.setLevel('debug');
  child.debug('yes');
  log.setLevel('error');
  child.warn('no');
  t.match(lines, [/"msg":"yes"/]);
  t.equal(lines.length, 1);
});

t.test('given a file as an argument, when checked, then it is that one', async (t) => {
  const file = writeConfig(freshDirectory(t), RIGHT);
  t.match(await hushpay('config', 'check', file), { code: 0, out: `${file} is right` });
});

t.test('given a reader that has seen enough, when more is written, then nothing is said', async (t) => {
  const child = spawn('/bin/sh', ['-c', `"$0" "$1" config schema | head -n 1`, process.execPath, PROGRAM], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  t.same(await once(child, 'close'), [0, null]);
  t.same([out, err], ['{\n', '']);
});

t.test('given a PostgreSQL that is not there, when it is asked, then it is said so', async (t) => {
  const port = await freePort();
  const url = `postgres://u:p@127.0.0.1:${port}/h`;
  const file = writeConfig(
    freshDirectory(t),
    `asterisk: { ari: { password: a }, ami: { password: b } }\ndatabase: { client: pg, url: "${url}" }\n`,
  );
  const { code, err } = await hushpay('payments', 'list', '--config', file);
  t.equal(code, 1);
  t.match(
    err,
    /the database server does not answer \(ECONNREFUSED\); does it run, and is database\.url right\?/,
  );
  t.notMatch(err, /locked|disk full|\bat \S+\.js|u:p@/);
});

t.test('given printed files with passwords, when written, then Asterisk alone reads them', async (t) => {
  const directory = freshDirectory(t);
  const file = writeConfig(directory, RIGHT);
  const etc = join(directory, 'asterisk');
  mkdirSync(etc);
  const written = await hushpay('dialplan', '--config', file, '--output', etc);
  t.equal(written.code, 0, written.err);
  const mode = (name: string) => (statSync(join(etc, `${name}_hushpay.conf`)).mode & 0o777).toString(8);
  t.equal(mode('ari'), '640');
  t.equal(mode('manager'), '640');
  t.equal(mode('extensions'), '640', 'the key of the installation');
  t.equal(mode('features'), '640', 'and here');
  t.match(readFileSync(join(etc, 'ari_hushpay.conf'), 'utf8'), 'password = a1');
  t.match(written.out, /manager_hushpay\.conf.*640/);
  t.match(await hushpay('dialplan', '--config', file, '--output', join(directory, 'no')), { code: 1 });
  const printed = await hushpay('dialplan', 'ari', '--config', file);
  t.match(printed.err, /holds a password.*chmod 640/s, 'who redirects it is told');
});

t.test('given every result, when looked up, then the documents have it', async (t) => {
  const source = readFileSync(join(projectRoot(), 'lib', 'session', 'outcome.ts'), 'utf8');
  const union = /export type Result =([\s\S]*?);/.exec(source)?.[1] ?? '';
  const results = [...union.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name);
  t.ok(results.length > 10);
  const document = readFileSync(join(projectRoot(), 'docs', 'call.md'), 'utf8');
  for (const name of results) t.match(document, `\`${name}\``, `${name}`);
});
