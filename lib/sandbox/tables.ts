import type { Knex } from 'knex';

const TABLES: Readonly<Record<string, (table: Knex.CreateTableBuilder) => void>> = {
  transactions: (table) => {
    table.text('id').primary();
    for (const name of ['merchant_id', 'type', 'status', 'currency', 'merchant_account_id']) {
      table.text(name).notNullable();
    }
    table.specificType('order_id', 'text collate nocase');
    table.integer('amount').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('visible_at').notNullable();
    table.bigInteger('due_at');
    table.text('fingerprint').notNullable();
    table.text('expiry').notNullable();
    table.text('document').notNullable();
    table.index(['merchant_id', 'order_id']);
    table.index(['merchant_id', 'created_at']);
    table.index(['fingerprint', 'created_at']);
    table.index(['merchant_id', 'due_at']);
  },
  nonces: (table) => {
    table.text('id').primary();
    table.text('merchant_id').notNullable();
    table.text('document').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('consumed_at');
  },
  documents: (table) => {
    table.increments('seq');
    for (const name of ['merchant_id', 'kind', 'id', 'document']) table.text(name).notNullable();
    table.text('parent');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.unique(['merchant_id', 'kind', 'id']);
    table.index(['merchant_id', 'kind', 'parent']);
  },
  request_keys: (table) => {
    table.text('merchant_id').notNullable();
    table.text('key').notNullable();
    table.text('digest').notNullable();
    table.integer('status').notNullable();
    table.text('body').notNullable();
    table.primary(['merchant_id', 'key']);
  },
  kept: (table) => {
    table.text('name').primary();
    table.text('value').notNullable();
  },
};

/** Raised when a table changes its shape: a database of an older form is refused, not misread. */
const FORM = 2;

/** Makes the tables that are missing. Rejects for a database whose tables have another form. */
export async function makeTables(db: Knex): Promise<void> {
  const [{ user_version: form }] = (await db.raw('PRAGMA user_version')) as [{ user_version: number }];
  if (form !== FORM && (await db.schema.hasTable('transactions'))) {
    throw new Error(
      'The sandbox database was made by another version: remove sandbox.sqlite to start afresh',
    );
  }
  for (const [name, columns] of Object.entries(TABLES)) {
    if (!(await db.schema.hasTable(name))) await db.schema.createTable(name, columns);
  }
  await db.raw(`PRAGMA user_version = ${FORM}`);
}
