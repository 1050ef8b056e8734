/** So many a minute, all at once if need be, and filled up again evenly. */
export class Bucket {
  #left: number;
  #at = 0;

  constructor(readonly perMinute: number) {
    this.#left = perMinute;
  }

  /** Whether there was enough, and now it is taken. `now` in epoch milliseconds. */
  take(now: number, cost = 1): boolean {
    if (!this.has(now, cost)) return false;
    this.#left -= cost;
    return true;
  }

  /** Whether there is enough, of which nothing is taken. */
  has(now: number, cost = 1): boolean {
    this.#left = Math.min(this.perMinute, this.#left + ((now - this.#at) * this.perMinute) / 60_000);
    this.#at = now;
    return this.#left >= cost;
  }
}
