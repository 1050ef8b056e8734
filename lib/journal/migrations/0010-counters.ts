import type { Knex } from 'knex';

/** How often was tried, by keyed hashes of who and what: see `lib/limits`. */
export function up(schema: Knex.SchemaBuilder): Knex.SchemaBuilder {
  return schema.createTable('counters', (table) => {
    table.text('subject').primary();
    // `Counter` of lib/limits, in JSON.
    table.text('state').notNullable();
    table.bigInteger('expires_at').notNullable();
    // The latest end of a lock, or 0: what `hushpay doctor` looks for.
    table.bigInteger('locked_until').notNullable();
    table.index(['expires_at'], 'counters_expires');
    table.index(['locked_until'], 'counters_locked');
  });
}
