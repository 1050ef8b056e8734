import type { Knex } from 'knex';

/** Who took a payment, and the words by which the caller had agreed to a debit. */
export function up(schema: Knex.SchemaBuilder): Knex.SchemaBuilder {
  return schema.alterTable('payments', (table) => {
    table.text('agent_device');
    table.text('agent_name');
    // `Mandate` of lib/session, in JSON.
    table.text('mandate');
    table.index(['agent_device'], 'payments_agent');
    table.index(['session_id'], 'payments_session');
  });
}
