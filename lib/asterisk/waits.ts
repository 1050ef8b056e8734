/** Things awaited from Asterisk's events, by a key of our own: `start:<channel id>`, `left:<channel id>`. */
export class Waits {
  readonly #waiting = new Map<string, Set<(met: boolean) => void>>();

  /** `true` when `meet(key)` comes within `ms`, else `false`. Register before asking for what it awaits. */
  expect(key: string, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const waiters = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiters);
      const done = (met: boolean) => {
        clearTimeout(timer);
        waiters.delete(done);
        if (waiters.size === 0) this.#waiting.delete(key);
        resolve(met);
      };
      const timer = setTimeout(() => done(false), ms);
      waiters.add(done);
    });
  }

  meet(key: string): void {
    for (const done of [...(this.#waiting.get(key) ?? [])]) done(true);
  }
}
