import { decimalsOf } from './currency.js';
import type { Money } from './money.js';

/**
 * One spoken word of an amount: a number (`0` to `19`, the tens, `hundred` … `trillion`), a unit of money, `and` or
 * `point`, or a letter of a currency's code.
 */
export interface Spoken {
  readonly kind: 'number' | 'unit' | 'word' | 'letter';
  readonly name: string;
}

/** A unit of money as it is said of one and of several. */
interface Unit {
  readonly one: string;
  readonly many: string;
}

/** Currencies whose units everybody names; `minor` is absent where nobody speaks of it any more. */
const UNITS: Readonly<Record<string, { readonly major: Unit; readonly minor?: Unit }>> = {
  USD: { major: { one: 'dollar', many: 'dollars' }, minor: { one: 'cent', many: 'cents' } },
  EUR: { major: { one: 'euro', many: 'euros' }, minor: { one: 'cent', many: 'cents' } },
  GBP: { major: { one: 'pound', many: 'pounds' }, minor: { one: 'penny', many: 'pence' } },
  HUF: { major: { one: 'forint', many: 'forint' } },
};

/** Names of all units of money that can be spoken. */
export const UNIT_NAMES: readonly string[] = [
  ...new Set(
    Object.values(UNITS).flatMap(({ major, minor }) => [
      major.one,
      major.many,
      ...(minor ? [minor.one, minor.many] : []),
    ]),
  ),
];

const SCALES: readonly (readonly [number, string])[] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
  [1e3, 'thousand'],
];

const number = (name: number | string): Spoken => ({ kind: 'number', name: String(name) });
const word = (name: 'and' | 'point'): Spoken => ({ kind: 'word', name });

/** A whole number in English words, as Americans say it: `one thousand two hundred thirty four`. */
export function spokenNumber(value: number): Spoken[] {
  for (const [scale, name] of SCALES) {
    if (value >= scale) {
      const rest = value % scale;
      return [
        ...spokenNumber(Math.floor(value / scale)),
        number(name),
        ...(rest > 0 ? spokenNumber(rest) : []),
      ];
    }
  }
  if (value >= 100) {
    const rest = value % 100;
    return [number(Math.floor(value / 100)), number('hundred'), ...(rest > 0 ? spokenNumber(rest) : [])];
  }
  if (value < 20) return [number(value)];
  return [number(value - (value % 10)), ...(value % 10 > 0 ? [number(value % 10)] : [])];
}

/** Each digit by itself: `2046` is two, zero, four, six. */
export function spokenDigits(digits: string): Spoken[] {
  return [...digits].filter((digit) => digit >= '0' && digit <= '9').map(number);
}

/** Several of a currency, as in "an amount in dollars"; its letters where it has no name here. */
export function spokenCurrency(currency: string): Spoken[] {
  const units = UNITS[currency];
  if (units) return [{ kind: 'unit', name: units.major.many }];
  return [...currency.toLowerCase()]
    .filter((letter) => letter >= 'a' && letter <= 'z')
    .map((letter) => ({ kind: 'letter', name: letter }));
}

/** An amount in English words: "one dollar and one cent", "one point zero zero five K W D". */
export function spokenAmount({ minor, currency }: Money): Spoken[] {
  const decimals = decimalsOf(currency) ?? 0;
  const scale = 10 ** decimals;
  const whole = Math.floor(minor / scale);
  const rest = minor % scale;
  const units = UNITS[currency];
  if (units?.minor) {
    const parts = [
      ...(whole > 0 || rest === 0 ? [counted(whole, units.major)] : []),
      ...(rest > 0 ? [counted(rest, units.minor)] : []),
    ];
    return parts.flatMap((part, i) => (i > 0 ? [word('and'), ...part] : part));
  }
  const fraction = rest > 0 ? [word('point'), ...spokenDigits(String(rest).padStart(decimals, '0'))] : [];
  return [...spokenNumber(whole), ...fraction, ...spokenCurrency(currency)];
}

function counted(count: number, unit: Unit): Spoken[] {
  return [...spokenNumber(count), { kind: 'unit', name: count === 1 ? unit.one : unit.many }];
}
