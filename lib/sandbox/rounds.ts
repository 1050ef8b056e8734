import type { Clock } from './clock.js';
import type { Merchant } from './config.js';
import type { Context } from './context.js';
import { Fields } from './fields.js';
import type { Records } from './records.js';
import { disburse, nextDisbursement } from './resources/billing/disbursements.js';
import { billSubscriptions, nextBilling } from './resources/billing/rounds.js';
import { expireDisputes, nextExpiry } from './resources/disputes/open.js';
import { nextTransaction, passTime } from './resources/transactions/settlement.js';
import type { Store } from './store.js';

const TICK_MS = 15_000;
/** A year of daily events of a few hundred subscriptions; beyond it something does not move on. */
const MOST = 200_000;

export interface RoundsOptions {
  readonly store: Store;
  readonly merchants: readonly Merchant[];
  readonly clock: Clock;
  readonly secret: string;
  readonly indexDelayMs: number;
  readonly announced: () => void;
  readonly failed: (error: unknown) => void;
}

/** What the sandbox does by itself when its time comes: bills, retries, disbursements, disputes that expire. */
export class Rounds {
  private last: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: RoundsOptions) {}

  /** Catches up with what came due while nothing ran, and looks again every few seconds. */
  start(): void {
    const tick = (): void => {
      this.runTo(this.options.clock.now()).catch(this.options.failed);
    };
    this.timer = setInterval(tick, TICK_MS);
    this.timer.unref();
    tick();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.last.catch(() => undefined);
  }

  /**
   * Moves the clock to `target`, epoch milliseconds, and does everything that comes due on the way, each thing at
   * its own moment and in its order. One call after the other.
   */
  runTo(target: number): Promise<void> {
    const run = this.last.catch(() => undefined).then(() => this.run(target));
    this.last = run;
    return run;
  }

  private async run(target: number): Promise<void> {
    const { store, merchants, clock } = this.options;
    for (let step = 0; step < MOST; step += 1) {
      const due = await store.atomic(async (records) => {
        let next: number | undefined;
        for (const merchant of merchants) {
          const context = this.context(merchant, records, target);
          for (const find of [nextBilling, nextTransaction, nextExpiry, nextDisbursement]) {
            const at = await find(context);
            if (at !== undefined && at <= target && (next === undefined || at < next)) next = at;
          }
        }
        return next;
      });
      if (due === undefined) break;
      // What is overdue happens now: time does not go back.
      const at = Math.max(due, clock.now());
      if (at > clock.now()) clock.set(at);
      await store.atomic(async (records) => {
        for (const merchant of merchants) {
          const context = this.context(merchant, records, Math.max(at, due));
          await billSubscriptions(context);
          await passTime(context);
          await expireDisputes(context);
          await disburse(context);
        }
      });
    }
    if (target > clock.now()) clock.set(target);
  }

  private context(merchant: Merchant, records: Records, now: number): Context {
    const { secret, indexDelayMs, announced } = this.options;
    return {
      merchant,
      records,
      now,
      secret,
      indexDelayMs,
      announced,
      body: new Fields(undefined),
      path: [],
      query: new URLSearchParams(),
      origin: '',
    };
  }
}
