import type { Knex } from 'knex';

/** Times are epoch milliseconds, amounts minor units, both in `bigint`. */
export function up(schema: Knex.SchemaBuilder): Knex.SchemaBuilder {
  return schema
    .createTable('owner', (table) => {
      table.integer('id').primary();
      table.text('instance').notNullable();
      table.bigInteger('since').notNullable();
    })
    .createTable('sessions', (table) => {
      table.text('id').primary();
      table.bigInteger('started_at').notNullable();
      table.bigInteger('updated_at').notNullable();
      table.integer('ended').notNullable();
      table.text('result');
      table.text('state').notNullable();
      table.index(['ended', 'started_at'], 'sessions_ended');
    })
    .createTable('steps', (table) => {
      table.text('session_id').notNullable();
      table.integer('seq').notNullable();
      table.bigInteger('at').notNullable();
      table.text('event').notNullable();
      table.text('phase').notNullable();
      table.primary(['session_id', 'seq']);
    })
    .createTable('payments', (table) => {
      table.text('order_id').primary();
      table.text('session_id').notNullable();
      table.text('status').notNullable();
      table.bigInteger('amount_minor').notNullable();
      table.text('currency').notNullable();
      table.text('brand');
      table.text('last4');
      table.text('reference');
      table.text('description');
      table.text('transaction_id');
      table.text('code');
      table.text('text');
      table.bigInteger('created_at').notNullable();
      table.bigInteger('settled_at');
      table.integer('finds').notNullable().defaultTo(0);
      table.bigInteger('found_at');
      table.index(['status', 'created_at'], 'payments_status');
      table.index(['created_at'], 'payments_created');
      table.index(['reference'], 'payments_reference');
    });
}
