import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import type { CardFacts } from './card.js';
import type { Transaction } from './transaction.js';

/** A single-use payment method. */
export interface Nonce {
  readonly id: string;
  readonly facts: CardFacts;
  readonly createdAt: number;
  readonly consumedAt: number | null;
}

/** What an api request key was used for, and the answer to give again. */
export interface KeptAnswer {
  readonly digest: string;
  readonly status: number;
  readonly body: string;
}

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
    await migrate(db);
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

/** The tables, within one transaction. */
export class Records {
  constructor(readonly db: Knex) {}

  async insert(t: Transaction, visibleAt: number): Promise<void> {
    await this.db('transactions').insert({ ...columns(t), id: t.id, visible_at: visibleAt });
  }

  async update(t: Transaction): Promise<void> {
    await this.db('transactions').where({ id: t.id }).update(columns(t));
  }

  async transaction(merchantId: string, id: string): Promise<Transaction | undefined> {
    const row = await this.db('transactions').where({ id, merchant_id: merchantId }).first();
    return row ? (JSON.parse(row.document) as Transaction) : undefined;
  }

  async transactions(query: Knex.QueryBuilder): Promise<Transaction[]> {
    const rows: { document: string }[] = await query.select('document');
    return rows.map((row) => JSON.parse(row.document) as Transaction);
  }

  query(merchantId: string): Knex.QueryBuilder {
    return this.db('transactions').where({ merchant_id: merchantId });
  }

  async addNonce(merchantId: string, id: string, facts: CardFacts, at: number): Promise<void> {
    await this.db('nonces').insert({
      id,
      merchant_id: merchantId,
      facts: JSON.stringify(facts),
      created_at: at,
    });
  }

  async nonce(merchantId: string, id: string): Promise<Nonce | undefined> {
    const row = await this.db('nonces').where({ id, merchant_id: merchantId }).first();
    if (!row) return undefined;
    return {
      id,
      facts: JSON.parse(row.facts) as CardFacts,
      createdAt: row.created_at,
      consumedAt: row.consumed_at,
    };
  }

  async consumeNonce(id: string, at: number): Promise<void> {
    await this.db('nonces').where({ id }).update({ consumed_at: at });
  }

  async keptAnswer(merchantId: string, key: string): Promise<KeptAnswer | undefined> {
    return this.db('request_keys').where({ merchant_id: merchantId, key }).first();
  }

  async keepAnswer(merchantId: string, key: string, answer: KeptAnswer): Promise<void> {
    await this.db('request_keys').insert({ merchant_id: merchantId, key, ...answer });
  }
}

function columns(t: Transaction): Record<string, unknown> {
  return {
    merchant_id: t.merchantId,
    type: t.type,
    status: t.status,
    amount: t.amount,
    order_id: t.orderId ?? null,
    currency: t.currency,
    merchant_account_id: t.merchantAccountId,
    created_at: t.createdAt,
    fingerprint: t.card.fingerprint,
    expiry: `${t.card.expirationMonth}/${t.card.expirationYear}`,
    document: JSON.stringify(t),
  };
}

async function migrate(db: Knex): Promise<void> {
  if (await db.schema.hasTable('transactions')) return;
  await db.schema.createTable('transactions', (table) => {
    table.text('id').primary();
    for (const name of ['merchant_id', 'type', 'status', 'currency', 'merchant_account_id']) {
      table.text(name).notNullable();
    }
    table.text('order_id');
    table.integer('amount').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('visible_at').notNullable();
    table.text('fingerprint').notNullable();
    table.text('expiry').notNullable();
    table.text('document').notNullable();
    table.index(['merchant_id', 'order_id']);
    table.index(['fingerprint', 'created_at']);
  });
  await db.schema.createTable('nonces', (table) => {
    table.text('id').primary();
    table.text('merchant_id').notNullable();
    table.text('facts').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('consumed_at');
  });
  await db.schema.createTable('request_keys', (table) => {
    table.text('merchant_id').notNullable();
    table.text('key').notNullable();
    table.text('digest').notNullable();
    table.integer('status').notNullable();
    table.text('body').notNullable();
    table.primary(['merchant_id', 'key']);
  });
  await db.schema.createTable('kept', (table) => {
    table.text('name').primary();
    table.text('value').notNullable();
  });
}
