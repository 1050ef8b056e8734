/**
 * One recorded word: a number (`0` to `99`, the hundreds, `thousand` … `trillion`), a unit of money, a month, a word
 * between them, or a letter of a code. A form that a language needs beside the plain one is in the name: `2-before`,
 * `usd-many`.
 */
export interface Spoken {
  readonly kind: 'number' | 'unit' | 'month' | 'word' | 'letter';
  readonly name: string;
}

/** What a number is said before; numbers alone have a form of their own in most languages. */
export type Gender = 'masculine' | 'feminine' | 'neuter';

/** What is counted: names of the recordings for one and for several, which can be the same. */
export interface Unit {
  readonly one: string;
  readonly many: string;
  readonly gender: Gender;
}

/** A currency as it is spoken of; `minor` is absent where its decimals are read out instead. */
export interface Units {
  readonly major: Unit;
  readonly minor?: Unit;
}

/** How a language says what is put together from recorded words. */
export interface Grammar {
  /** A whole number up to 10^15, by itself or before what it counts. */
  readonly number: (value: number, before?: Gender) => readonly string[];
  readonly units: Readonly<Record<string, Units>>;
  /** A counted unit: which of its forms, and what comes between. `count` is whole. */
  readonly counted: (count: number, unit: Unit) => readonly Spoken[];
  /** Between whole units and the small ones. */
  readonly and: readonly Spoken[];
  /** A number with decimals, without its unit; `decimals` has as many digits as the currency. */
  readonly decimal: (whole: number, decimals: string) => readonly Spoken[];
  /** The unit after decimals. */
  readonly afterDecimal: (whole: number, unit: Unit) => string;
  /** Month from 1 to 12, year with four digits. */
  readonly expiry: (month: number, year: number) => readonly Spoken[];
}

export const number = (name: number | string): Spoken => ({ kind: 'number', name: String(name) });
export const word = (name: string): Spoken => ({ kind: 'word', name });
export const unit = (name: string): Spoken => ({ kind: 'unit', name });
export const month = (name: number): Spoken => ({ kind: 'month', name: String(name) });

/** Names of number words, as recordings. */
export const numbers = (names: readonly string[]): Spoken[] => names.map(number);

/** Each digit by itself: `2046` is two, zero, four, six. */
export function digits(text: string): Spoken[] {
  return [...text].filter((digit) => digit >= '0' && digit <= '9').map(number);
}

/** Short scale of the names; every language has its own words for them. */
export const SCALES: readonly (readonly [number, string])[] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
];

/** The usual decimals: the whole number, the sign, each digit by itself. */
export function pointed(grammar: Pick<Grammar, 'number'>, whole: number, decimals: string): Spoken[] {
  return [...numbers(grammar.number(whole)), word('point'), ...digits(decimals)];
}
