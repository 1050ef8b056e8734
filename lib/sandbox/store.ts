import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { Records } from './records.js';
import { makeTables } from './tables.js';

/**
 * The sandbox's memory in SQLite: in a file, or in memory only. One connection, so that transactions follow one
 * another; `atomic` makes everything done through its argument stand or fall together.
 */
export class Store {
  private constructor(private readonly db: Knex) {}

  /** `directory` undefined: in memory. */
  static async open(directory: string | undefined): Promise<Store> {
    if (directory) mkdirSync(directory, { recursive: true, mode: 0o700 });
    const db = knex({
      client: 'sqlite3',
      connection: { filename: directory ? join(directory, 'sandbox.sqlite') : ':memory:' },
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    });
    if (directory) {
      await db.raw('PRAGMA journal_mode = WAL');
      await db.raw('PRAGMA synchronous = NORMAL');
    }
    await makeTables(db);
    return new Store(db);
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  atomic<T>(work: (records: Records) => Promise<T>): Promise<T> {
    return this.db.transaction((trx) => work(new Records(trx)));
  }

  /** A value made once and kept, such as generated keys. */
  async kept(name: string, make = (): string => randomBytes(16).toString('hex')): Promise<string> {
    const row = await this.db('kept').where({ name }).first();
    if (row) return String(row.value);
    const value = make();
    await this.db('kept').insert({ name, value });
    return value;
  }
}
