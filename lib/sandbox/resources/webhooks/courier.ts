import type { Clock } from '../../clock.js';
import type { Merchant } from '../../config.js';
import type { Store } from '../../store.js';
import type { Waiting } from './announce.js';
import { ask } from './post.js';

const TICK_MS = 30_000;

/**
 * Delivers queued notifications: at once, and again by the merchant's rules while they are not answered with 2xx.
 * Time is the sandbox's. Requests go out between database transactions, so that a destination may call back.
 */
export class Courier {
  private round: Promise<void> = Promise.resolve();
  private rounds = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly store: Store,
    private readonly merchants: readonly Merchant[],
    private readonly clock: Clock,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Something may be due. Several calls while a round runs make one more round. */
  wake(): void {
    if (this.stopped || this.rounds > 1) return;
    this.rounds += 1;
    this.round = this.round
      .then(() => this.deliverDue())
      .catch(this.failed)
      .finally(() => {
        this.rounds -= 1;
      });
  }

  /** Resolves when everything that is due was tried. */
  async flush(): Promise<void> {
    this.wake();
    await this.round;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private async deliverDue(): Promise<void> {
    clearTimeout(this.timer);
    let next = Number.POSITIVE_INFINITY;
    for (const merchant of this.merchants) {
      const waiting = await this.waiting(merchant);
      const due = waiting.filter(({ nextAt }) => nextAt <= this.clock.now());
      for (const one of merchant.webhookDelivery.shuffle ? shuffled(due) : due) {
        if (this.stopped) return;
        await this.deliver(merchant, one);
      }
      for (const { nextAt } of await this.waiting(merchant)) next = Math.min(next, nextAt);
    }
    if (this.stopped || next === Number.POSITIVE_INFINITY) return;
    this.timer = setTimeout(() => this.wake(), Math.min(Math.max(0, next - this.clock.now()), TICK_MS));
    this.timer.unref();
  }

  private waiting({ merchantId }: Merchant): Promise<readonly Waiting[]> {
    return this.store.atomic(async ({ documents }) =>
      (await documents.list<Waiting>('webhook', merchantId)).map(({ document }) => document),
    );
  }

  private async deliver(merchant: Merchant, one: Waiting): Promise<void> {
    const { copies, retryMinutes, retryHours, timeout } = merchant.webhookDelivery;
    const form = { bt_signature: one.signature, bt_payload: one.payload };
    const send = (): Promise<string> =>
      ask(one.url, { form, timeoutMs: timeout }).then(
        ({ status }) => String(status),
        (error: unknown) => (error instanceof Error ? error.message : 'unreachable'),
      );
    const answer = await send();
    const good = /^2\d\d$/.test(answer);
    for (let copy = 1; good && copy < copies; copy += 1) await send();
    const now = this.clock.now();
    const nextAt = now + retryMinutes * 60_000;
    const over = good || nextAt > one.createdAt + retryHours * 3_600_000;
    const after: Waiting = { ...one, nextAt, attempts: [...one.attempts, { at: now, answer }] };
    await this.store.atomic(async ({ documents }) => {
      if (over) await documents.remove('webhook', merchant.merchantId, one.id);
      const document = over ? { ...after, state: good ? 'delivered' : 'given up' } : after;
      const kind = over ? 'webhook_done' : 'webhook';
      await documents.put(kind, merchant.merchantId, { id: one.id, document, at: now });
    });
  }
}

/** Another order than the given one wherever there are two or more: turned round, then mixed. */
function shuffled<T>(list: readonly T[]): T[] {
  const mixed = [...list].reverse();
  for (let i = mixed.length - 1; i > 1; i -= 1) {
    const j = 1 + Math.floor(Math.random() * i);
    [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
  }
  return mixed;
}
