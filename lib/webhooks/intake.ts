import { createHash } from 'node:crypto';
import type { Gateway, Webhook } from '../gateway/gateway.js';
import type { Notification, TransactionState } from '../gateway/state.js';
import { stateOf } from '../gateway/transaction-state.js';
import type { Journal, Received } from '../journal/journal.js';
import type { Log } from '../log.js';
import { isBadNews } from '../money/transaction-status.js';

export interface IntakePorts {
  readonly journal: Journal;
  readonly gateway: Gateway;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Something of ours has changed: what is not settled may be known now. */
  readonly changed: () => void;
}

/** `kept`: on disk, now or before. `forged`: not from the gateway. `unavailable`: to be sent again. */
export type Taken = 'kept' | 'forged' | 'unavailable';

/** Verifies one notification and keeps it. Never rejects. */
export async function takeIn(ports: IntakePorts, signature: string, payload: string): Promise<Taken> {
  const { journal, gateway, log, now } = ports;
  try {
    const webhook = await gateway.readWebhook(signature, payload);
    if (webhook.kind === 'forged') {
      log.warn({ reason: webhook.text }, 'notification refused');
      return 'forged';
    }
    if (webhook.kind === 'unreadable') return await keepUnreadable(ports, webhook, payload);
    const notification = await completed({ id: digestOf(payload), ...webhook.news }, ports);
    const received = await journal.receive(notification, now());
    const { fresh, subjects } = received;
    const { kind } = notification;
    tellFaults(log, received);
    log.info(
      { event: kind, orderId: subjects[0], count: subjects.length, detail: fresh ? 'new' : 'repeated' },
      'notification received',
    );
    if (fresh) tellBadNews(log, notification, subjects);
    if (fresh) ports.changed();
    return 'kept';
  } catch (error) {
    log.error({ err: error }, 'notification could not be kept; it will be sent again');
    return 'unavailable';
  }
}

/** It would be as unreadable a day long: it is kept by its digest, and what it is about is asked for instead. */
async function keepUnreadable(
  { journal, gateway, log, now, changed }: IntakePorts,
  { text, ids }: Extract<Webhook, { kind: 'unreadable' }>,
  payload: string,
): Promise<Taken> {
  log.error(
    { reason: text, detail: ids.join(' ') },
    'a notification cannot be read; look at these transactions',
  );
  const transactions: TransactionState[] = [];
  for (const id of ids) {
    const found = await gateway.findTransaction(id);
    if (found.kind === 'unreachable' && !found.unreadable) return 'unavailable';
    if (found.kind === 'found') transactions.push(stateOf(found.transaction, now()));
  }
  const notification = { id: digestOf(payload), kind: 'unreadable', at: now(), transactions };
  const received = await journal.receive(notification, now());
  const { fresh } = received;
  tellFaults(log, received);
  if (fresh) changed();
  return 'kept';
}

/** Where a notification names a transaction of a subscription without its money, the gateway is asked. */
async function completed(notification: Notification, ports: IntakePorts): Promise<Notification> {
  const { gateway, now } = ports;
  const transactions = await Promise.all(
    notification.transactions.map(async (told) => {
      if (told.amount || told.subscriptionId === undefined) return told;
      const found = await gateway.findTransaction(told.id);
      // What cannot be read now will not be read tomorrow, and must not keep the rest of the news out of the books.
      if (found.kind === 'unreachable' && !found.unreadable) throw new Error(found.text);
      return found.kind === 'found'
        ? { ...stateOf(found.transaction, now()), ...told, amount: found.transaction.amount }
        : told;
    }),
  );
  const asked = await Promise.all((notification.ask ?? []).map((id) => askedFor(id, ports)));
  return { ...notification, transactions: [...transactions, ...asked.flat()] };
}

async function askedFor(id: string, { gateway, now }: IntakePorts): Promise<TransactionState[]> {
  const found = await gateway.findTransaction(id);
  if (found.kind === 'unreachable' && !found.unreadable) throw new Error(found.text);
  return found.kind === 'found' ? [stateOf(found.transaction, now())] : [];
}

function tellBadNews(log: Log, notification: Notification, subjects: readonly string[]): void {
  const { kind: event, transactions, dispute, method } = notification;
  const bad = transactions.filter(({ status }) => isBadNews(status));
  for (const { status, reason } of bad) {
    log.warn({ event, orderId: subjects[0], outcome: status, reason }, 'the bank has taken money back');
  }
  if (dispute) log.warn({ event, orderId: subjects[0], outcome: dispute.status }, 'a payment is disputed');
  if (method) log.warn({ event }, 'the owner of a stored method has revoked it');
}

/** The rest of the notification is kept, so that it does not come again. */
function tellFaults(log: Log, { faults = [] }: Received): void {
  for (const { transactionId: transaction, error } of faults) {
    log.error({ transaction, err: error }, 'news of a transaction are not in the books; look at it yourself');
  }
}

/** Line breaks of the encoding say nothing. */
function digestOf(payload: string): string {
  return createHash('sha256').update(payload.replace(/\s/g, '')).digest('hex');
}
