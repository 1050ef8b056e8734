import { type Gender, type Grammar, month, numbers, pointed, unit, word } from './grammar.js';
import { unitsOf } from './units.js';

/** Long scale: 10^9 is "mil millones", 10^12 "un billón". */
const LONG = [
  [1e12, 'trillion'],
  [1e6, 'million'],
] as const;

/** "Veintiuno" by itself, "veintiún euros", "veintiuna libras"; "cien" alone, "ciento uno"; hundreds have a gender. */
function number(value: number, before?: Gender): string[] {
  for (const [scale, name] of LONG) {
    if (value >= scale) {
      const count = Math.floor(value / scale);
      return [
        ...number(count, 'masculine'),
        count === 1 ? name : `${name}-many`,
        ...rest(value % scale, before),
      ];
    }
  }
  if (value >= 1000) {
    const thousands = Math.floor(value / 1000);
    return [...(thousands > 1 ? thousand(thousands, before) : []), 'thousand', ...rest(value % 1000, before)];
  }
  if (value >= 100) {
    const hundreds = value - (value % 100);
    const feminine = before === 'feminine' && hundreds > 100;
    const name = value > 100 && hundreds === 100 ? '100-and' : `${hundreds}${feminine ? '-feminine' : ''}`;
    return [name, ...rest(value % 100, before)];
  }
  if (value % 10 !== 1 || value === 11 || !before) return [String(value)];
  return [`${value}-${before === 'feminine' ? 'feminine' : 'before'}`];
}

/** Before "mil" the hundreds go with what is counted, "doscientas mil libras", and one is always "un". */
function thousand(count: number, before?: Gender): string[] {
  const below = count % 100;
  const hundreds = count - below;
  if (hundreds === 0 || below === 0) return number(count, below === 0 ? before : 'masculine');
  return [...number(hundreds + 2, before).slice(0, 1), ...number(below, 'masculine')];
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

export const spanish: Grammar = {
  number,
  units: unitsOf({ invariable: [], genders: FEMININE }),
  // "Un millón de euros", but "un millón cien euros".
  counted: (count, { one, many, gender }) => [
    ...numbers(number(count, gender)),
    ...(count >= 1e6 && count % 1e6 === 0 ? [word('of')] : []),
    unit(count === 1 ? one : many),
  ],
  and: [word('and')],
  decimal: (whole, decimals) => pointed({ number }, whole, decimals),
  afterDecimal: (_, { many }) => many,
  expiry: (m, y) => [month(m), word('of'), ...numbers(number(y))],
};
