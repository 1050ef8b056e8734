import type { Knex } from 'knex';

/** Methods that a session has put, or may have put, into the gateway's vault under a token of ours. */
export function up(schema: Knex.SchemaBuilder): Knex.SchemaBuilder {
  return schema.createTable('vaulted', (table) => {
    table.text('token').primary();
    table.text('session_id').notNullable();
    // intended, kept, absent, unwanted, removed
    table.text('status').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('settled_at');
    table.bigInteger('looked_at');
    table.index(['status'], 'vaulted_status');
  });
}
