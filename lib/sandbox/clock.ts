/** The sandbox's time: the machine's, moved by what tests have asked for. Nothing in the sandbox reads another. */
export class Clock {
  /** `offsetMs` as it was kept from the last run. */
  constructor(private offsetMs = 0) {}

  /** Epoch milliseconds. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** How far ahead of the machine's clock it is, in milliseconds. */
  get offset(): number {
    return this.offsetMs;
  }

  /** Moves it to a moment, in epoch milliseconds; it runs on from there. */
  set(at: number): void {
    this.offsetMs = at - Date.now();
  }
}
