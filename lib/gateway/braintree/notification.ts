import { disputeStatusOf } from '../../money/dispute-status.js';
import { toldAmount } from '../../money/told.js';
import { isDeclinedByBank, statusOf } from '../../money/transaction-status.js';
import { brandOf } from '../../session/brand.js';
import type { CardMask } from '../../session/state.js';
import type { DisputeState, News, SubscriptionState, TransactionState } from '../state.js';
import { clean } from './details.js';
import { KINDS, type Kind } from './kinds.js';

type Node = Readonly<Record<string, unknown>>;

/** A verified notification; `subject` is Braintree's object, its keys in camel case. */
export interface Told {
  /** As Braintree spells it: `transaction_settlement_declined`. */
  readonly event: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly subject: Node;
}

/**
 * What a verified notification says of transactions, disputes and subscriptions. Only named fields are read, so that
 * nothing else of a customer is ever kept. Pure.
 */
export function newsOf(notification: Told): News {
  const at = timeOf(notification.timestamp) ?? 0;
  const subject = nodeOf(notification.subject.apiErrorResponse) ?? notification.subject;
  const kind = KINDS[notification.event] ?? {};
  const told = toldIn(subject);
  const plan = textOf(nodeOf(subject.subscription)?.id);
  // Of a subscription all transactions are told, the newest first: the kind is about that one.
  const states = told.map((node, index) => transactionState(node, at, plan, index === 0 ? kind : {}));
  const transactions = [...states.filter((state) => state !== undefined), ...disbursed(subject, at)];
  const dispute = nodeOf(subject.dispute);
  const subscription = nodeOf(subject.subscription);
  const known = new Set(transactions.map((one) => one.id));
  const ask = [
    ...told.map((node) => textOf(node.id)),
    textOf(nodeOf(subject.transactionReview)?.transactionId),
  ]
    .filter((one) => one !== undefined)
    .filter((one) => !known.has(one));
  return {
    kind: notification.event,
    at,
    transactions,
    ...given('dispute', dispute && disputeState(dispute, at, kind.dispute)),
    ...given('subscription', subscription && subscriptionState(subscription, at, kind.subscription)),
    ...given('method', /revoked/.test(notification.event) ? tokenIn(subject) : undefined),
    ...given('ask', ask.length > 0 ? ask : undefined),
  };
}

/** Every transaction that a subject tells of, wherever it stands in it. */
function toldIn(subject: Node): readonly Node[] {
  const local = [nodeOf(subject.localPayment), nodeOf(subject.localPaymentFunded)];
  const single = [nodeOf(subject.transaction), ...local.map((node) => nodeOf(node?.transaction))];
  return [
    ...single.filter((node) => node !== undefined),
    ...listOf(nodeOf(subject.subscription)?.transactions),
  ];
}

/** Money on its way to the merchant's own bank, or not: a note beside the state, which stays as it is. */
function disbursed(subject: Node, at: number): readonly TransactionState[] {
  const all = nodeOf(subject.disbursement);
  const one = nodeOf(nodeOf(subject.transaction)?.disbursementDetails);
  const ids = all ? all.transactionIds : one && [nodeOf(subject.transaction)?.id];
  if (!Array.isArray(ids)) return [];
  const status = (all ?? one)?.success === false ? 'disbursement_failed' : ('disbursed' as const);
  const reason = clean(all?.exceptionMessage);
  return ids
    .map(textOf)
    .filter((id) => id !== undefined)
    .map((id) => ({ id, type: 'sale' as const, status, at, createdAt: at, ...given('reason', reason) }));
}

/** Of whichever method the subject is. */
function tokenIn(subject: Node): string | undefined {
  return (
    textOf(subject.token) ??
    Object.values(subject)
      .map((node) => textOf(nodeOf(node)?.token))
      .find(Boolean)
  );
}

/** The day a batch id begins with: `2026-11-24_shop_usd_x1` is of 24 November. */
export function dayOf(batchId: string | undefined): string | undefined {
  return /^(\d{4}-\d{2}-\d{2})(?:_|$)/.exec(batchId ?? '')?.[1];
}

function transactionState(
  node: Node,
  told: number,
  plan: string | undefined,
  kind: Kind,
): TransactionState | undefined {
  const id = textOf(node.id);
  const word = textOf(node.status);
  const written = word === undefined ? undefined : statusOf(word);
  const response = listOf(node.achReturnResponses).at(-1);
  const returnCode = textOf(node.achReturnCode) ?? textOf(response?.reasonCode);
  const status = kind.transaction ? kind.transaction(written, returnCode) : written;
  if (!id || !status) return undefined;
  const own = newest(node.statusHistory) ?? timeOf(node.updatedAt) ?? told;
  // What only the kind tells has happened since the newest state that the transaction itself tells of.
  const at = status === written ? own : (timeOf(response?.createdAt) ?? told);
  const reason = returnCode ?? (isDeclinedByBank(status) ? settlementCodeOf(node) : undefined);
  return {
    id,
    type: node.type === 'credit' ? 'credit' : 'sale',
    status,
    at,
    createdAt: timeOf(node.createdAt) ?? at,
    ...given('reason', clean(reason)),
    ...given('retryOf', textOf(node.retriedTransactionId)),
    ...given('amount', toldAmount(node.amount, node.currencyIsoCode)),
    ...given('orderId', textOf(node.orderId)),
    ...given('batch', dayOf(textOf(node.settlementBatchId))),
    ...given('card', maskOf(nodeOf(node.creditCard))),
    ...given('subscriptionId', textOf(node.subscriptionId) ?? plan),
    ...given('code', textOf(node.processorResponseCode)),
    ...given('text', textOf(node.processorResponseText)),
  };
}

function settlementCodeOf(node: Node): string | undefined {
  return textOf(node.processorSettlementResponseCode);
}

function disputeState(node: Node, told: number, news: Kind['dispute']): DisputeState | undefined {
  const transaction = nodeOf(node.transaction);
  const id = textOf(node.id);
  const transactionId = textOf(transaction?.id);
  const word = textOf(node.status);
  const status = news ?? (word === undefined ? undefined : disputeStatusOf(word));
  const amount = toldAmount(node.amountDisputed ?? node.amount, node.currencyIsoCode);
  if (!id || !transactionId || !status) return undefined;
  return {
    id,
    transactionId,
    status,
    ...given('amount', amount),
    at: newest(node.statusHistory) ?? timeOf(node.updatedAt) ?? told,
    ...given('kind', textOf(node.kind)),
    ...given('orderId', textOf(transaction?.orderId)),
    ...given('reason', textOf(node.reason)),
    ...given('replyBy', textOf(node.replyByDate)),
  };
}

function subscriptionState(
  node: Node,
  told: number,
  news: Kind['subscription'],
): SubscriptionState | undefined {
  const id = textOf(node.id);
  const status = news?.final ? news.status : (textOf(node.status) ?? news?.status);
  if (!id || !status) return undefined;
  return { id, status, at: timeOf(node.updatedAt) ?? told, ...given('planId', textOf(node.planId)) };
}

function maskOf(card: Node | undefined): CardMask | undefined {
  const last4 = textOf(card?.last4);
  if (!last4 || !/^\d{4}$/.test(last4)) return undefined;
  return { brand: brandOf(textOf(card?.cardType)), last4 };
}

/** The newest time of a history, in whatever order it is told. */
function newest(history: unknown): number | undefined {
  const times = listOf(history).flatMap(({ timestamp }) => timeOf(timestamp) ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
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
