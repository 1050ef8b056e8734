import { setImmediate as turn } from 'node:timers/promises';
import type { After } from '../../lib/run/timers.js';

interface Due {
  readonly at: number;
  readonly seq: number;
  readonly work: () => void;
  over?: true;
}

/** So many turns of the event loop with nothing under way, and all that follows from an event has happened. */
const CALM = 4;

/**
 * The time of a simulated day: it stands still while anything real (a write to the journal, a request to the gateway) is
 * under way, and else jumps to what is due next. So the same seed gives the same day.
 */
export class VirtualClock {
  readonly #due: Due[] = [];
  #seq = 0;
  #busy = 0;
  #idle: (() => void)[] = [];
  /** What has happened so far. */
  events = 0;

  constructor(private at: number) {}

  now = (): number => this.at;

  after: After = (ms, work) => {
    const due: Due = { at: this.at + Math.max(0, ms), seq: ++this.#seq, work };
    this.#push(due);
    return () => {
      due.over = true;
    };
  };

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Real work, for which the clock waits. */
  async real<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      if (--this.#busy === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** Lets everything happen that is due until then. */
  async runTo(end: number): Promise<void> {
    await this.#calm();
    for (let next = this.#due[0]; next && next.at <= end; next = this.#due[0]) {
      this.#pop();
      if (next.over) continue;
      this.at = next.at;
      this.events++;
      next.work();
      await this.#calm();
    }
    this.at = end;
  }

  async #calm(): Promise<void> {
    for (let calm = 0; calm < CALM; calm++) {
      await turn();
      if (this.#busy === 0) continue;
      await new Promise<void>((resolve) => this.#idle.push(resolve));
      calm = 0;
    }
  }

  #before(one: number, other: number): boolean {
    const [a, b] = [this.#due[one], this.#due[other]];
    if (!a || !b) return a !== undefined;
    return a.at < b.at || (a.at === b.at && a.seq < b.seq);
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#due[one], this.#due[other]];
    if (a && b) [this.#due[one], this.#due[other]] = [b, a];
  }

  /** A heap, the next at its top. */
  #push(due: Due): void {
    this.#due.push(due);
    let i = this.#due.length - 1;
    for (let up = (i - 1) >> 1; i > 0 && this.#before(i, up); i = up, up = (i - 1) >> 1) this.#swap(i, up);
  }

  #pop(): void {
    this.#swap(0, this.#due.length - 1);
    this.#due.pop();
    for (let i = 0; ; ) {
      const least = [2 * i + 1, 2 * i + 2].reduce((best, one) => (this.#before(one, best) ? one : best), i);
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }
}
