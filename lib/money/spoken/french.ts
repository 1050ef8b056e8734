import { type Gender, type Grammar, month, numbers, pointed, SCALES, unit, word } from './grammar.js';
import { unitsOf } from './units.js';

/** "Vingt et un euros", "vingt et une livres", but "onze" and "quatre-vingt-onze" for both. */
function number(value: number, before?: Gender): string[] {
  for (const [scale, name] of SCALES) {
    if (value >= scale) {
      const count = Math.floor(value / scale);
      return [...number(count), count === 1 ? name : `${name}-many`, ...rest(value % scale, before)];
    }
  }
  if (value >= 1000) {
    const thousands = Math.floor(value / 1000);
    // "Mille", not "un mille".
    return [...(thousands > 1 ? number(thousands) : []), 'thousand', ...rest(value % 1000, before)];
  }
  if (value >= 100) return [String(value - (value % 100)), ...rest(value % 100, before)];
  const one = value % 10 === 1 && ![11, 71, 91].includes(value);
  return [one && before === 'feminine' ? `${value}-feminine` : String(value)];
}

function rest(value: number, before?: Gender): string[] {
  return value > 0 ? number(value, before) : [];
}

const FEMININE = {
  gbp: 'feminine',
  sek: 'feminine',
  nok: 'feminine',
  dkk: 'feminine',
  czk: 'feminine',
} as const;

export const french: Grammar = {
  number,
  units: unitsOf({ invariable: ['huf', 'jpy'], genders: FEMININE }),
  // "Un million de dollars", "un million d'euros"; zero has the singular.
  counted: (count, { one, many, gender }) => [
    ...numbers(number(count, gender)),
    ...(count >= 1e6 && count % 1e6 === 0
      ? many === 'eur-many'
        ? [unit('eur-of')]
        : [word('of'), unit(many)]
      : [unit(count < 2 ? one : many)]),
  ],
  and: [word('and')],
  decimal: (whole, decimals) => pointed({ number }, whole, decimals),
  // Plural from two on: "un virgule cinq dinar".
  afterDecimal: (whole, { one, many }) => (whole < 2 ? one : many),
  expiry: (m, y) => [month(m), ...numbers(number(y))],
};
