import type { Knex } from 'knex';

/** What becomes of a payment after it was made: captures, refunds and voids, settlement, disputes, notifications. */
export function up(schema: Knex.SchemaBuilder): Knex.SchemaBuilder {
  return schema
    .alterTable('payments', (table) => {
      table.text('kind').notNullable().defaultTo('charge');
      // Minor units of the payment's currency, kept in step with `movements`.
      table.bigInteger('captured_minor').notNullable().defaultTo(0);
      table.bigInteger('refunded_minor').notNullable().defaultTo(0);
      table.bigInteger('voided_minor').notNullable().defaultTo(0);
      table.text('settlement');
      table.bigInteger('settlement_at');
      table.text('batch');
      table.text('dispute');
      table.text('subscription_id');
      table.index(['transaction_id'], 'payments_transaction');
    })
    .raw("update payments set captured_minor = amount_minor where status = 'approved'")
    .createTable('movements', (table) => {
      table.text('id').primary();
      table.text('order_id').notNullable();
      table.text('kind').notNullable();
      table.text('status').notNullable();
      table.bigInteger('amount_minor').notNullable();
      table.text('currency').notNullable();
      // Of the transaction it works on, and of the one it made.
      table.text('target').notNullable();
      table.integer('more').notNullable().defaultTo(0);
      table.text('transaction_id');
      table.text('request').unique('movements_request');
      table.text('by_whom').notNullable();
      table.text('code');
      table.text('text');
      table.bigInteger('created_at').notNullable();
      table.bigInteger('settled_at');
      table.integer('finds').notNullable().defaultTo(0);
      table.bigInteger('found_at');
      table.text('settlement');
      table.bigInteger('settlement_at');
      table.text('batch');
      table.index(['order_id'], 'movements_order');
      table.index(['status', 'created_at'], 'movements_status');
      table.index(['transaction_id'], 'movements_transaction');
    })
    .createTable('settlements', (table) => {
      // A payment's order id or a movement's id.
      table.text('subject').notNullable();
      table.text('status').notNullable();
      table.bigInteger('at').notNullable();
      table.text('source').notNullable();
      table.bigInteger('noted_at').notNullable();
      table.primary(['subject', 'status', 'at']);
    })
    .createTable('disputes', (table) => {
      table.text('id').primary();
      table.text('transaction_id').notNullable();
      table.text('order_id');
      table.text('status').notNullable();
      table.text('reason');
      table.bigInteger('amount_minor').notNullable();
      table.text('currency').notNullable();
      table.text('reply_by');
      table.bigInteger('at').notNullable();
      table.index(['order_id'], 'disputes_order');
    })
    .createTable('subscriptions', (table) => {
      table.text('id').primary();
      table.text('plan_id');
      table.text('status').notNullable();
      table.bigInteger('at').notNullable();
    })
    .createTable('notifications', (table) => {
      // A digest of what was received: a repeated delivery is known by it.
      table.text('id').primary();
      table.text('kind').notNullable();
      table.bigInteger('at').notNullable();
      table.bigInteger('received_at').notNullable();
      table.integer('times').notNullable();
      table.text('subject');
      table.text('facts').notNullable();
      table.index(['subject'], 'notifications_subject');
      table.index(['received_at'], 'notifications_received');
    })
    .createTable('decisions', (table) => {
      table.increments('id');
      table.text('subject').notNullable();
      table.text('decision').notNullable();
      table.text('transaction_id');
      table.text('by_whom').notNullable();
      table.text('why').notNullable();
      table.bigInteger('at').notNullable();
      table.index(['subject'], 'decisions_subject');
    });
}
