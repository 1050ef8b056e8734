import type { Knex } from 'knex';
import { Documents } from './documents.js';
import { cardOf, fingerprintOf, type Method } from './instrument.js';
import type { Transaction } from './transaction.js';

/** A payment method behind a nonce: new, or standing for one of the vault. */
export interface Nonce {
  readonly id: string;
  readonly method: Method;
  readonly createdAt: number;
  readonly consumedAt: number | null;
}

/** What an api request key was used for, and the answer to give again. */
export interface KeptAnswer {
  readonly digest: string;
  readonly status: number;
  readonly body: string;
}

/** The tables, within one database transaction. */
export class Records {
  /** Everything that is neither a transaction nor a nonce. */
  readonly documents: Documents;

  constructor(readonly db: Knex) {
    this.documents = new Documents(db);
  }

  /** `visibleAt`: when searches begin to see it. */
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

  /** The merchant's transactions to which something happens by itself until `now`, such as an expiry. */
  due(merchantId: string, now: number): Promise<Transaction[]> {
    return this.transactions(this.query(merchantId).where('due_at', '<=', now).orderBy('due_at'));
  }

  /** When the next such thing happens; undefined when nothing is waiting. */
  async nextDue(merchantId: string): Promise<number | undefined> {
    const row = await this.query(merchantId).min({ at: 'due_at' }).first();
    return row?.at ?? undefined;
  }

  async addNonce(merchantId: string, id: string, method: Method, at: number): Promise<void> {
    const document = JSON.stringify(method);
    await this.db('nonces').insert({ id, merchant_id: merchantId, document, created_at: at });
  }

  async nonce(merchantId: string, id: string): Promise<Nonce | undefined> {
    const row = await this.db('nonces').where({ id, merchant_id: merchantId }).first();
    if (!row) return undefined;
    return {
      id,
      method: JSON.parse(row.document) as Method,
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

/** When an authorisation expires, or what was submitted settles. */
function dueAt(t: Transaction): number | undefined {
  switch (t.status) {
    case 'authorized':
      return t.expiresAt;
    case 'submitted_for_settlement':
    case 'settling':
    case 'settlement_pending':
      return t.settlesAt;
    default:
      return undefined;
  }
}

function columns(t: Transaction): Record<string, unknown> {
  const card = cardOf(t.instrument);
  return {
    merchant_id: t.merchantId,
    type: t.type,
    status: t.status,
    amount: t.amount,
    order_id: t.orderId ?? null,
    currency: t.currency,
    merchant_account_id: t.merchantAccountId,
    created_at: t.createdAt,
    due_at: dueAt(t) ?? null,
    fingerprint: fingerprintOf(t.instrument),
    expiry: card ? `${card.expirationMonth}/${card.expirationYear}` : '',
    document: JSON.stringify(t),
  };
}
