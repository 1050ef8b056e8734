import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../lib/config/load.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { startSandboxProcess } from '../../lib/sandbox-process.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { AT, approved, arrived, charged, session, tokenised } from '../journal/sessions.js';
import { hushpay, RIGHT } from './run.js';

t.setTimeout(120_000);

t.test(
  'given a journal, when looked at beside a service that has it open, then payments are told',
  async (t) => {
    const file = writeConfig(freshDirectory(t), RIGHT);
    t.match(await hushpay('payments', 'list', '--config', file), {
      code: 1,
      err: /there is no journal at .* yet.*first start/,
    });
    t.match(await hushpay('migrate', '--config', file), { code: 0, out: /^migrated: 0001-first/ });
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
    t.match(list, {
      code: 0,
      out: /hpa-1 +approved +19\.99 USD +visa 1111 +INV-7 +1000 Approved +by PJSIP\/agent\n$/,
    });
    t.equal((await hushpay('payments', 'list', '--config', file, '--agent', 'PJSIP/agent')).out, list.out);
    t.equal((await hushpay('payments', 'list', '--config', file, '--agent', 'PJSIP/other')).out, '');
    const none = await hushpay('payments', 'list', '--config', file, '--status', 'unknown', '--json');
    t.match(none, { code: 0, out: /^$/ });
    const show = await hushpay('payments', 'show', orderId, '--config', file);
    t.match(show.out, /^transaction +tx1$/m);
    t.match(show.out, /^agent +PJSIP\/agent$/m);
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

t.test('given a payment in money that is no more, when listed and exported, then all are', async (t) => {
  const file = writeConfig(freshDirectory(t), RIGHT);
  await hushpay('migrate', '--config', file);
  const journal = createJournal((await loadConfig(file)).database, createLog({ level: 'error' }));
  t.teardown(() => journal.close());
  await journal.open();
  await journal.takeOver('one');
  const risk = { id: 'r-7', decision: 'Review', score: 42, reasons: ['VELOCITY', 'PROXY'] };
  for (const [id, currency] of [
    ['hpold', 'HRK'],
    ['hpnew', 'EUR'],
  ] as const) {
    const orderId = `${id}-1`;
    const amount = { minor: 1999, currency };
    const charging = session(id, { name: 'charging', orderId });
    await journal.record(charging, tokenised, { change: 'intended', orderId, amount });
    await journal.settle(orderId, { kind: 'approved', transactionId: `tx-${id}`, details: { risk } }, AT);
  }
  const list = await hushpay('payments', 'list', '--config', file);
  t.match(list, { code: 0, out: /hpold-1 .*1999 minor units of HRK/ });
  t.match(list.out, /hpnew-1 .*19\.99 EUR/);
  const exported = await hushpay('payments', 'export', '--config', file);
  t.match(exported, { code: 0, out: /hpnew-1,charge,approved,19\.99,EUR/ });
  t.match(exported.out, /,session,agent_device,agent_name,mandate,mandate_agreed/);
  t.match(exported.out, /,hpnew,PJSIP\/agent,,,/);
  t.match(exported.out, /hpold-1,charge,approved,1999 minor units of HRK,HRK/);
  const [names = [], told = []] = exported.out.split(/\r?\n/).map((line) => line.split(','));
  const column = (name: string) => told[names.indexOf(name)];
  t.same(['risk', 'risk_score', 'risk_reasons'].map(column), ['Review', '42', 'VELOCITY PROXY']);
  const shown = await hushpay('payments', 'show', 'hpold-1', '--config', file);
  t.match(shown, { code: 0, out: /1999 minor/ });
  t.match(shown.out, /^risk +Review, score 42, VELOCITY, PROXY, r-7$/m, 'what the fraud service said');
});

t.test('given a payment the provider does not know, when reconciled, then the look is counted', async (t) => {
  const sandbox = await startSandboxProcess(['--memory']);
  t.teardown(() => sandbox.stop());
  const directory = freshDirectory(t);
  writeFileSync(join(directory, 'ca.pem'), sandbox.ca);
  const { merchantId, publicKey, privateKey, url } = sandbox;
  const file = writeConfig(
    directory,
    JSON.stringify({
      asterisk: { ari: { password: 'a' }, ami: { password: 'b' } },
      database: { file: 'journal.sqlite' },
      braintree: { merchantId, publicKey, privateKey },
      sandbox: { url, ca: 'ca.pem' },
    }),
  );
  const journal = createJournal((await loadConfig(file)).database, createLog({ level: 'error' }));
  t.teardown(() => journal.close());
  await journal.open();
  await journal.takeOver('one');
  const orderId = 'hpa-1';
  const amount = { minor: 1999, currency: 'USD' };
  const event = { ...tokenised, at: Date.now() };
  await journal.record(session('hpa', { name: 'charging', orderId }), event, {
    change: 'intended',
    orderId,
    amount,
  });
  const { code, out, err } = await hushpay('payments', 'reconcile', '--config', file);
  t.equal(code, 1, err);
  t.match(out, /hpa-1 +intended[\s\S]*0 of 1 became known/);
  t.equal((await journal.payment(orderId))?.finds, 1);

  const token = 'hpkeep-1';
  const storing = session('hpkeep', { name: 'storing', token });
  for (const method of ['intended', 'unwanted'] as const)
    await journal.record(storing, { ...event, at: 1 }, undefined, { change: method, token });
  const report = await hushpay('payments', 'report', '--config', file);
  t.match(report.out, /in the vault, being removed since 1970-01-01: hpkeep-1, session hpkeep$/m);
  const again = await hushpay('payments', 'reconcile', '--config', file);
  t.match(again, { code: 1, out: /0 of 1 became known/ }, 'a card that was removed is no payment');
  t.same(await journal.unwantedMethods(), []);

  const own = writeConfig(freshDirectory(t), RIGHT);
  await hushpay('migrate', '--config', own);
  t.match(await hushpay('payments', 'reconcile', '--config', own), {
    code: 1,
    err: /belongs to the running service/,
  });
});
