import type { Money } from '../money/money.js';
import type { ChargeOutcome } from '../session/state.js';
import { settleMovement } from './movements.js';
import type { Decision } from './payment.js';
import { settle } from './payments.js';
import type { Source } from './settlement.js';
import type { Work } from './transaction.js';

type Table = Work['table'];

/** A state of a payment's or movement's transaction as it was heard of. Epoch milliseconds. */
export interface SettlementNote {
  /** Order id of the payment, or id of the movement. */
  readonly subject: string;
  readonly status: string;
  readonly code?: string;
  readonly at: number;
  readonly source: Source;
  readonly notedAt: number;
}

export interface DisputeNote {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
  readonly amount: Money;
  readonly replyBy?: string;
  readonly at: number;
}

interface SettlementRow {
  subject: string;
  status: string;
  code: string | null;
  at: string;
  source: Source;
  noted_at: string;
}

export async function settlementsOf(table: Table, subjects: readonly string[]): Promise<SettlementNote[]> {
  const rows: SettlementRow[] = await table('settlements')
    .whereIn('subject', [...subjects])
    .orderBy('at')
    .orderBy('noted_at');
  return rows.map(({ subject, status, code, at, source, noted_at }) => ({
    subject,
    status,
    ...(code === null ? {} : { code }),
    at: Number(at),
    source,
    notedAt: Number(noted_at),
  }));
}

interface DisputeRow {
  id: string;
  status: string;
  reason: string | null;
  amount_minor: string;
  currency: string;
  reply_by: string | null;
  at: string;
}

export async function disputesOf(table: Table, orderId: string): Promise<DisputeNote[]> {
  const rows: DisputeRow[] = await table('disputes').where({ order_id: orderId }).orderBy('at').orderBy('id');
  return rows.map((row) => ({
    id: row.id,
    status: row.status,
    ...(row.reason === null ? {} : { reason: row.reason }),
    amount: { minor: Number(row.amount_minor), currency: row.currency },
    ...(row.reply_by === null ? {} : { replyBy: row.reply_by }),
    at: Number(row.at),
  }));
}

interface DecisionRow {
  subject: string;
  decision: Decision['decision'];
  transaction_id: string | null;
  by_whom: string;
  why: string;
  at: string;
}

export async function decisionsOf(
  table: Table,
  subjects: readonly string[],
): Promise<(Decision & { readonly subject: string })[]> {
  const rows: DecisionRow[] = await table('decisions')
    .whereIn('subject', [...subjects])
    .orderBy('id');
  return rows.map((row) => ({
    subject: row.subject,
    decision: row.decision,
    ...(row.transaction_id === null ? {} : { transactionId: row.transaction_id }),
    by: row.by_whom,
    why: row.why,
    at: Number(row.at),
  }));
}

/** The word of a person and what follows from it, in one transaction. */
export async function decide(table: Table, subject: string, decision: Decision): Promise<boolean> {
  const { transactionId, by, why, at } = decision;
  const text = `Decided by ${by}: ${why}`;
  const outcome: ChargeOutcome =
    decision.decision === 'approved'
      ? { kind: 'approved', transactionId: transactionId ?? '', text }
      : { kind: 'failed', cause: 'decided', text };
  const changed =
    (await settle(table, subject, outcome, at)) || (await settleMovement(table, subject, outcome, at));
  if (!changed) return false;
  await table('decisions').insert({
    subject,
    decision: decision.decision,
    transaction_id: transactionId ?? null,
    by_whom: by,
    why,
    at,
  });
  return true;
}
