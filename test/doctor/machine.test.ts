import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { createAriRest } from '../../lib/asterisk/ari-rest.js';
import { checkAsteriskClock, checkVersion } from '../../lib/doctor/doors.js';
import { checkAsteriskCores, checkService, checkSwap, servicePids } from '../../lib/doctor/machine.js';
import { checkJournal } from '../../lib/doctor/payment.js';
import { checkAgi, checkHealth } from '../../lib/doctor/service.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { freshDirectory } from '../config/directory.js';
import { approved, session } from '../journal/sessions.js';
import { ids, patientWith } from './patient.js';

/** A process that waits until the test is over, with this limit of core dumps and these words on its command line. */
async function waiting(
  t: Test,
  cores: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const script = `ulimit -c ${cores} && echo ready && read end`;
  const child = spawn('/bin/sh', ['-c', script, ...words], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, ...env },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  t.teardown(async () => {
    child.stdin.end();
    await ended;
  });
  const began = await Promise.race([
    new Promise<boolean>((resolve) => child.stdout.once('data', () => resolve(true))),
    ended.then(() => false),
  ]);
  if (!began) throw new Error(`ulimit -c ${cores} is not allowed here`);
  return child;
}

/** The hard limit may forbid unlimited dumps where the tests run. */
const CAN_DUMP = !/^Max core file size\s+\S+\s+0\s/m.test(readFileSync('/proc/self/limits', 'utf8'));
const skip = CAN_DUMP ? false : 'NOT TESTED: this machine forbids core dumps altogether';

t.test('given an Asterisk that may dump, when examined, then it is found', { skip }, async (t) => {
  const run = freshDirectory(t);
  const conf = (dump: string) => ({
    'asterisk.conf': `[directories]\nastrundir => ${run}\n[options]\ndumpcore = ${dump}\n`,
  });
  t.same(checkAsteriskCores(await patientWith(t, conf('no'))), [], 'no Asterisk runs');
  const child = await waiting(t, 'unlimited', ['asterisk', '-f', '-g']);
  writeFileSync(join(run, 'asterisk.pid'), `${child.pid}\n`);
  const found = checkAsteriskCores(await patientWith(t, conf('yes')));
  t.same(ids(found), ['cores.asterisk', 'cores.asterisk-process']);
  t.match(found[1]?.what, /-g/);
});

t.test('given an Asterisk that may not dump, when examined, then nothing is found', async (t) => {
  const run = freshDirectory(t);
  const child = await waiting(t, '0', ['asterisk', '-f']);
  writeFileSync(join(run, 'asterisk.pid'), `${child.pid}\n`);
  const text = `[directories]\nastrundir => ${run}\n[options]\ndumpcore = no\n`;
  t.same(checkAsteriskCores(await patientWith(t, { 'asterisk.conf': text })), []);
});

t.test(
  'given a service that may dump, when examined, then it is found, and no other process',
  { skip },
  async (t) => {
    const patient = await patientWith(t, {});
    await waiting(t, 'unlimited', ['hushpay', 'start', '--config', `${patient.configFile}.other`]);
    t.same(checkService(patient), []);
    const child = await waiting(t, 'unlimited', ['hushpay', 'start', '--config', patient.configFile]);
    t.match(checkService(patient), [
      { id: 'cores.service', severity: 'critical', what: new RegExp(`${child.pid}`) },
    ]);
  },
);

t.test(
  'given the ways to name a configuration, when the service is looked for, then it is found',
  async (t) => {
    const { configFile } = await patientWith(t, {});
    const found = async (words: readonly string[], file: string, env = {}) => {
      const { pid } = await waiting(t, '0', ['hushpay', 'start', ...words], env);
      return servicePids(file).includes(Number(pid));
    };
    const usual = '/etc/hushpay/hushpay.yaml';
    t.ok(await found([], usual), 'none: the usual one');
    t.notOk(await found([], configFile));
    t.ok(await found([`--config=${configFile}`], configFile));
    t.ok(await found([`-c${configFile}`], configFile));
    t.ok(await found(['-c', configFile], configFile));
    t.ok(await found([], configFile, { HUSHPAY_CONFIG: configFile }));
    t.notOk(await found(['-c', usual], configFile, { HUSHPAY_CONFIG: configFile }));
  },
);

t.test('given swap, when examined, then its devices are named', async (t) => {
  const patient = await patientWith(t, {});
  const table = join(freshDirectory(t), 'swaps');
  const head = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
  writeFileSync(table, `${head}/dev/sda2                               partition\t8388604\t0\t-2\n`);
  t.match(checkSwap(patient, table), [{ id: 'machine.swap', what: /\/dev\/sda2/ }]);
  writeFileSync(table, `${head}/dev/zram0                              partition\t8388604\t0\t100\n`);
  t.same(checkSwap(patient, table), []);
  writeFileSync(table, head);
  t.same(checkSwap(patient, table), []);
});

/** A web server that answers with this body and this time of day. */
async function server(t: Test, body: unknown, date = new Date()): Promise<number> {
  const http = createServer((_, response) => {
    response.sendDate = false;
    response.setHeader('date', date.toUTCString());
    response.end(JSON.stringify(body));
  });
  t.teardown(() => http.close());
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return (http.address() as AddressInfo).port;
}

async function withAri(t: Test, port: number) {
  const access = { url: `http://127.0.0.1:${port}`, username: 'hushpay', password: 'a' };
  const patient = await patientWith(t, {}, { asterisk: { ari: access, ami: { password: 'b' } } });
  const ari = createAriRest({ ...access, app: 'hushpay' }, 2000);
  t.teardown(() => ari.close());
  return { ...patient, ari };
}

t.test('given versions of Asterisk, when examined, then those before 18 are found', async (t) => {
  const versions = { '16.30.0': 1, 'certified/13.21-cert6': 1, '18.0.0': 0, '22.10.1~dfsg+~cs6': 0, '': 1 };
  for (const [version, count] of Object.entries(versions)) {
    const patient = await withAri(t, await server(t, { system: { version } }));
    t.equal((await checkVersion(patient)).length, count, version);
  }
});

t.test('given a clock that is wrong, when examined, then it is found with its direction', async (t) => {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
  const ahead = await withAri(t, await server(t, {}, at(90)));
  t.match(await checkAsteriskClock(ahead), [{ id: 'clock.asterisk', what: /(89|90|91) s ahead/ }]);
  const behind = await withAri(t, await server(t, {}, at(-90)));
  t.match(await checkAsteriskClock(behind), [{ what: /behind/ }]);
  t.same(await checkAsteriskClock(await withAri(t, await server(t, {}, at(0)))), []);
});

t.test('given no service, when examined, then both of its addresses are found silent', async (t) => {
  const closed = createSocket();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  const options = { agi: { port }, http: { port } };
  const patient = await patientWith(t, {}, options);
  t.same(await checkAgi(patient), [], 'it listens');
  await new Promise((resolve) => closed.close(resolve));
  t.same(ids(await checkAgi(patient)), ['agi.unreachable']);
  t.same(ids(await checkHealth(patient)), ['service.not-running']);
});

t.test('given a service with a broken door, when examined, then its own words are told', async (t) => {
  const doors = [
    { door: 'ari', up: true, detail: 'fine' },
    { door: 'journal', up: false, detail: 'the disk is full' },
  ];
  const port = await server(t, { ready: false, doors });
  const patient = await patientWith(t, {}, { http: { port } });
  t.match(await checkHealth(patient), [{ id: 'service.journal', what: /the disk is full/ }]);
});

t.test('given a journal, when examined, then what is wrong with it is found', async (t) => {
  const patient = await patientWith(
    t,
    {},
    { database: { file: 'journal.sqlite' }, reconcile: { giveUpAfter: 60 } },
  );
  const { database } = patient.config;
  t.same(ids(await checkJournal(patient)), ['journal.missing']);

  const journal = createJournal(database, createLog({ level: 'error' }));
  await journal.open();
  await journal.takeOver('one');
  const orderId = 'hpa-1';
  const amount = { minor: 5, currency: 'USD' };
  const event = { type: 'tokenised', at: Date.now() - 61_000 } as const;
  await journal.record(session('hpa', { name: 'charging', orderId }), event, {
    change: 'intended',
    orderId,
    amount,
  });
  t.match(await checkJournal(patient), [{ id: 'journal.unsettled', what: /hpa-1/ }]);
  await journal.settle(orderId, approved, Date.now());
  t.same(await checkJournal(patient), []);
  await journal.close();

  mkdirSync(dirname(database.file), { recursive: true });
  writeFileSync(
    database.file,
    'no database at all, but long enough to be taken for the header of one'.repeat(20),
  );
  t.match(await checkJournal(patient), [{ id: 'journal.unavailable', what: /damaged/ }]);
});
