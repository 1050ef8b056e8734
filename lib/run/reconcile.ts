import type { Gateway } from '../gateway/gateway.js';
import type { Journal, Payment } from '../journal/journal.js';
import type { Log } from '../log.js';

export interface ReconcileOptions {
  readonly journal: Journal;
  readonly gateway: Gateway;
  readonly log: Log;
  /** Between two rounds. Milliseconds. */
  readonly everyMs: number;
  /** A payment older than this is left for a person to look at. Milliseconds. */
  readonly giveUpAfterMs: number;
  /** Whether a running session still waits for the order's own answer. */
  readonly owned: (orderId: string) => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * An order the gateway does not know after this long was never executed: its own time-out is 60 s, and its search
 * is behind by seconds. Milliseconds.
 */
const NOT_EXECUTED_AFTER_MS = 15 * 60_000;
/** Nor is it settled before it was looked for this often, whatever its age. */
const LOOKS = 3;

/** Finds out what became of charges nobody knows the outcome of; goes on until the truth is known. */
export class Reconciler {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<unknown> = Promise.resolve();
  #stopped = true;

  constructor(readonly options: ReconcileOptions) {}

  start(): void {
    this.#stopped = false;
    this.#next(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** One look at every unsettled payment. Answers how many became known. Never rejects. */
  async round(): Promise<number> {
    const { journal, log, owned, now, giveUpAfterMs } = this.options;
    let settled = 0;
    try {
      for (const payment of await journal.unsettled()) {
        if (owned(payment.orderId) || now() - payment.createdAt > giveUpAfterMs) continue;
        if (await this.#look(payment)) settled += 1;
      }
    } catch (error) {
      log.warn({ err: error }, 'reconciliation was interrupted and will go on');
    }
    return settled;
  }

  #next(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#round = this.round().finally(() => this.#next(this.options.everyMs));
    }, ms);
  }

  async #look(payment: Payment): Promise<boolean> {
    const { journal, gateway, log, now, owned } = this.options;
    const { orderId } = payment;
    const found = await gateway.find(orderId);
    // A session may have taken the order up while we were asking.
    if (owned(orderId)) return false;
    if (found.kind === 'found' && found.outcome.kind !== 'unknown') {
      if (found.amount.minor !== payment.amount.minor || found.amount.currency !== payment.amount.currency) {
        const why = 'the gateway has another amount for this order than was intended; look at it yourself';
        log.error({ orderId, amount: found.amount, why }, 'reconciliation found a difference');
      }
      const changed = await journal.settle(orderId, found.outcome, now());
      if (changed) log.info({ orderId, outcome: found.outcome.kind }, 'reconciled');
      return changed;
    }
    if (found.kind !== 'not-found') return false;
    await journal.looked(orderId, now());
    if (payment.finds + 1 < LOOKS || now() - payment.createdAt < NOT_EXECUTED_AFTER_MS) return false;
    const text = 'The gateway has no trace of this order; nothing was charged';
    const changed = await journal.settle(
      orderId,
      { kind: 'failed', cause: 'gateway-not-executed', text },
      now(),
    );
    if (changed) log.info({ orderId, outcome: 'failed' }, 'reconciled');
    return changed;
  }
}
