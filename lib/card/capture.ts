import type { CardBytes } from '../gateway/gateway.js';
import type { Brand, CardMask, Field, FieldError } from '../session/state.js';

/** What a key did to the open field. */
export type KeyOutcome =
  /** `complete`: the field could be whole as it is, only `#` may be missing. */
  | { readonly kind: 'progress'; readonly keys: number; readonly complete: boolean }
  | { readonly kind: 'cleared' }
  /** `card` comes with the number's field. */
  | { readonly kind: 'done'; readonly card?: CardMask }
  | { readonly kind: 'invalid'; readonly error: FieldError; readonly brand?: Brand }
  /** Not a key of this field, a `#` before anything, or no field is open. */
  | { readonly kind: 'ignored' };

/**
 * The digits of one session: one large Buffer, wiped when a field is opened again, when the card is taken and at
 * `wipe`. Legal order: (`open` -> `press`… | `judge`) for each field -> `take` once -> `wipe` when it was used.
 */
export interface CardCapture {
  open(field: Field): void;
  /** `key` is one of `0-9*#`; `at` epoch milliseconds, for the expiry. */
  press(key: string, at: number): KeyOutcome;
  /** The time for keys is over: done or invalid as the field stands, `timeout` where it is not whole. */
  judge(at: number): KeyOutcome;
  readonly field: Field | undefined;
  /** The card, once; undefined when it is not whole or was taken. */
  take(): CardBytes | undefined;
  wipe(): void;
}
