import { HushpayError } from '../errors.js';
import { type Look, type LookPorts, lookForMovement, lookForPayment, removeMethod } from './looks.js';

export interface ReconcileOptions extends LookPorts {
  /** Longest time between two looks for the same thing. Milliseconds. */
  readonly everyMs: number;
  /** Money older than this is left for a person to look at; a method is removed whatever its age. Milliseconds. */
  readonly giveUpAfterMs: number;
  /** Whether a running session still waits for the order's own answer. */
  readonly owned: (orderId: string) => boolean;
  /** Whether this instance may act; one that was replaced leaves it to the new owner. */
  readonly acting?: () => Promise<boolean>;
}

/** Questions under way at once: a thousand are through in seconds, and the gateway is not flooded. */
const AT_ONCE = 8;
/** Young ones are looked for this often, as the search is behind by seconds only. Milliseconds. */
const SOONEST_MS = 2000;

interface Open {
  readonly createdAt: number;
  readonly foundAt?: number;
  readonly look: () => Promise<Look>;
}

/**
 * Finds out what became of charges, refunds, voids and captures whose outcome nobody knows, and removes from the vault what
 * nobody wants there; goes on until the truth is known, and where an earlier instance has left off.
 */
export class Reconciler {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<unknown> = Promise.resolve();
  #running = false;
  #stopped = true;
  #hurried = false;

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

  /** Something has just become unknown, or known: look soon. */
  hurry(): void {
    this.#hurried = true;
    if (!this.#running) this.#next(0);
  }

  /** One look at everything unsettled, however often it was looked for. Answers how many became known. Never rejects. */
  async round(): Promise<number> {
    return (await this.#looks(() => true)).settled;
  }

  #next(ms: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = true;
      this.#hurried = false;
      this.#round = this.#looks((one) => this.#due(one)).then(({ open, unreachable }) => {
        this.#running = false;
        const { everyMs } = this.options;
        // A gateway that does not answer is not asked the more often for it.
        const soon = this.#hurried || (open > 0 && !unreachable);
        this.#next(soon ? Math.min(SOONEST_MS, everyMs) : everyMs);
      });
    }, ms);
  }

  /** Half of its age after the last look: often while it is young, seldom once it is old. */
  #due({ createdAt, foundAt }: Open): boolean {
    if (foundAt === undefined) return true;
    const { everyMs, now } = this.options;
    const wait = Math.min(Math.max(SOONEST_MS, (foundAt - createdAt) / 2), everyMs);
    return now() - foundAt >= wait;
  }

  async #looks(
    wanted: (one: Open) => boolean,
  ): Promise<{ settled: number; open: number; unreachable: boolean }> {
    const told = { settled: 0, open: 0, unreachable: false };
    try {
      const { acting } = this.options;
      if (acting && !(await acting())) return told;
      const all = (await this.#open()).filter(wanted);
      await eachOf(all, AT_ONCE, async ({ look }) => {
        // One after another would each wait for its deadline.
        if (told.unreachable) return;
        const came = await this.#lookAt(look);
        if (came === 'settled') told.settled += 1;
        else told.open += 1;
        if (came === 'unreachable') told.unreachable = true;
      });
    } catch (error) {
      this.options.log.warn({ err: error }, 'reconciliation was interrupted and will go on');
      told.unreachable = true;
    }
    return told;
  }

  /** A fault of one is that one's; a fault of the journal is everybody's. */
  async #lookAt(look: () => Promise<Look>): Promise<Look> {
    try {
      return await look();
    } catch (error) {
      if (error instanceof HushpayError) throw error;
      this.options.log.error({ err: error }, 'what is open could not be looked at; the others are');
      return 'open';
    }
  }

  async #open(): Promise<Open[]> {
    const { journal, owned, now, giveUpAfterMs } = this.options;
    const young = ({ createdAt }: Pick<Open, 'createdAt'>) => now() - createdAt <= giveUpAfterMs;
    const payments = (await journal.unsettled())
      .filter(young)
      .filter(({ orderId }) => !owned(orderId))
      .map((payment) => ({ ...payment, look: () => lookForPayment(this.options, payment, owned) }));
    const movements = (await journal.unsettledMovements()).filter(young).map((movement) => ({
      ...movement,
      look: () => lookForMovement(this.options, movement),
    }));
    const methods = (await journal.unwantedMethods()).map((method) => ({
      ...method,
      foundAt: method.lookedAt,
      look: () => removeMethod(this.options, method),
    }));
    return [...payments, ...movements, ...methods];
  }
}

/** Works on all, `atOnce` at a time. Rejects with the first fault, when what was under way has ended. */
export async function eachOf<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const left = all.values();
  const workers = Array.from({ length: Math.min(atOnce, all.length) }, async () => {
    for (const one of left) await work(one);
  });
  const ended = await Promise.allSettled(workers);
  const broken = ended.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
}
