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

/** The check digit of ISO/IEC 7812, over ASCII digits; as if the one at `skip` were not there. */
export function luhn(digits: Uint8Array, skip = -1): boolean {
  let sum = 0;
  let odd = false;
  for (let i = digits.length - 1; i >= 0; i--) {
    if (i === skip) continue;
    let value = digitAt(digits, i);
    if (odd) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
    odd = !odd;
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

/** MMYYYY. Digits. */
export const LONGEST_EXPIRY = 6;

/** MM20: the year 2020 is over, and so the year has four digits. */
export function mayBeLongYear(digits: Uint8Array): boolean {
  return digits.length >= 4 && digitAt(digits, 2) === 2 && digitAt(digits, 3) === 0;
}

/**
 * MMYY or MMYYYY. A card is good to the end of its month, wherever the cardholder is, and is not believed to be good for
 * more than 20 years. `at` is epoch milliseconds.
 */
export function judgeExpiry(digits: Uint8Array, at: number): Verdict {
  const wrong: Verdict = { ok: false, error: 'invalid-date' };
  const { length } = digits;
  if (length !== 4 && !(length === LONGEST_EXPIRY && mayBeLongYear(digits))) return wrong;
  const month = digitAt(digits, 0) * 10 + digitAt(digits, 1);
  const year = 2000 + digitAt(digits, length - 2) * 10 + digitAt(digits, length - 1);
  if (month < 1 || month > 12) return wrong;
  // Date.UTC counts months from 0: this is the first moment of the month after.
  if (at >= Date.UTC(year, month, 1) + LAST_ZONE_MS) return wrong;
  const now = new Date(at);
  const months = (year - now.getUTCFullYear()) * 12 + (month - 1 - now.getUTCMonth());
  return months > FURTHEST_MONTHS ? wrong : RIGHT;
}

/** Whether a postal code is long enough. */
export function judgePostalCode(digits: Uint8Array, minimum: number): Verdict {
  return digits.length >= minimum ? RIGHT : { ok: false, error: 'invalid-postal-code' };
}

/** The lengths of a card's number, in digits, whatever its brand. */
const SHORTEST_CARD = 13;
const LONGEST_CARD = 19;

/**
 * Whether what was asked for as something else, such as a customer's number, could be a card's: then it must go
 * nowhere. 13 to 19 digits with a right check digit; what is no digit is passed over in a text. About one in ten
 * numbers of that length is like that without being a card.
 */
export function mayBeCard(keyed: Uint8Array | string): boolean {
  const digits = typeof keyed === 'string' ? Uint8Array.from(keyed.replace(/\D/g, ''), asciiOf) : keyed;
  return digits.length >= SHORTEST_CARD && digits.length <= LONGEST_CARD && luhn(digits);
}

function asciiOf(digit: string): number {
  return digit.charCodeAt(0);
}

/** Weights of the routing number's checksum, as the American Bankers Association has it. */
const ROUTING_WEIGHTS = [3, 7, 1] as const;

/**
 * The first two digits that the American Bankers Association has given out, both ends inclusive: the government, the
 * twelve districts of the Federal Reserve, those of thrift institutions, electronic ones, and traveller's cheques.
 */
const ROUTING_PREFIXES: readonly (readonly [from: number, to: number])[] = [
  [0, 12],
  [21, 32],
  [61, 72],
  [80, 80],
];

/** Nine digits of which the last is a check digit; all zeros would pass it and is no bank. */
export function judgeRoutingNumber(digits: Uint8Array): Verdict {
  const prefix = digits.length === 9 ? digitAt(digits, 0) * 10 + digitAt(digits, 1) : Number.NaN;
  const given = ROUTING_PREFIXES.some(([from, to]) => prefix >= from && prefix <= to);
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += digitAt(digits, i) * (ROUTING_WEIGHTS[i % 3] ?? 0);
  const right = given && sum > 0 && sum % 10 === 0;
  return right ? RIGHT : { ok: false, error: 'invalid-bank-routing-number' };
}

/** The lengths of a bank account's number, in digits. */
export const SHORTEST_ACCOUNT = 4;
export const LONGEST_ACCOUNT = 17;

export function judgeAccountNumber(digits: Uint8Array): Verdict {
  const right = digits.length >= SHORTEST_ACCOUNT && digits.length <= LONGEST_ACCOUNT;
  return right ? RIGHT : { ok: false, error: 'invalid-bank-account-number' };
}

/**
 * Whether the number would be right with one of two equal neighbours gone: then the line may have reported a press
 * twice. A hint for the agent, and never a reason to take the number.
 */
export function explainedByDoubling(digits: Uint8Array): boolean {
  const { certain, rules } = matchBrand(digits);
  if (!certain || !rules.lengths.includes(digits.length - 1)) return false;
  for (let i = 1; i < digits.length; i++) {
    if (digits[i] === digits[i - 1] && luhn(digits, i)) return true;
  }
  return false;
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
