import type { Knex } from 'knex';

/**
 * What the bank takes back after all was final, and why. What 0.1 had filed as kept, although a notification had said
 * otherwise or the bank had declined to settle it, becomes what it was.
 */
export function up(schema: Knex.SchemaBuilder): Knex.SchemaBuilder {
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
            or dispute in ('lost', 'accepted', 'auto_accepted', 'expired')`,
    );
}
