import type { Field } from '../session/state.js';

/** A key as it was pressed: one of `0-9*#`, and when, epoch milliseconds. */
export interface HeldKey {
  readonly key: string;
  readonly at: number;
}

/**
 * Keys that come while nothing is open and what is asked next is not known yet: in the vault's bytes, which are wiped one
 * by one. More than there is room for are no keys of a payment, and are dropped.
 */
export class Held {
  readonly #bytes: Uint8Array;
  readonly #times: number[] = [];
  #next = 0;
  /** What was keyed before them; undefined while no keys are held. */
  #after: Field | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  begin(after: Field): void {
    this.wipe();
    this.#after = after;
  }

  keep(key: string, at: number): void {
    if (this.#after === undefined || this.#times.length >= this.#bytes.length) return;
    this.#bytes[this.#times.length] = key.charCodeAt(0);
    this.#times.push(at);
  }

  /** No more keys are held; what was keyed before them. */
  end(): Field | undefined {
    const after = this.#after;
    this.#after = undefined;
    return after;
  }

  /** The oldest, which is wiped here. */
  next(): HeldKey | undefined {
    const at = this.#times[this.#next];
    if (at === undefined) return undefined;
    const key = String.fromCharCode(this.#bytes[this.#next] ?? 0);
    this.#bytes[this.#next] = 0;
    this.#next++;
    return { key, at };
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#times.length = 0;
    this.#next = 0;
    this.#after = undefined;
  }
}
