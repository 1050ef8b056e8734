import type { Brand, FieldError } from '../session/state.js';
import { type BrandRules, digitAt, matchBrand } from './brands.js';

/** Furthest expiry that is believed, in months. */
const FURTHEST_MONTHS = 240;

/** UTC-12, where a month ends last. Milliseconds. */
const LAST_ZONE_MS = 12 * 3600 * 1000;

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: FieldError; readonly brand?: Brand };

const RIGHT: Verdict = { ok: true };

/** The check digit of ISO/IEC 7812, over ASCII digits. */
export function luhn(digits: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let value = digitAt(digits, digits.length - 1 - i);
    if (i % 2 === 1) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/**
 * Whether a finished number can be charged. A number of a brand that is not taken is told so even when its check
 * digit is wrong, unless only its first digit speaks for that brand: then it is more likely mistyped.
 */
export function judgeNumber(digits: Uint8Array, accepted: readonly Brand[]): Verdict {
  const { certain, rules, strength } = matchBrand(digits);
  const sound = rules.lengths.includes(digits.length) && luhn(digits);
  if (certain && !accepts(accepted, rules.brand) && (sound || strength > 1)) {
    return {
      ok: false,
      error: 'invalid-card-type',
      ...(rules.brand !== 'unknown' && { brand: rules.brand }),
    };
  }
  return certain && sound ? RIGHT : { ok: false, error: 'invalid-card-number' };
}

function accepts(accepted: readonly Brand[], brand: Brand | 'unknown'): boolean {
  return brand !== 'unknown' && accepted.includes(brand);
}

/** `over`: no further key is waited for. `complete`: it may be whole, only `#` may be missing. `open`: goes on. */
export type NumberState = 'open' | 'complete' | 'over';

/** Where a number stands after its newest digit, by its length, brand and check digit. */
export function numberState(digits: Uint8Array): NumberState {
  const { certain, rules } = matchBrand(digits);
  if (!certain) return 'open';
  if (digits.length >= rules.longest) return 'over';
  if (!rules.lengths.includes(digits.length)) return 'open';
  const right = luhn(digits);
  if (digits.length === rules.usual) return right ? 'over' : 'complete';
  return right ? 'complete' : 'open';
}

/**
 * MMYY. A card is good to the end of its month, wherever the cardholder is, and is not believed to be good for
 * more than 20 years. `at` is epoch milliseconds.
 */
export function judgeExpiry(digits: Uint8Array, at: number): Verdict {
  const wrong: Verdict = { ok: false, error: 'invalid-date' };
  if (digits.length !== 4) return wrong;
  const month = digitAt(digits, 0) * 10 + digitAt(digits, 1);
  const year = 2000 + digitAt(digits, 2) * 10 + digitAt(digits, 3);
  if (month < 1 || month > 12) return wrong;
  // Date.UTC counts months from 0: this is the first moment of the month after.
  if (at >= Date.UTC(year, month, 1) + LAST_ZONE_MS) return wrong;
  const now = new Date(at);
  const months = (year - now.getUTCFullYear()) * 12 + (month - 1 - now.getUTCMonth());
  return months > FURTHEST_MONTHS ? wrong : RIGHT;
}

/** The longest security code of a brand, in digits. */
export function longestCode(rules: BrandRules): number {
  return rules.code ?? 4;
}

/** Whether a security code has the brand's length; 3 or 4 where the brand is not known. */
export function judgeCode(digits: Uint8Array, rules: BrandRules): Verdict {
  const right = rules.code ? digits.length === rules.code : digits.length === 3 || digits.length === 4;
  if (right) return RIGHT;
  return {
    ok: false,
    error: 'invalid-security-code',
    ...(rules.brand !== 'unknown' && { brand: rules.brand }),
  };
}
