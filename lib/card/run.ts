import type { Field } from '../session/state.js';

/** A key within this of the one before is of the same run, however fast the keys were. Milliseconds. */
const SHORTEST_PAUSE_MS = 1000;
/** After this nobody is still keying in one go, however slow they are. Milliseconds. */
const LONGEST_PAUSE_MS = 4000;

/** A field that closed by itself in the midst of a run: what follows in the same rhythm may be too much of it. */
export interface Closed {
  readonly field: Field;
  /** False: it was wrong, and the caller could not know. */
  readonly right: boolean;
  /** It did not close in the run: what the next field has of it was keyed before anybody could ask for it. */
  readonly held?: true;
}

/**
 * The rhythm of a caller's digits: which of them were keyed in one go. Pure but for its own few numbers, which tell
 * no digit. A run ends with a pause of twice the longest between two digits of the field, with `#`, and with `*`.
 */
export class Run {
  /** What closed in the run that still goes on. */
  closed: Closed | undefined;
  /** Digits of the open field that were keyed in that run, before their question can have been heard. */
  ahead = 0;
  #at = 0;
  #longest = 0;
  #asked = false;

  /** Whether a digit at this time still belongs to the run in which a field has closed. */
  goesOn(at: number): boolean {
    if (this.closed?.held) return true;
    const pause = Math.min(Math.max(2 * this.#longest, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
    return this.closed !== undefined && at - this.#at <= pause;
  }

  /** A digit of the field, or too much of the one before. `first`: of its field. */
  digit(at: number, first: boolean): void {
    if (first && !this.closed) this.#longest = 0;
    else if (!this.closed) this.#longest = Math.max(this.#longest, at - this.#at);
    this.#at = at;
  }

  /** A field closed by itself, with this digit. */
  close(field: Field, right: boolean): void {
    this.closed = { field, right };
    this.ahead = 0;
    this.#asked = false;
  }

  /** What the open field has of `keys` was keyed before it was asked for, after `field`: it may be meant for it, or not. */
  hold(field: Field, keys: number): void {
    this.close(field, true);
    this.closed = { field, right: true, held: true };
    this.ahead = keys;
  }

  /** A field is asked for. Only the first after one has closed follows from it: another was asked for by somebody. */
  open(): void {
    this.ahead = 0;
    if (this.#asked) this.end();
    this.#asked = true;
  }

  end(): void {
    this.closed = undefined;
    this.ahead = 0;
  }

  /** Whether what is keyed on without a pause may be the next field, keyed ahead. */
  leadsTo(next: Field): boolean {
    const { closed } = this;
    if (closed?.right !== true || closed.field === next) return false;
    return closed.held === true || KEYED_AHEAD.has(closed.field);
  }
}

/**
 * Fields whose length says that they are over. A postal code is not among them: of nine digits that are keyed in one
 * go the last four are no security code.
 */
const KEYED_AHEAD: ReadonlySet<Field> = new Set([
  'payment-card-number',
  'expiration-date',
  'security-code',
  'bank-routing-number',
]);
