import type { Timer } from '../session/event.js';

/** The clocks of one session. Starting a running one starts it anew; a stopped one never fires. */
export class Timers {
  readonly #running = new Map<Timer, NodeJS.Timeout>();

  constructor(readonly fired: (timer: Timer) => void) {}

  start(timer: Timer, ms: number): void {
    this.stop(timer);
    const handle = setTimeout(() => {
      // After a pause of this process clocks run out before anything is read. Keys that came meanwhile are read first, or a
      // caller who is keying would count as quiet.
      setImmediate(() => {
        if (this.#running.get(timer) !== handle) return;
        this.#running.delete(timer);
        this.fired(timer);
      });
    }, ms);
    this.#running.set(timer, handle);
  }

  stop(timer: Timer): void {
    clearTimeout(this.#running.get(timer));
    this.#running.delete(timer);
  }

  stopAll(): void {
    for (const timer of [...this.#running.keys()]) this.stop(timer);
  }
}
