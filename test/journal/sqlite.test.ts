import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import sqlite3 from 'sqlite3';
import t, { type Test } from 'tap';
import type { Config } from '../../lib/config/schema.js';
import { HushpayError } from '../../lib/errors.js';
import { connect } from '../../lib/journal/connect.js';
import { createJournal, KnexJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { projectRoot } from '../../lib/root.js';
import { journalContract } from './contract.js';
import { keptBooks } from './kept.js';
import { arrived, session, tokenised } from './sessions.js';

const log = createLog({ level: 'error' }, { write: () => undefined });

function directory(t: Test): string {
  const runs = join(projectRoot(), '.hushpay', 'run');
  mkdirSync(runs, { recursive: true });
  const dir = mkdtempSync(join(runs, 'journal-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function database(dir: string, lockDeadline = 10): Config['database'] {
  return { client: 'sqlite3', file: join(dir, 'deep', 'journal.sqlite'), lockDeadline };
}

/** Holds the write lock from another connection, as a backup or a careless person would. */
function lockFrom(file: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const other = new sqlite3.Database(file);
    other.exec('begin immediate', (error) => {
      if (error) return reject(error);
      resolve(() => new Promise((done) => other.exec('rollback', () => other.close(() => done()))));
    });
  });
}

t.test('SQLite', async (t) => {
  journalContract(t, async (t, lockDeadline) => {
    const config = database(directory(t), lockDeadline);
    const first = createJournal(config, log);
    const second = createJournal(config, log);
    t.teardown(async () => {
      await first.close();
      await second.close();
    });
    return { first, second, lock: () => lockFrom(config.file) };
  });
});

t.test('given a new journal, when opened and opened again, then no fault is logged', async (t) => {
  const lines: string[] = [];
  const journal = createJournal(
    database(directory(t)),
    createLog({ level: 'info' }, { write: (line) => lines.push(line) }),
  );
  await journal.open();
  await journal.close();
  await journal.open();
  await journal.close();
  const told = lines.map((line) => JSON.parse(line));
  t.match(told.slice(0, 2), [
    { level: 'info', msg: 'journal migrated', change: '0001-first' },
    { level: 'info', msg: 'journal migrated', change: '0002-movements' },
  ]);
  t.ok(told.every(({ level, msg }) => level === 'info' && msg === 'journal migrated'));
  t.equal(new Set(told.map(({ change }) => change)).size, told.length, 'each change once');
});

t.test('given a counter that cannot be read, then it is a lock and hides no other', async (t) => {
  const config = database(directory(t));
  const journal = createJournal(config, log);
  t.teardown(() => journal.close());
  await journal.open();
  const rows = [
    '{',
    '{}',
    '{"locks":{"x":{}}}',
    '{"seen":1,"entries":[],"locks":{"cards":{"since":1,"until":90,"times":1}}}',
  ];
  const other = connect(config);
  await other('counters').insert(
    rows.map((state, i) => ({ subject: `caller:${i}`, state, expires_at: 90, locked_until: 90 - i })),
  );
  await other.destroy();
  const told = (await journal.locks(5)).map(({ subject, rule, until }) => [subject, rule, until]);
  t.same(told, [
    ['caller:0', 'unreadable', 90],
    ['caller:1', 'unreadable', 89],
    ['caller:2', 'unreadable', 88],
    ['caller:3', 'cards', 90],
  ]);
});

t.test('given a journal of 0.1, when opened, then sums are what the bank has said', async (t) => {
  const config = database(directory(t));
  await keptBooks(t, () => connect(config), 'sqlite3');
});

t.test('given a new journal, when opened, then only its owner can read its files', async (t) => {
  const config = database(directory(t));
  const journal = createJournal(config, log);
  t.teardown(() => journal.close());
  await journal.open();
  await journal.takeOver('one');
  for (const suffix of ['', '-wal', '-shm'])
    t.equal(statSync(config.file + suffix).mode & 0o777, 0o600, suffix);
});

t.test('given a session that cannot be read, when the service starts, then it has the others', async (t) => {
  const config = database(directory(t));
  const lines: string[] = [];
  const knex = connect(config);
  const told = createLog({ level: 'error' }, { write: (line) => lines.push(line) });
  const journal = new KnexJournal(() => knex, 'sqlite3', config.lockDeadline * 1000, told);
  t.teardown(() => journal.close());
  await journal.open();
  await journal.takeOver('one');
  const good = session('hpgood', { name: 'tokenising' });
  for (const one of [session('hpbad', { name: 'tokenising' }), good]) await journal.record(one, arrived);
  await knex('sessions').where({ id: 'hpbad' }).update({ state: '{"id":' });
  await knex('steps').where({ session_id: 'hpbad' }).update({ event: 'x' });
  t.same(await journal.openSessions(), [good]);
  t.same(await journal.steps('hpbad'), []);
  t.equal((await journal.steps('hpgood')).length, 1);
  t.match(lines.join(''), /hpbad.*cannot be read/);
});

t.test('given a full disk, when recording, then it fails clearly and works after', async (t) => {
  const config = database(directory(t));
  let knex: Knex | undefined;
  const journal = new KnexJournal(
    () => {
      knex = connect(config);
      return knex;
    },
    'sqlite3',
    config.lockDeadline * 1000,
    log,
  );
  t.teardown(() => journal.close());
  await journal.open();
  await journal.takeOver('one');
  const before = session('hpbefore', { name: 'tokenising' });
  await journal.record(before, arrived);
  const description = 'x'.repeat(100_000);
  const big = () =>
    journal.record(session('hpa', { name: 'charging', orderId: 'hpa-1' }), tokenised, {
      change: 'intended',
      orderId: 'hpa-1',
      amount: { minor: 1, currency: 'USD' },
      description,
    });

  await knex?.raw('pragma max_page_count = 20');
  const fault: unknown = await big().catch((error: unknown) => error);
  t.ok(fault instanceof HushpayError && fault.code === 'journal-unavailable', String(fault));
  t.match(String(fault), /disk is full/);
  t.equal(journal.health().up, false);
  t.equal(await journal.payment('hpa-1'), undefined);
  t.same(await journal.openSessions(), [before], 'nothing of the failed step stands');

  await knex?.raw('pragma max_page_count = 100000');
  await big();
  t.equal(journal.health().up, true);
  t.match(await journal.payment('hpa-1'), { status: 'intended' });
});

t.test(
  'given a payment in a record, when it is done, then SQLite was told to wait for the disk',
  async (t) => {
    const config = database(directory(t));
    const knex = connect(config);
    const journal = new KnexJournal(() => knex, 'sqlite3', config.lockDeadline * 1000, log);
    t.teardown(() => journal.close());
    await journal.open();
    await journal.takeOver('one');
    const level = async () => (await knex.raw('pragma synchronous'))[0].synchronous;
    const [normal, full] = [1, 2];
    await journal.record(session('hpa', { name: 'tokenising' }), arrived);
    t.equal(await level(), normal);
    const amount = { minor: 1, currency: 'USD' };
    const charging = session('hpa', { name: 'charging', orderId: 'hpa-1' });
    await journal.record(charging, tokenised, { change: 'intended', orderId: 'hpa-1', amount });
    t.equal(await level(), full);
    await journal.looked('hpa-1', 1);
    t.equal(await level(), normal);
    await journal.settle('hpa-1', { kind: 'failed', cause: 'decided', text: 'y' }, 1);
    t.equal(await level(), full);
  },
);

t.test('given a journal kept from before, when opened, then its payments are told', async (t) => {
  const config = database(directory(t));
  const before = createJournal(config, log);
  await before.open();
  await before.takeOver('one');
  const amount = { minor: 1, currency: 'USD' };
  const charging = session('hpa', { name: 'charging', orderId: 'hpa-1' });
  await before.record(charging, tokenised, { change: 'intended', orderId: 'hpa-1', amount });
  await before.close();
  const knex = connect(config);
  for (const index of ['payments_agent', 'payments_session']) await knex.raw(`drop index ${index}`);
  for (const column of ['agent_device', 'agent_name', 'mandate']) {
    await knex.raw(`alter table payments drop column ${column}`);
  }
  await knex('migrations').where({ name: '0011-agents' }).delete();
  await knex.destroy();

  const journal = createJournal(config, log);
  t.teardown(() => journal.close());
  await journal.open();
  const payment = await journal.payment('hpa-1');
  t.match(payment, { status: 'intended', amount });
  t.notOk(payment?.agent);
  await journal.takeOver('two');
  await journal.record(session('hpb', { name: 'charging', orderId: 'hpb-1' }), tokenised, {
    change: 'intended',
    orderId: 'hpb-1',
    amount,
  });
  t.same((await journal.payment('hpb-1'))?.agent, { device: 'PJSIP/agent' });
});

t.test('given a file that is no database, when opened, then it says so', async (t) => {
  const dir = directory(t);
  const config = { ...database(dir), file: join(dir, 'not.sqlite') };
  writeFileSync(config.file, 'this is a shopping list, and rather longer than a header would be'.repeat(20));
  const fault: unknown = await createJournal(config, log)
    .open()
    .catch((error: unknown) => error);
  t.ok(fault instanceof HushpayError && fault.code === 'journal-unavailable', String(fault));
  t.match(String(fault), /damaged/);
});

t.test('given a directory that cannot be made, when opened, then it says so', async (t) => {
  const dir = directory(t);
  writeFileSync(join(dir, 'deep'), '');
  const fault: unknown = await createJournal(database(dir), log)
    .open()
    .catch((error: unknown) => error);
  t.ok(fault instanceof HushpayError && fault.code === 'journal-unavailable', String(fault));
});
