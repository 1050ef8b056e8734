import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { loadConfig } from '../../lib/config/load.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { projectRoot } from '../../lib/root.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { AT, approved, arrived, charged, session, tokenised } from '../journal/sessions.js';

const PROGRAM = fileURLToPath(new URL('../../bin/hushpay.js', import.meta.url));
const RIGHT =
  'asterisk: { ari: { password: a1 }, ami: { password: b2 } }\ndatabase: { file: journal.sqlite }\n';

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a person would. */
function hushpay(...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

t.test('given no command, when asked for help, then every command is named', async (t) => {
  const { code, out } = await hushpay('--help');
  t.equal(code, 0);
  for (const name of [
    'start',
    'demo',
    'sandbox',
    'doctor',
    'dialplan',
    'payments',
    'prompts',
    'migrate',
    'config',
  ]) {
    t.match(out, new RegExp(`^  ${name} `, 'm'), name);
  }
  t.equal((await hushpay('pay')).code, 1, 'an unknown command');
});

t.test('given a configuration, when checked, then faults decide the exit code', async (t) => {
  const file = writeConfig(freshDirectory(t), RIGHT);
  t.match(await hushpay('config', 'check', '--config', file), {
    code: 0,
    out: /is right; environment: local/,
  });
  const wrong = writeConfig(freshDirectory(t), `${RIGHT}enviroment: local\n`);
  const { code, out } = await hushpay('config', 'check', '--config', wrong, '--json');
  t.equal(code, 78);
  t.match(JSON.parse(out), { faults: [{ option: 'enviroment', line: 3, message: /environment/ }] });
  t.match(await hushpay('start', '--config', wrong), {
    code: 78,
    err: new RegExp(`${wrong}:3:1 enviroment`),
  });
  t.match(await hushpay('doctor', '--config', wrong), { code: 78 });
});

t.test('given the schema, when printed, then it is the committed one', async (t) => {
  const { out } = await hushpay('config', 'schema');
  const kept = readFileSync(join(projectRoot(), 'config', 'hushpay.schema.json'), 'utf8');
  t.equal(out, kept);
});

t.test('given a configuration, when the dialplan is printed, then it is filled in', async (t) => {
  const options = `${RIGHT}agi: { port: 4999 }\nhttp: { port: 4998 }\ndialplan: { feature: "*88" }\n`;
  const file = writeConfig(freshDirectory(t), options);
  const features = await hushpay('dialplan', '--config', file, 'features');
  t.match(features.out, 'hushpay => *88,self,');
  t.match(features.out, 'http://127.0.0.1:4998/ready');
  t.match(features.out, 'agi://127.0.0.1:4999/handoff');
  const all = await hushpay('dialplan', '--config', file);
  t.equal(all.code, 0);
  for (const part of ['ari', 'extensions', 'features', 'http', 'manager'])
    t.match(all.out, `;;; ${part}_hushpay.conf`);
  t.match(all.out, 'password = a1');
  t.match(all.out, 'secret = b2');
  t.notMatch(all.out, /@[a-zA-Z.]+@/);
  t.match(await hushpay('dialplan', '--config', file, 'sip'), { code: 1, err: /there is no part sip/ });
});

t.test(
  'given a journal, when looked at beside a service that has it open, then payments are told',
  async (t) => {
    const file = writeConfig(freshDirectory(t), RIGHT);
    t.match(await hushpay('payments', 'list', '--config', file), {
      code: 1,
      err: /has the service been started/,
    });
    t.match(await hushpay('migrate', '--config', file), { code: 0, out: 'migrated: 0001-first\n' });
    t.match(await hushpay('migrate', '--config', file), { code: 0, out: 'the journal is up to date\n' });

    const journal = createJournal((await loadConfig(file)).database, createLog({ level: 'error' }));
    t.teardown(() => journal.close());
    await journal.open();
    await journal.takeOver('one');
    const orderId = 'hpa-1';
    const amount = { minor: 1999, currency: 'USD' };
    const card = { brand: 'visa', last4: '1111' } as const;
    await journal.record(session('hpa', { name: 'handingOff', arrived: ['caller'] }), { ...arrived, at: AT });
    const charging = session('hpa', { name: 'charging', orderId });
    await journal.record(charging, tokenised, {
      change: 'intended',
      orderId,
      amount,
      card,
      reference: 'INV-7',
    });
    const settled = { change: 'settled', orderId, outcome: approved } as const;
    await journal.record(session('hpa', { name: 'deciding' }), charged(orderId, approved), settled);

    const list = await hushpay('payments', 'list', '--config', file);
    t.match(list, { code: 0, out: /hpa-1 +approved +19\.99 USD +visa 1111 +INV-7 +1000 Approved\n$/ });
    const none = await hushpay('payments', 'list', '--config', file, '--status', 'unknown', '--json');
    t.match(none, { code: 0, out: /^$/ });
    const show = await hushpay('payments', 'show', orderId, '--config', file);
    t.match(show.out, /^transaction +tx1$/m);
    t.match(show.out, /^ +2 +\+0\.030 +charging +tokenised$/m);
    t.match(show.out, /^ +3 +\+0\.400 +deciding +charged approved$/m);
    const json = JSON.parse((await hushpay('payments', 'show', orderId, '--config', file, '--json')).out);
    t.match(json, { payment: { orderId, status: 'approved' }, steps: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] });
    t.match(await hushpay('payments', 'show', 'hpb-1', '--config', file), {
      code: 1,
      err: /no payment hpb-1/,
    });
    t.match(await hushpay('payments', 'list', '--since', 'noon', '--config', file), {
      code: 1,
      err: /give a time/,
    });
  },
);
