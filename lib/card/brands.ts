import validator from 'card-validator';
import { type Brand, brandOf } from '../session/brand.js';

/** What a brand's numbers look like; lengths in digits. */
export interface BrandRules {
  /** `unknown` for the types of the table that are no brand of ours, and for numbers of no type. */
  readonly brand: Brand | 'unknown';
  readonly lengths: readonly number[];
  readonly longest: number;
  /** The length of nearly all cards of a brand that has several; undefined where there is none such. */
  readonly usual: number | undefined;
  /** Digits of the security code; undefined where either three or four may be right. */
  readonly code: number | undefined;
}

/** The first digits of a type: `low` to `high`, both with `digits` digits. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly digits: number;
}

interface Type {
  readonly rules: BrandRules;
  readonly ranges: readonly Range[];
}

const USUAL: Readonly<Partial<Record<Brand, number>>> = {
  visa: 16,
  mastercard: 16,
  amex: 15,
  discover: 16,
  'diners-club': 14,
  jcb: 16,
  unionpay: 16,
  elo: 16,
  mir: 16,
  hiper: 16,
  hipercard: 16,
  troy: 16,
  naranja: 16,
};

/** ISO/IEC 7812: no card number is longer. */
export const LONGEST_NUMBER = 19;

/** For a number that belongs to no type of the table. */
export const UNKNOWN: BrandRules = {
  brand: 'unknown',
  lengths: [12, 13, 14, 15, 16, 17, 18, 19],
  longest: LONGEST_NUMBER,
  usual: undefined,
  code: undefined,
};

/** The library's table in the library's order, which decides between equally long prefixes. */
const TYPES: readonly Type[] = Object.values(validator.creditCardType.types).map((name) => {
  const info = validator.creditCardType.getTypeInfo(name);
  // Types that are added to it later are unknown to us.
  const brand = brandOf(info.type);
  const rules: BrandRules = {
    brand,
    lengths: info.lengths,
    longest: Math.max(...info.lengths),
    usual: brand === 'unknown' ? undefined : USUAL[brand],
    code: info.code.size,
  };
  return { rules, ranges: info.patterns.map(rangeOf) };
});

function rangeOf(pattern: number | number[]): Range {
  const [low, high] = Array.isArray(pattern) ? pattern : [pattern, pattern];
  if (low === undefined || high === undefined) throw new Error('a card type has an empty range');
  return { low, high, digits: String(low).length };
}

const RULES: ReadonlyMap<Brand, BrandRules> = new Map(
  TYPES.flatMap(({ rules }) => (rules.brand === 'unknown' ? [] : [[rules.brand, rules] as const])),
);

/** The rules of a brand by its name. */
export function rulesOf(brand: Brand | 'unknown'): BrandRules {
  return (brand !== 'unknown' && RULES.get(brand)) || UNKNOWN;
}

export interface Match {
  /** No other type fits, and all of its prefix is there: more digits cannot change it. */
  readonly certain: boolean;
  readonly rules: BrandRules;
  /** How many first digits have decided; 0 where none did. */
  readonly strength: number;
}

const NOBODY: Match = { certain: true, rules: UNKNOWN, strength: 0 };
const OPEN: Match = { certain: false, rules: UNKNOWN, strength: 0 };

/**
 * The brand of a number by its first digits, as `credit-card-type` decides it, but on ASCII bytes: that library
 * takes a string, and a string cannot be wiped.
 */
export function matchBrand(digits: Uint8Array): Match {
  let best: Match | undefined;
  for (const { rules, ranges } of TYPES) {
    const range = ranges.find((candidate) => fits(digits, candidate));
    if (!range) continue;
    if (digits.length < range.digits) return OPEN;
    if (!best || range.digits > best.strength) best = { certain: true, rules, strength: range.digits };
  }
  return best ?? NOBODY;
}

/** As far as both go, the digits are between the first digits of `low` and those of `high`. */
function fits(digits: Uint8Array, { low, high, digits: length }: Range): boolean {
  const seen = Math.min(length, digits.length);
  const scale = 10 ** (length - seen);
  let prefix = 0;
  for (let i = 0; i < seen; i++) prefix = prefix * 10 + digitAt(digits, i);
  return prefix >= Math.floor(low / scale) && prefix <= Math.floor(high / scale);
}

/** The value of an ASCII digit, 0 to 9. */
export function digitAt(digits: Uint8Array, index: number): number {
  return (digits[index] ?? 0x30) - 0x30;
}
