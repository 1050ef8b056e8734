import type { Knex } from 'knex';
import * as first from './migrations/0001-first.js';
import * as movements from './migrations/0002-movements.js';
import * as returns from './migrations/0003-returns.js';
import * as counters from './migrations/0010-counters.js';
import * as agents from './migrations/0011-agents.js';
import * as vaulted from './migrations/b01-vaulted.js';
import { rowsOf, type Transactor, type Work } from './transaction.js';

interface Migration {
  up(schema: Knex.SchemaBuilder): Knex.SchemaBuilder;
  /** What SQL alone cannot say, once all tables are as they are now. Answers the order ids it had to leave as they are. */
  readonly after?: (work: Work) => Promise<string[]>;
}

export interface Migrated {
  readonly changes: readonly string[];
  /** Order ids of payments whose sums could not be counted again. */
  readonly unreadable: readonly string[];
}

/** In their order. A migration that was released is never changed. */
const MIGRATIONS: readonly (readonly [name: string, migration: Migration])[] = [
  ['0001-first', first],
  ['0002-movements', movements],
  ['0003-returns', returns],
  ['b01-vaulted', vaulted],
  ['0010-counters', counters],
  ['0011-agents', agents],
];

/**
 * Brings the schema up to date and answers what was done. All in one transaction, so that an instance that is killed
 * here leaves nothing half done and nothing locked (knex's own migrator keeps a lock row that outlives it).
 */
export async function migrate(knex: Knex, transactor: Transactor, now = Date.now()): Promise<Migrated> {
  // Reading needs no lock: what only looks into the journal must not wait for the service that writes it.
  if (await upToDate(transactor)) return { changes: [], unreadable: [] };
  return transactor.transact('durable', async (work) => {
    const { raw, table } = work;
    if (transactor.dialect === 'pg') await raw('select pg_advisory_xact_lock(?)', [LOCK]);
    await raw('create table if not exists migrations (name text primary key, at bigint not null)');
    const done = new Set<string>(
      (await table('migrations').select('name')).map((row: { name: string }) => row.name),
    );
    const changes: string[] = [];
    const unreadable: string[] = [];
    for (const [name, migration] of MIGRATIONS) {
      if (done.has(name)) continue;
      for (const { sql, bindings } of migration.up(knex.schema).toSQL() as unknown as Statement[]) {
        await raw(sql, bindings);
      }
      await table('migrations').insert({ name, at: now });
      changes.push(name);
    }
    for (const [name, { after }] of MIGRATIONS) {
      if (after && changes.includes(name)) unreadable.push(...(await after(work)));
    }
    return { changes, unreadable };
  });
}

async function upToDate(transactor: Transactor): Promise<boolean> {
  const exists =
    transactor.dialect === 'pg'
      ? "select 1 from pg_catalog.pg_class where oid = to_regclass('migrations')"
      : "select 1 from sqlite_master where type = 'table' and name = 'migrations'";
  const made = await transactor.transact('read', async ({ raw }) => rowsOf(await raw(exists)));
  if (made.length === 0) return false;
  const done: { name: string }[] = await transactor.transact(
    'read',
    async ({ table }) => await table('migrations').select('name'),
  );
  return MIGRATIONS.every(([name]) => done.some((row) => row.name === name));
}

/** Ours among advisory locks: any fixed number will do. */
const LOCK = 20_261_121;

interface Statement {
  readonly sql: string;
  readonly bindings: readonly (string | number)[];
}
