import type { Brand, Field } from '../session/state.js';
import { LONGEST_NUMBER, matchBrand, rulesOf } from './brands.js';
import type { KeyOutcome } from './capture.js';
import { judgeCode, judgeExpiry, judgeNumber, longestCode, numberState, type Verdict } from './rules.js';

/** An open field as it stands. `digits` is a view of the vault's bytes, ASCII; nobody may keep or copy it. */
export interface FieldKeys {
  readonly field: Field;
  readonly digits: Uint8Array;
  /** Brand of the number keyed before; `unknown` while there is none. */
  readonly brand: Brand | 'unknown';
  readonly accepted: readonly Brand[];
}

/** What a key means to a field that holds `keys` digits. */
export type KeyMeaning = 'digit' | 'clear' | 'finish' | 'nothing';

export function meaningOf(key: string, keys: number): KeyMeaning {
  if (key.length !== 1) return 'nothing';
  if (key >= '0' && key <= '9') return 'digit';
  if (key === '*') return 'clear';
  // A `#` before any digit comes late from the field before, which had already finished by itself.
  return key === '#' && keys > 0 ? 'finish' : 'nothing';
}

/** Most digits that a field can hold: with one more it is over in any case. */
export function capacityOf(field: Field): number {
  switch (field) {
    case 'payment-card-number':
      return LONGEST_NUMBER;
    case 'expiration-date':
    case 'security-code':
      return 4;
  }
}

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

function stateOf({ field, digits, brand }: FieldKeys): 'open' | 'complete' | 'over' {
  switch (field) {
    case 'payment-card-number':
      return numberState(digits);
    case 'expiration-date':
      return digits.length >= 4 ? 'over' : 'open';
    case 'security-code': {
      const rules = rulesOf(brand);
      if (digits.length >= longestCode(rules)) return 'over';
      return judgeCode(digits, rules).ok ? 'complete' : 'open';
    }
  }
}

/** The caller says that the field is whole, or it can hold no more: done or invalid. */
export function finish(pad: FieldKeys, at: number): KeyOutcome {
  const verdict = verdictOf(pad, at);
  if (verdict.ok) return { kind: 'done' };
  return { kind: 'invalid', error: verdict.error, ...(verdict.brand && { brand: verdict.brand }) };
}

function verdictOf({ field, digits, brand, accepted }: FieldKeys, at: number): Verdict {
  switch (field) {
    case 'payment-card-number':
      return judgeNumber(digits, accepted);
    case 'expiration-date':
      return judgeExpiry(digits, at);
    case 'security-code':
      return judgeCode(digits, rulesOf(brand));
  }
}

/**
 * The time for keys is over. A field that could be whole is judged as if `#` had come; a code that would be whole
 * for other brands is wrong rather than late, so that the caller hears how long it is; else it is a time-out.
 */
export function judge(pad: FieldKeys, at: number): KeyOutcome {
  return couldBeWhole(pad) ? finish(pad, at) : { kind: 'invalid', error: 'timeout' };
}

function couldBeWhole({ field, digits }: FieldKeys): boolean {
  switch (field) {
    case 'payment-card-number': {
      const { certain, rules } = matchBrand(digits);
      return certain && rules.lengths.includes(digits.length);
    }
    case 'expiration-date':
      return digits.length === 4;
    case 'security-code':
      return digits.length >= 3;
  }
}
