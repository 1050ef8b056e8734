import { addDays, type Day, dayOf, startOf } from '../../calendar.js';
import type { Context } from '../../context.js';
import { randomId } from '../../ids.js';
import { cardOf } from '../../instrument.js';
import type { Transaction } from '../../transaction.js';
import { announce } from '../webhooks/announce.js';
import { type Dispute, type DisputeStatus, disputeXml } from './model.js';

const KIND = 'dispute';
const DAYS_TO_REPLY = 10;

/** Amounts that set the reason code of a test dispute, by thousandths. */
const REASON_CODES: Readonly<Record<number, string>> = {
  83000: '83',
  10400: '1040',
  13100: '1310',
  70300: '7030',
};

/** The number 4023898493988028: its charges settle at once and are disputed. */
export function isDisputed(t: Transaction): boolean {
  const card = cardOf(t.instrument);
  const good = t.status === 'authorized' || t.status === 'submitted_for_settlement';
  return good && t.type === 'sale' && card?.bin === '402389' && card.last4 === '8028';
}

export async function findDispute(context: Context, id: string): Promise<Dispute | undefined> {
  return (await context.records.documents.get<Dispute>(KIND, context.merchant.merchantId, id))?.document;
}

/** In the order in which they were opened. */
export async function disputesOf(context: Context): Promise<readonly Dispute[]> {
  const all = await context.records.documents.list<Dispute>(KIND, context.merchant.merchantId);
  return all.map(({ document }) => document);
}

/** Stores it, here and on its transaction. */
export async function putDispute(context: Context, d: Dispute): Promise<void> {
  const { records, merchant, now } = context;
  await records.documents.put(KIND, merchant.merchantId, {
    id: d.id,
    parent: d.transaction.id,
    document: d,
    at: now,
  });
  const t = await records.transaction(merchant.merchantId, d.transaction.id);
  if (!t) return;
  const others = (t.disputes ?? []).filter((one) => one.id !== d.id);
  t.disputes = [...others, disputeXml(d)];
  await records.update(t);
}

/** Settles a charge that was just made, and opens a dispute about it. */
export async function disputedAtOnce(context: Context, t: Transaction): Promise<Transaction> {
  const { records, merchant, now } = context;
  const missing = (['submitted_for_settlement', 'settling', 'settled'] as const).filter(
    (status) => !t.history.some((event) => event.status === status),
  );
  const events = missing.map((status) => ({ status, at: now, amount: t.amount, source: 'api' as const }));
  await records.update({ ...t, status: 'settled', history: [...t.history, ...events] });
  await openDispute(context, t);
  return (await records.transaction(merchant.merchantId, t.id)) ?? t;
}

export interface DisputeTerms {
  readonly kind?: Dispute['kind'];
  readonly reason?: string;
  readonly reasonCode?: string;
  readonly amount?: number;
  readonly status?: DisputeStatus;
  readonly replyByDate?: Day;
  readonly protectionLevel?: Dispute['protectionLevel'];
  readonly preDisputeProgram?: Dispute['preDisputeProgram'];
}

/** Opens a dispute about a transaction, and tells so. */
export async function openDispute(
  context: Context,
  t: Transaction,
  terms: DisputeTerms = {},
): Promise<Dispute> {
  const today = dayOf(context.now);
  const status = terms.status ?? 'open';
  const d: Dispute = {
    id: randomId(16),
    kind: terms.kind ?? 'chargeback',
    status,
    reason: terms.reason ?? 'fraud',
    reasonCode: terms.reasonCode ?? REASON_CODES[t.amount] ?? '83',
    reasonDescription: null,
    amountDisputed: terms.amount ?? t.amount,
    amountWon: 0,
    currency: t.currency,
    merchantAccountId: t.merchantAccountId,
    caseNumber: `CB${randomId(10).toUpperCase()}`,
    referenceNumber: randomId(12).toUpperCase(),
    protectionLevel: terms.protectionLevel ?? 'not_protected',
    preDisputeProgram: terms.preDisputeProgram ?? 'none',
    receivedDate: today,
    replyByDate: terms.replyByDate ?? addDays(today, DAYS_TO_REPLY),
    openedDate: today,
    wonDate: null,
    createdAt: context.now,
    updatedAt: context.now,
    evidence: [],
    history: [{ status, at: context.now }],
    transaction: {
      id: t.id,
      amount: t.amount,
      createdAt: t.createdAt,
      orderId: t.orderId,
      purchaseOrderNumber: t.purchaseOrderNumber,
      source: t.history[0]?.source,
      customerId: t.customer?.id,
    },
  };
  await putDispute(context, d);
  await tell(context, d, status === 'open' ? 'dispute_opened' : kindOf(status));
  return d;
}

/** Moves it to a status, and tells so. */
export async function becomeDispute(
  context: Context,
  before: Dispute,
  status: DisputeStatus,
): Promise<Dispute> {
  const won = status === 'won';
  const d: Dispute = {
    ...before,
    status,
    updatedAt: context.now,
    amountWon: won ? before.amountDisputed : before.amountWon,
    wonDate: won ? dayOf(context.now) : before.wonDate,
    history: [...before.history, { status, at: context.now }],
  };
  await putDispute(context, d);
  await tell(context, d, kindOf(status));
  return d;
}

const kindOf = (status: DisputeStatus): string =>
  status === 'open' ? 'dispute_opened' : `dispute_${status}`;

async function tell(context: Context, d: Dispute, kind: string): Promise<void> {
  await announce(context, kind, () => ({ dispute: disputeXml(d) }));
}

/** The end of the last day to reply, for an open dispute. */
export const replyEnds = (d: Dispute): number | undefined =>
  d.status === 'open' ? startOf(addDays(d.replyByDate, 1)) : undefined;

/** Open disputes to which nobody replied in time expire. */
export async function expireDisputes(context: Context): Promise<void> {
  for (const d of await disputesOf(context)) {
    if ((replyEnds(d) ?? Number.POSITIVE_INFINITY) <= context.now) await becomeDispute(context, d, 'expired');
  }
}

export async function nextExpiry(context: Context): Promise<number | undefined> {
  const times = (await disputesOf(context)).flatMap((d) => replyEnds(d) ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}
