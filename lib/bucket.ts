/** So many a minute, all at once if need be, and filled up again evenly. */
export class Bucket {
  #left: number;
  #at = 0;

  constructor(readonly perMinute: number) {
    this.#left = perMinute;
  }

  take(now: number): boolean {
    this.#left = Math.min(this.perMinute, this.#left + ((now - this.#at) * this.perMinute) / 60_000);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
