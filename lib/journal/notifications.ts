import type { DisputeState, Notification, SubscriptionState, TransactionState } from '../gateway/state.js';
import { disputeStatusOf } from '../money/dispute-status.js';
import { isDeclined } from '../money/transaction-status.js';
import { recount } from './recount.js';
import type { MovementRow, PaymentRow } from './rows.js';
import { settlementOf } from './rows.js';
import { disputeSupersedes, type Settlement, type Source, supersedes } from './settlement.js';
import { apart, type Work } from './transaction.js';

type Table = Work['table'];

/** What a notification came to. */
export interface Received {
  /** False where the same was received before; it then changed nothing. */
  readonly fresh: boolean;
  /** Payments and movements it was about. */
  readonly subjects: readonly string[];
  /** Transactions of which it could not be carried into the books, and why. */
  readonly faults?: readonly { readonly transactionId: string; readonly error: unknown }[];
}

/** Keeps a notification and carries it into the books, or counts that it came again. */
export async function receive(work: Work, notification: Notification, receivedAt: number): Promise<Received> {
  const { table } = work;
  const { id, kind, at, transactions, dispute, subscription, method } = notification;
  const known = await table('notifications').where({ id }).increment('times', 1);
  if (known > 0) return { fresh: false, subjects: [] };
  const subjects: string[] = [];
  const faults: { transactionId: string; error: unknown }[] = [];
  // The newest is told first. The oldest is carried in first, so that one that was sent again is known by then.
  for (const transaction of transactions.toReversed()) {
    const came = await apart(work, () => observe(work, transaction, 'webhook', receivedAt));
    if ('error' in came) faults.push({ transactionId: transaction.id, error: came.error });
    else if (came.value) subjects.unshift(came.value);
  }
  if (dispute) subjects.push(...(await disputed(table, dispute)));
  if (subscription) await subscribed(table, subscription);
  await table('notifications').insert({
    id,
    kind,
    at,
    received_at: receivedAt,
    times: 1,
    subject: subjects[0] ?? null,
    facts: JSON.stringify({ transactions, dispute, subscription, method }),
  });
  return { fresh: true, subjects, ...(faults.length > 0 && { faults }) };
}

/** Notes a state of a transaction; answers whose it is, if it is one of ours. An older state never replaces a newer. */
export async function observe(
  work: Work,
  state: TransactionState,
  source: Source,
  notedAt: number,
): Promise<string | undefined> {
  const { table } = work;
  if (state.retryOf !== undefined) await retried(table, state);
  const owner = (await ownerOf(table, state)) ?? (await chargedBySubscription(table, state));
  if (!owner) return undefined;
  const next: Settlement = {
    status: state.status,
    at: state.at,
    ...(state.reason === undefined ? {} : { code: state.reason }),
    ...(state.batch === undefined ? {} : { batch: state.batch }),
  };
  await table('settlements')
    .insert({
      subject: owner.subject,
      status: next.status,
      code: next.code ?? null,
      at: next.at,
      source,
      noted_at: notedAt,
    })
    .onConflict(['subject', 'status', 'at'])
    .ignore();
  const { settlement: known } = settlementOf(owner.row);
  if (supersedes(known, next)) {
    await table(owner.table)
      .where(owner.key)
      .update({
        settlement: next.status,
        settlement_at: next.at,
        settlement_code: next.code ?? null,
        batch: next.batch ?? known?.batch ?? null,
      });
    await recount(table, owner.row.order_id);
  } else if (next.batch && known?.status === next.status && known.batch === undefined) {
    await table(owner.table).where(owner.key).update({ batch: next.batch });
  }
  return owner.subject;
}

/**
 * The bank's no is sent again by the gateway as another transaction, which stands for the payment from now on; what is
 * heard of the first one afterwards is old. Of a second time, heard before the first, the order id tells whose it is: it
 * was made later than anything that is known. So it does of a charge that nobody has answered: what is heard of the first
 * one by the order id alone must not stand when the second is known.
 */
async function retried(table: Table, state: TransactionState): Promise<void> {
  const { id, type, retryOf, orderId, createdAt } = state;
  // It stands for a payment already: another one that it took over would be the same money twice.
  if (await ownerOf(table, { id, type })) return;
  const anew = {
    transaction_id: id,
    settlement: null,
    settlement_at: null,
    settlement_code: null,
    batch: null,
  };
  for (const [name, key] of [
    ['payments', 'order_id'],
    ['movements', 'id'],
  ] as const) {
    const moved: number = await table(name).where({ transaction_id: retryOf }).update(anew);
    if (moved > 0 || orderId === undefined) continue;
    const row: PaymentRow | MovementRow | undefined = await table(name)
      .where({ [key]: orderId })
      .first();
    if (!row || row.transaction_id === id) continue;
    const newest = Math.max(Number(row.created_at), Number(row.settlement_at ?? 0));
    if (createdAt > newest)
      await table(name)
        .where({ [key]: orderId })
        .update(anew);
  }
}

interface Owner {
  readonly table: 'payments' | 'movements';
  readonly subject: string;
  readonly key: Readonly<Record<string, string>>;
  readonly row: PaymentRow | MovementRow;
}

/** By the transaction's id, which is certain, then by our order id. A capture in whole is its payment's transaction. */
async function ownerOf(
  table: Table,
  { id, orderId, type }: Pick<TransactionState, 'id' | 'orderId' | 'type'>,
): Promise<Owner | undefined> {
  const payment = (row: PaymentRow): Owner => ({
    table: 'payments',
    subject: row.order_id,
    key: { order_id: row.order_id },
    row,
  });
  const movement = (row: MovementRow): Owner => ({
    table: 'movements',
    subject: row.id,
    key: { id: row.id },
    row,
  });
  const made: PaymentRow | undefined = await table('payments').where({ transaction_id: id }).first();
  if (made) return payment(made);
  const moved: MovementRow | undefined = await table('movements').where({ transaction_id: id }).first();
  if (moved) return movement(moved);
  if (orderId === undefined) return undefined;
  if (type === 'credit') {
    const refund: MovementRow | undefined = await table('movements').where({ id: orderId }).first();
    return refund && movement(refund);
  }
  // Known by another transaction: this one is a stranger that bears the same order id.
  const unknown = { transaction_id: null };
  const ordered: PaymentRow | undefined = await table('payments')
    .where({ order_id: orderId, ...unknown })
    .first();
  if (ordered) return payment(ordered);
  const part: MovementRow | undefined = await table('movements')
    .where({ id: orderId, ...unknown })
    .first();
  return part && movement(part);
}

/** The provider charges subscriptions by itself: what it tells of them is how they come into the books. */
async function chargedBySubscription(table: Table, state: TransactionState): Promise<Owner | undefined> {
  const { subscriptionId, type, amount } = state;
  if (subscriptionId === undefined || type !== 'sale' || !amount) return undefined;
  const key = { order_id: `subscription-${state.id}` };
  // It was sent again as another transaction, which stands for it: what is heard of this one is old.
  if (await table('payments').where(key).first('order_id')) return undefined;
  const approved = !isDeclined(state.status);
  await table('payments').insert({
    ...key,
    session_id: '',
    kind: 'subscription',
    status: approved ? 'approved' : 'declined',
    amount_minor: amount.minor,
    currency: amount.currency,
    brand: state.card?.brand ?? null,
    last4: state.card?.last4 ?? null,
    reference: state.orderId ?? null,
    transaction_id: state.id,
    code: state.code ?? null,
    text: state.text ?? null,
    created_at: state.createdAt,
    settled_at: state.createdAt,
    finds: 0,
    captured_minor: approved ? amount.minor : 0,
    subscription_id: subscriptionId,
  });
  const row: PaymentRow = await table('payments').where(key).first();
  return { table: 'payments', subject: key.order_id, key, row };
}

async function disputed(table: Table, state: DisputeState): Promise<string[]> {
  const { id, transactionId, orderId, status, at } = state;
  // Of a capture in part, its own transaction is disputed; the payment is what is in dispute.
  const sale = (await ownerOf(table, { id: transactionId, orderId, type: 'sale' }))?.row;
  const subjects = sale ? [sale.order_id] : [];
  const known: { status: string; at: number | string } | undefined = await table('disputes')
    .where({ id })
    .first();
  const before = known && { status: disputeStatusOf(known.status), at: Number(known.at) };
  if (!disputeSupersedes(before, { status, at })) return subjects;
  // Of what cannot be read, the whole sale is meant; what is nobody's needs no row.
  const amount = state.amount ?? (sale && { minor: sale.amount_minor, currency: sale.currency });
  if (!amount) return [];
  await table('disputes')
    .insert({
      id,
      transaction_id: transactionId,
      order_id: sale?.order_id ?? null,
      status,
      kind: state.kind ?? null,
      reason: state.reason ?? null,
      amount_minor: amount.minor,
      currency: amount.currency,
      reply_by: state.replyBy ?? null,
      at,
    })
    .onConflict('id')
    .merge();
  if (!sale) return [];
  const newest: { status: string } = await table('disputes')
    .where({ order_id: sale.order_id })
    .orderBy('at', 'desc')
    .first('status');
  await table('payments').where({ order_id: sale.order_id }).update({ dispute: newest.status });
  await recount(table, sale.order_id);
  return subjects;
}

async function subscribed(table: Table, { id, planId, status, at }: SubscriptionState): Promise<void> {
  const known: { at: number | string } | undefined = await table('subscriptions').where({ id }).first('at');
  if (known && Number(known.at) > at) return;
  await table('subscriptions')
    .insert({ id, plan_id: planId ?? null, status, at })
    .onConflict('id')
    .merge();
}
