import { toldAmount } from '../money/told.js';
import type { CardMask } from '../session/state.js';
import type { Transaction, Webhook } from './gateway.js';
import type { DisputeState, Notification, SubscriptionState, TransactionState } from './state.js';

type Node = Readonly<Record<string, unknown>>;

/**
 * What a verified notification says of transactions, disputes and subscriptions. Only named fields are read, so that
 * nothing else of a customer is ever kept. `id` is the digest of what was received. Pure.
 */
export function notificationOf(
  webhook: Extract<Webhook, { kind: 'notification' }>,
  id: string,
): Notification {
  const at = timeOf(webhook.timestamp) ?? 0;
  const subject = nodeOf(webhook.subject.apiErrorResponse) ?? webhook.subject;
  const subscription = nodeOf(subject.subscription);
  const told = [nodeOf(subject.transaction) ?? {}, ...listOf(subscription?.transactions)];
  const plan = textOf(subscription?.id);
  const dispute = nodeOf(subject.dispute);
  return {
    id,
    kind: webhook.event,
    at,
    transactions: told.flatMap((node) => transactionState(node, at, plan) ?? []),
    ...given('dispute', dispute && disputeState(dispute, at)),
    ...given('subscription', subscription && subscriptionState(subscription, at)),
  };
}

/** The same of a transaction that was asked for. `now` stands in where the gateway gives no time. */
export function stateOf(transaction: Transaction, now: number): TransactionState {
  const { transactionId, kind, orderId, status, amount, settlementBatchId, subscriptionId } = transaction;
  const createdAt = timeOf(transaction.createdAt) ?? now;
  return {
    id: transactionId,
    type: kind,
    status,
    at: timeOf(transaction.updatedAt) ?? now,
    createdAt,
    ...given('amount', amount),
    ...given('orderId', orderId),
    ...given('batch', dayOf(settlementBatchId)),
    ...given('subscriptionId', subscriptionId),
  };
}

/** The day a batch id begins with: `2026-11-24_shop_usd_x1` is of 24 November. */
export function dayOf(batchId: string | undefined): string | undefined {
  return /^(\d{4}-\d{2}-\d{2})(?:_|$)/.exec(batchId ?? '')?.[1];
}

function transactionState(node: Node, told: number, plan: string | undefined): TransactionState | undefined {
  const id = textOf(node.id);
  const status = textOf(node.status);
  if (!id || !status) return undefined;
  const last = listOf(node.statusHistory).at(-1);
  const at = timeOf(last?.timestamp) ?? timeOf(node.updatedAt) ?? told;
  return {
    id,
    type: node.type === 'credit' ? 'credit' : 'sale',
    status,
    at,
    createdAt: timeOf(node.createdAt) ?? at,
    ...given('amount', toldAmount(node.amount, node.currencyIsoCode)),
    ...given('orderId', textOf(node.orderId)),
    ...given('batch', dayOf(textOf(node.settlementBatchId))),
    ...given('card', maskOf(nodeOf(node.creditCard))),
    ...given('subscriptionId', textOf(node.subscriptionId) ?? plan),
    ...given('code', textOf(node.processorResponseCode)),
    ...given('text', textOf(node.processorResponseText)),
  };
}

function disputeState(node: Node, told: number): DisputeState | undefined {
  const transaction = nodeOf(node.transaction);
  const id = textOf(node.id);
  const transactionId = textOf(transaction?.id);
  const status = textOf(node.status);
  const amount = toldAmount(node.amountDisputed ?? node.amount, node.currencyIsoCode);
  if (!id || !transactionId || !status) return undefined;
  return {
    id,
    transactionId,
    status,
    ...given('amount', amount),
    at: timeOf(listOf(node.statusHistory).at(-1)?.timestamp) ?? timeOf(node.updatedAt) ?? told,
    ...given('orderId', textOf(transaction?.orderId)),
    ...given('reason', textOf(node.reason)),
    ...given('replyBy', textOf(node.replyByDate)),
  };
}

function subscriptionState(node: Node, told: number): SubscriptionState | undefined {
  const id = textOf(node.id);
  const status = textOf(node.status);
  if (!id || !status) return undefined;
  return { id, status, at: timeOf(node.updatedAt) ?? told, ...given('planId', textOf(node.planId)) };
}

const BRANDS: Readonly<Record<string, CardMask['brand']>> = {
  visa: 'visa',
  mastercard: 'mastercard',
  'american express': 'amex',
  discover: 'discover',
  'diners club': 'diners-club',
  jcb: 'jcb',
  unionpay: 'unionpay',
  maestro: 'maestro',
  elo: 'elo',
  hiper: 'hiper',
  hipercard: 'hipercard',
};

function maskOf(card: Node | undefined): CardMask | undefined {
  const last4 = textOf(card?.last4);
  if (!last4 || !/^\d{4}$/.test(last4)) return undefined;
  return { brand: BRANDS[(textOf(card?.cardType) ?? '').toLowerCase()] ?? 'unknown', last4 };
}

function timeOf(value: unknown): number | undefined {
  const at = value instanceof Date ? value.getTime() : Date.parse(textOf(value) ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function nodeOf(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : undefined;
}

function listOf(value: unknown): readonly Node[] {
  if (!Array.isArray(value)) return [];
  return value.map(nodeOf).filter((node) => node !== undefined);
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}
