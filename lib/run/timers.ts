import type { Timer } from '../session/event.js';

/** Does some work so many milliseconds from now; what it answers keeps that from happening. */
export type After = (ms: number, work: () => void) => () => void;

/** By the machine's own clock. */
const byTheMachine: After = (ms, work) => {
  const handle = setTimeout(work, ms);
  return () => clearTimeout(handle);
};

/** Resolves after so many milliseconds. */
export function pause(ports: { readonly after?: After }, ms: number): Promise<void> {
  return new Promise((resolve) => void (ports.after ?? byTheMachine)(ms, resolve));
}

/** The clocks of one session. Starting a running one starts it anew; a stopped one never fires. */
export class Timers {
  readonly #running = new Map<Timer, () => void>();

  constructor(
    readonly fired: (timer: Timer) => void,
    private readonly after: After = byTheMachine,
  ) {}

  start(timer: Timer, ms: number): void {
    this.stop(timer);
    const cancel = this.after(ms, () => {
      // After a pause of this process clocks run out before anything is read. Keys that came meanwhile are read first, or a
      // caller who is keying would count as quiet.
      setImmediate(() => {
        if (this.#running.get(timer) !== cancel) return;
        this.#running.delete(timer);
        this.fired(timer);
      });
    });
    this.#running.set(timer, cancel);
  }

  stop(timer: Timer): void {
    this.#running.get(timer)?.();
    this.#running.delete(timer);
  }

  stopAll(): void {
    for (const timer of [...this.#running.keys()]) this.stop(timer);
  }
}
