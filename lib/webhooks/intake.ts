import { createHash } from 'node:crypto';
import type { Gateway } from '../gateway/gateway.js';
import { notificationOf, stateOf } from '../gateway/notification.js';
import type { Notification } from '../gateway/state.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../log.js';

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
    const notification = await completed(notificationOf(webhook, digestOf(payload)), ports);
    const { fresh, subjects } = await journal.receive(notification, now());
    const { kind } = notification;
    log.info(
      { event: kind, orderId: subjects[0], count: subjects.length, detail: fresh ? 'new' : 'repeated' },
      'notification received',
    );
    if (fresh) ports.changed();
    return 'kept';
  } catch (error) {
    log.error({ err: error }, 'notification could not be kept; it will be sent again');
    return 'unavailable';
  }
}

/** Where a notification names a transaction of a subscription without its money, the gateway is asked. */
async function completed(notification: Notification, { gateway, now }: IntakePorts): Promise<Notification> {
  const transactions = await Promise.all(
    notification.transactions.map(async (told) => {
      if (told.amount || told.subscriptionId === undefined) return told;
      const found = await gateway.findTransaction(told.id);
      if (found.kind === 'unreachable') throw new Error(found.text);
      return found.kind === 'found'
        ? { ...stateOf(found.transaction, now()), ...told, amount: found.transaction.amount }
        : told;
    }),
  );
  return { ...notification, transactions };
}

/** Line breaks of the encoding say nothing. */
function digestOf(payload: string): string {
  return createHash('sha256').update(payload.replace(/\s/g, '')).digest('hex');
}
