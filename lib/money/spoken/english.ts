import { type Grammar, month, numbers, pointed, SCALES, unit, word } from './grammar.js';
import { unitsOf } from './units.js';

const LARGE = [...SCALES, [1000, 'thousand']] as const;

/** As Americans say it: "one thousand two hundred thirty-four", without an "and". */
function number(value: number): string[] {
  for (const [scale, name] of LARGE) {
    if (value >= scale) return [...number(Math.floor(value / scale)), name, ...rest(value % scale)];
  }
  if (value >= 100) return [String(value - (value % 100)), ...rest(value % 100)];
  return [String(value)];
}

function rest(value: number): string[] {
  return value > 0 ? number(value) : [];
}

/** "Twenty twenty-seven"; "two thousand five" before 2010. */
function year(value: number): string[] {
  const century = Math.floor(value / 100);
  const within = value % 100;
  return within < 10 ? number(value) : [...number(century), ...number(within)];
}

export const english: Grammar = {
  number,
  units: unitsOf({ invariable: ['huf', 'jpy', 'pln'], genders: {} }),
  counted: (count, { one, many }) => [...numbers(number(count)), unit(count === 1 ? one : many)],
  and: [word('and')],
  decimal: (whole, decimals) => pointed({ number }, whole, decimals),
  afterDecimal: (_, { many }) => many,
  expiry: (m, y) => [month(m), ...numbers(year(y))],
};
