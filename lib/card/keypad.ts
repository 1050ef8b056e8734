import { parseKeyedAmount } from '../money/currency.js';
import type { Money } from '../money/money.js';
import type { AmountLimits } from '../session/limits.js';
import type { Brand, Field } from '../session/state.js';
import { LONGEST_NUMBER, matchBrand, rulesOf } from './brands.js';
import type { KeyOutcome } from './capture.js';
import {
  judgeAccountNumber,
  judgeCode,
  judgeExpiry,
  judgeNumber,
  judgePostalCode,
  judgeRoutingNumber,
  LONGEST_ACCOUNT,
  LONGEST_EXPIRY,
  longestCode,
  mayBeCard,
  mayBeLongYear,
  numberState,
  SHORTEST_ACCOUNT,
  type Verdict,
} from './rules.js';

/** An open field as it stands. `digits` is a view of the vault's bytes, ASCII; nobody may keep or copy it. */
export interface FieldKeys {
  readonly field: Field;
  readonly digits: Uint8Array;
  /** Brand of the number keyed before; `unknown` while there is none. */
  readonly brand: Brand | 'unknown';
  readonly accepted: readonly Brand[];
  /** Lengths of a postal code. */
  readonly postal: PostalLengths;
  /** Lengths of a customer number. */
  readonly customer: PostalLengths;
  /** Of an amount. */
  readonly limits?: AmountLimits;
  /** The first entry, when this is the second: it must be the same. */
  readonly first?: Uint8Array;
}

/** In digits. */
export interface PostalLengths {
  readonly minimum: number;
  readonly maximum: number;
}

/** What a key means to a field that holds `keys` digits. */
export type KeyMeaning = 'digit' | 'finish' | 'nothing';

export function meaningOf(field: Field, key: string, keys: number): KeyMeaning {
  if (key.length !== 1) return 'nothing';
  if ((key >= '0' && key <= '9') || (key === '*' && isAmount(field))) return 'digit';
  // A `#` before any digit comes late from the field before, which had already finished by itself.
  return key === '#' && keys > 0 ? 'finish' : 'nothing';
}

/** Most digits that a field can hold: with one more it is over in any case. */
export function capacityOf(field: Field): number {
  switch (field) {
    case 'payment-card-number':
      return LONGEST_NUMBER;
    case 'expiration-date':
      return LONGEST_EXPIRY;
    case 'security-code':
      return 4;
    case 'postal-code':
      return LONGEST_POSTAL_CODE;
    case 'bank-routing-number':
      return 9;
    case 'bank-account-number':
      return LONGEST_ACCOUNT;
    case 'customer-number':
    case 'caller-postal-code':
    case 'caller-pin':
      return LONGEST_CUSTOMER_NUMBER;
    case 'payment-amount':
    case 'tip-amount':
      return LONGEST_AMOUNT;
  }
}

/** Of what proves who calls: shorter could be guessed, longer could be a card. */
export const SHORTEST_PROOF = 4;
const LONGEST_PROOF = 12;

/** Longer than a card's: what could be one is refused, and looked up nowhere. */
export const LONGEST_CUSTOMER_NUMBER = 20;

/** With the decimal sign. */
const LONGEST_AMOUNT = 10;

/** In an amount `*` is the decimal sign. */
export function isAmount(field: Field): boolean {
  return field === 'payment-amount' || field === 'tip-amount';
}

/** Nobody's postal code has more digits. */
export const LONGEST_POSTAL_CODE = 10;

/** After a digit: done or invalid when no more can come, else progress. `at` is epoch milliseconds. */
export function afterDigit(pad: FieldKeys, at: number): KeyOutcome {
  switch (stateOf(pad)) {
    case 'over':
      return finish(pad, at);
    case 'complete':
      return { kind: 'progress', keys: pad.digits.length, complete: true };
    case 'open':
      return { kind: 'progress', keys: pad.digits.length, complete: false };
  }
}

function stateOf({ field, digits, brand, postal, first }: FieldKeys): 'open' | 'complete' | 'over' {
  if (first) return digits.length >= first.length ? 'over' : 'open';
  switch (field) {
    case 'payment-card-number':
      return numberState(digits);
    case 'expiration-date':
      if (digits.length < 4) return 'open';
      return mayBeLongYear(digits) && digits.length < LONGEST_EXPIRY ? 'open' : 'over';
    case 'security-code': {
      const rules = rulesOf(brand);
      if (digits.length >= longestCode(rules)) return 'over';
      return judgeCode(digits, rules).ok ? 'complete' : 'open';
    }
    case 'postal-code':
      if (digits.length >= postal.maximum) return 'over';
      return digits.length >= postal.minimum ? 'complete' : 'open';
    case 'bank-routing-number':
      return digits.length >= 9 ? 'over' : 'open';
    case 'bank-account-number':
      // Its length is nowhere written: only `#` or a long pause ends it before the longest.
      return digits.length >= LONGEST_ACCOUNT ? 'over' : 'open';
    case 'customer-number':
    case 'caller-postal-code':
    case 'caller-pin':
      // Not at its own greatest length: the first digits of a card that is keyed here would pass for a number.
      return digits.length >= LONGEST_CUSTOMER_NUMBER ? 'over' : 'open';
    case 'payment-amount':
    case 'tip-amount':
      return digits.length >= LONGEST_AMOUNT ? 'over' : 'open';
  }
}

/** The caller says that the field is whole, or it can hold no more: done or invalid. */
export function finish(pad: FieldKeys, at: number): KeyOutcome {
  if (pad.limits && isAmount(pad.field)) return judgeAmount(pad.digits, pad.limits);
  const verdict = verdictOf(pad, at);
  if (verdict.ok) return { kind: 'done' };
  return { kind: 'invalid', error: verdict.error, ...(verdict.brand && { brand: verdict.brand }) };
}

/** An amount is no card data and may leave here, but only one that may be paid: a card number keyed there is none. */
function judgeAmount(digits: Uint8Array, limits: AmountLimits): KeyOutcome {
  const parsed = parseKeyedAmount(String.fromCharCode(...digits), limits.currency);
  if (!parsed.ok) {
    const error = parsed.fault === 'zero' ? 'amount-too-small' : 'invalid-amount';
    return { kind: 'invalid', error };
  }
  const { minor } = parsed.money;
  if (minor < limits.minimumMinor) return { kind: 'invalid', error: 'amount-too-small' };
  if (minor > limits.maximumMinor) return { kind: 'invalid', error: 'amount-too-large' };
  const amount: Money = parsed.money;
  return { kind: 'done', amount };
}

function verdictOf(
  { field, digits, brand, accepted, postal, customer, first }: FieldKeys,
  at: number,
): Verdict {
  // What is compared was judged when it was keyed first.
  if (first) return same(digits, first) ? { ok: true } : { ok: false, error: 'input-matching-failed' };
  switch (field) {
    case 'payment-card-number':
      return judgeNumber(digits, accepted);
    case 'expiration-date':
      return judgeExpiry(digits, at);
    case 'security-code':
      return judgeCode(digits, rulesOf(brand));
    case 'postal-code':
      return judgePostalCode(digits, postal.minimum);
    case 'bank-routing-number':
      return judgeRoutingNumber(digits);
    case 'bank-account-number':
      return judgeAccountNumber(digits);
    case 'caller-postal-code':
    case 'caller-pin':
      return digits.length >= SHORTEST_PROOF && digits.length <= LONGEST_PROOF
        ? { ok: true }
        : { ok: false, error: 'wrong-answer' };
    case 'customer-number':
      return digits.length >= customer.minimum && digits.length <= customer.maximum && !mayBeCard(digits)
        ? { ok: true }
        : { ok: false, error: 'invalid-customer-number' };
    case 'payment-amount':
    case 'tip-amount':
      // Without limits there is no currency to read it in.
      return { ok: false, error: 'invalid-amount' };
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((digit, i) => digit === other[i]);
}

/**
 * The time for keys is over. A field that could be whole is judged as if `#` had come; a code that would be whole
 * for other brands is wrong rather than late, so that the caller hears how long it is; else it is a time-out.
 */
export function judge(pad: FieldKeys, at: number): KeyOutcome {
  return couldBeWhole(pad) ? finish(pad, at) : { kind: 'invalid', error: 'timeout' };
}

function couldBeWhole({ field, digits, postal, customer, first }: FieldKeys): boolean {
  if (first) return digits.length > 0;
  switch (field) {
    case 'payment-card-number': {
      const { certain, rules } = matchBrand(digits);
      return certain && rules.lengths.includes(digits.length);
    }
    case 'expiration-date':
      return digits.length === 4 || digits.length === LONGEST_EXPIRY;
    case 'security-code':
      return digits.length >= 3;
    case 'postal-code':
      return digits.length >= postal.minimum;
    case 'bank-routing-number':
      return digits.length === 9;
    case 'bank-account-number':
      return digits.length >= SHORTEST_ACCOUNT;
    case 'customer-number':
      return digits.length >= customer.minimum;
    case 'caller-postal-code':
    case 'caller-pin':
      return digits.length >= SHORTEST_PROOF;
    case 'payment-amount':
    case 'tip-amount':
      // Only `#` says so: the first digits of a card that is keyed here must not pass for an amount.
      return false;
  }
}
