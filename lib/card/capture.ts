import type { Money } from '../money/money.js';
import type { AmountLimits } from '../session/limits.js';
import type { Brand, CardMask, CardSeen, Field, FieldError } from '../session/state.js';
import type { AccountBytes, CardBytes } from './bytes.js';
import type { Fingerprint } from './fingerprint.js';

/** What a key did to the open field. */
export type KeyOutcome =
  /** `complete`: the field could be whole as it is, only `#` may be missing. */
  | { readonly kind: 'progress'; readonly keys: number; readonly complete: boolean }
  | { readonly kind: 'cleared' }
  /** `card` comes with the number's field, of a card and of an account; without its last four while it may grow. */
  | {
      readonly kind: 'done';
      readonly card?: CardSeen;
      /** Two equal keys came faster than a person keys: the line may have reported one press twice. */
      readonly doubled?: true;
      /** The code that was keyed before the number has not the length of its brand: it is wiped. */
      readonly recheck?: 'security-code';
      /** Of a field that is an amount. */
      readonly amount?: Money;
    }
  | {
      readonly kind: 'invalid';
      readonly error: FieldError;
      readonly brand?: Brand;
      /** Presses that were reported twice would explain it. */
      readonly doubled?: true;
    }
  /** A digit too many of a field that has closed: it means nothing, if the number is not a longer one. */
  | { readonly kind: 'overrun' }
  /** What stood in the open field was too much of the one before: it is empty. */
  | { readonly kind: 'dropped' }
  /** The number is a longer one. The open field, if there is one, holds `keys` digits now. */
  | { readonly kind: 'extended'; readonly card: CardMask; readonly keys: number }
  /** The caller wants back to the agent. */
  | { readonly kind: 'back' }
  | { readonly kind: 'help' }
  /** Not a key of this field, a `#` before anything, or no field is open. */
  | { readonly kind: 'ignored' };

/**
 * The digits of one session: one large Buffer, wiped when a field is opened again, when the card is taken and at
 * `wipe`. Legal order: (`open` -> `press`… | `judge`) for each field -> `take` once -> `wipe` when it was used.
 * A field may be opened `again` once it is done: the second entry must then be the same as the first.
 */
export interface CardCapture {
  /** `brand`: of the stored card whose code is keyed. */
  open(field: Field, again?: boolean, limits?: AmountLimits, brand?: Brand | 'unknown'): void;
  /** Nothing is keyed into this field any more, and what it held is wiped. */
  discard(field: Field): void;
  /** `key` is one of `0-9*#`; `at` epoch milliseconds, for the expiry. */
  press(key: string, at: number): KeyOutcome;
  /**
   * From now on keys that come while no field is open are kept, because what is asked next is not known yet: `after` was
   * keyed before them. Ends with `pressHeld` or `dropHeld`.
   */
  hold(after: Field): void;
  /** Presses the oldest key that is held, at its own time, into what is open now. Undefined: there is none left. */
  pressHeld(): KeyOutcome | undefined;
  /** What is held means nothing, and neither does what goes on in the same rhythm. */
  dropHeld(): void;
  /** All digits of a field at once, as they were spoken: done or invalid. False: more than it can hold. */
  fill(digits: Uint8Array, at: number): KeyOutcome | false;
  /** The time for keys is over: done or invalid as the field stands, `timeout` where it is not whole. */
  judge(at: number): KeyOutcome;
  readonly field: Field | undefined;
  /**
   * The mask of a number that was done without its last four, once, as soon as nothing more can belong to it. To be asked
   * for after every key, judgement and field that is opened.
   */
  mask(): CardMask | undefined;
  /**
   * By what a card that is keyed (and its issuer, the first six digits), or an account, is known again. Undefined when it
   * is not whole or was taken.
   */
  fingerprints(
    of: 'card' | 'account',
    by: Fingerprint,
  ): { readonly method: string; readonly issuer?: string } | undefined;
  /** The card, once; undefined when it is not whole or was taken. */
  take(): CardBytes | undefined;
  /** The bank account, once; undefined when it is not whole or was taken. */
  takeAccount(accountType: AccountBytes['accountType']): AccountBytes | undefined;
  /** The security code alone, once; undefined when it is not whole or was taken. */
  takeCode(): Buffer | undefined;
  /** The customer number, once, and wiped: it is no card data and is looked up. */
  takeCustomerNumber(): string | undefined;
  /** The same for what proves who calls. */
  takeProof(field: 'caller-postal-code' | 'caller-pin'): string | undefined;
  wipe(): void;
}
