import type { Knex } from 'knex';
import { recount } from '../recount.js';
import { apart, type Work } from '../transaction.js';

// As they were when this was written: what an upgrade has done stays what it was.
const LOST = ['lost', 'accepted', 'auto_accepted', 'expired'];
const UNDONE = ['returned', 'settlement_declined', 'processor_declined', 'gateway_rejected', 'failed'];

/**
 * What the bank takes back after all was final, and why. What 0.1 had filed as kept, although a notification had said
 * otherwise or the bank had declined to settle it, becomes what it was.
 */
export function up(schema: Knex.SchemaBuilder): Knex.SchemaBuilder {
  const ended = [...LOST].map((status) => `'${status}'`).join(', ');
  const returned = "select subject from notifications where kind = 'transaction_settlement_declined'";
  return schema
    .alterTable('payments', (table) => {
      // Minor units, of returned debits, settlements that were declined, and disputes that are lost.
      table.bigInteger('returned_minor').notNullable().defaultTo(0);
      // Of the bank, with the settlement's state: `R01`, `4001`.
      table.text('settlement_code');
      // What the fraud service said of it; JSON.
      table.text('risk');
    })
    .alterTable('movements', (table) => {
      table.text('settlement_code');
    })
    .alterTable('settlements', (table) => {
      table.text('code');
    })
    .alterTable('disputes', (table) => {
      table.text('kind');
    })
    .raw(
      `update payments set settlement = 'returned' where settlement = 'settled' and order_id in (${returned})`,
    )
    .raw(`update movements set settlement = 'returned' where settlement = 'settled' and id in (${returned})`)
    .raw(
      `update payments set returned_minor = captured_minor
          where settlement in ('returned', 'settlement_declined')
            or dispute in (${ended})`,
    )
    .raw("update disputes set kind = 'retrieval' where reason = 'retrieval'")
    .raw(
      `update disputes set order_id =
          (select min(order_id) from movements where movements.transaction_id = disputes.transaction_id)
          where order_id is null`,
    )
    .raw(
      `update payments set dispute =
          (select status from disputes where disputes.order_id = payments.order_id order by at desc limit 1)
          where dispute is null and order_id in (select order_id from disputes)`,
    );
}

/**
 * Counts again what the lines above only guess at: captures in part, refunds that failed, disputes. Answers the order ids
 * of those that cannot be counted, which stay as they are. 0.1 has counted all others right, and they may be many.
 */
export async function after(work: Work): Promise<string[]> {
  const { table } = work;
  const undone = table('movements')
    .select('order_id')
    .whereIn('settlement', [...UNDONE]);
  const rows: { order_id: string }[] = await table('payments')
    .select('order_id')
    .where('returned_minor', '>', 0)
    .orWhereIn('order_id', undone)
    .orWhereIn('order_id', table('disputes').select('order_id').whereNotNull('order_id'));
  const unreadable: string[] = [];
  for (const { order_id } of rows) {
    const came = await apart(work, () => recount(table, order_id));
    if ('error' in came) unreadable.push(order_id);
  }
  return unreadable;
}
