import type { Knex } from 'knex';
import type { Test } from 'tap';
import * as first from '../../lib/journal/migrations/0001-first.js';
import * as movements from '../../lib/journal/migrations/0002-movements.js';
import { KnexJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { AT } from './sessions.js';

const money = { amount_minor: 1000, currency: 'USD', created_at: AT, finds: 0 };

/** A payment of 10.00 as 0.1 kept it; `hpk-1` is of session `hpk`. */
const payment = (order_id: string, more: object) => ({
  ...money,
  order_id,
  session_id: order_id.slice(0, -2),
  status: 'approved',
  transaction_id: `tx-${order_id}`,
  captured_minor: 1000,
  refunded_minor: 0,
  ...more,
});

const movement = (order_id: string, kind: 'refund' | 'capture', n: number, more: object) => ({
  ...money,
  id: `${order_id}-${kind[0]}${n}`,
  order_id,
  kind,
  status: 'done',
  target: `tx-${order_id}`,
  transaction_id: `tx-${order_id}-${kind[0]}${n}`,
  by_whom: 'anna',
  settlement_at: AT,
  more: 0,
  ...more,
});

const dispute = (id: string, order_id: string | null, more: object) => ({
  id,
  order_id,
  transaction_id: `tx-${order_id}`,
  amount_minor: 1000,
  currency: 'USD',
  at: AT,
  ...more,
});

async function fill(knex: Knex, unreadable: string): Promise<void> {
  await knex.schema.createTable('migrations', (table) => {
    table.text('name').primary();
    table.bigInteger('at').notNullable();
  });
  await first.up(knex.schema);
  await movements.up(knex.schema);
  await knex('migrations').insert(['0001-first', '0002-movements'].map((name) => ({ name, at: AT })));
  await knex('payments').insert([
    payment('hppart-1', { captured_minor: 900, settlement: 'settlement_declined', settlement_at: AT }),
    payment('hprefund-1', { refunded_minor: 300 }),
    payment('hppapers-1', { dispute: 'expired' }),
    payment('hplost-1', { dispute: 'lost' }),
    payment('hpnobodys-1', { captured_minor: 400 }),
    payment('hpbroken-1', { refunded_minor: 7 }),
    payment('hpfine-1', { refunded_minor: 1000 }),
  ]);
  await knex('movements').insert([
    movement('hppart-1', 'capture', 1, { amount_minor: 500, more: 1, settlement: 'settled' }),
    movement('hppart-1', 'capture', 2, { amount_minor: 400, more: 1, settlement: 'settlement_declined' }),
    movement('hprefund-1', 'refund', 1, { amount_minor: 100, settlement: 'settled' }),
    movement('hprefund-1', 'refund', 2, { amount_minor: 200, settlement: 'failed' }),
    movement('hpnobodys-1', 'capture', 1, { amount_minor: 400, more: 1, settlement: 'settled' }),
    movement('hpfine-1', 'refund', 1, { settlement: 'settled' }),
    movement('hpbroken-1', 'refund', 1, { amount_minor: unreadable }),
    movement('hpbroken-1', 'refund', 2, { amount_minor: unreadable }),
    movement('hpbroken-1', 'refund', 3, { settlement: 'failed' }),
  ]);
  await knex('disputes').insert([
    dispute('d1', 'hppapers-1', { status: 'expired', reason: 'retrieval' }),
    dispute('d2', 'hplost-1', { status: 'lost', amount_minor: 250, reason: 'fraud' }),
    dispute('d3', null, { status: 'lost', amount_minor: 400, transaction_id: 'tx-hpnobodys-1-c1' }),
  ]);
}

/** A database of 0.1 is opened: the sums of its payments are what the bank has said. */
export async function keptBooks(t: Test, connect: () => Knex, dialect: 'sqlite3' | 'pg'): Promise<void> {
  const before = connect();
  t.teardown(() => before.destroy());
  // PostgreSQL keeps numbers alone, but also such as cannot be added up.
  await fill(before, dialect === 'pg' ? '9223372036854775807' : 'seven');
  await before.destroy();
  const lines: string[] = [];
  const log = createLog({ level: 'error' }, { write: (line) => lines.push(line) });
  const journal = new KnexJournal(connect, dialect, 5000, log);
  t.teardown(() => journal.close());
  await journal.open();
  const sums = async (orderId: string) => {
    const one = await journal.payment(orderId);
    return one && [one.refunded, one.returned];
  };
  t.same(await sums('hppart-1'), [0, 400], 'only the part that was declined');
  t.same(await sums('hprefund-1'), [100, 0], 'a refund that failed is owed');
  t.same(await sums('hppapers-1'), [0, 0], 'papers are no money');
  t.same(await sums('hplost-1'), [0, 250], 'what was disputed of it');
  t.same(await sums('hpnobodys-1'), [0, 400], 'the dispute of a part');
  t.match(await journal.payment('hpnobodys-1'), { dispute: 'lost' });
  t.same(await sums('hpfine-1'), [1000, 0]);
  t.same(await sums('hpbroken-1'), [7, 0], 'what cannot be read stays');
  t.equal(lines.length, 1);
  t.match(lines.join(''), /hpbroken-1.*could not be counted again/);
}
