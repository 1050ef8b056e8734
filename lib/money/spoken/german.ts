import { type Gender, type Grammar, month, numbers, pointed, SCALES, unit, word } from './grammar.js';
import { unitsOf } from './units.js';

/** "Eins" by itself, "ein Euro", "eine Krone"; a million is feminine and has a plural. */
function number(value: number, before?: Gender): string[] {
  for (const [scale, name] of SCALES) {
    if (value >= scale) {
      const count = Math.floor(value / scale);
      return [
        ...number(count, 'feminine'),
        count === 1 ? name : `${name}-many`,
        ...rest(value % scale, before),
      ];
    }
  }
  if (value >= 1000) {
    return [...number(Math.floor(value / 1000), 'neuter'), 'thousand', ...rest(value % 1000, before)];
  }
  if (value >= 100) return [String(value - (value % 100)), ...rest(value % 100, before)];
  if (value !== 1 || !before) return [String(value)];
  return [before === 'feminine' ? '1-feminine' : '1-before'];
}

function rest(value: number, before?: Gender): string[] {
  return value > 0 ? number(value, before) : [];
}

const CROWNS = { sek: 'feminine', nok: 'feminine', dkk: 'feminine', czk: 'feminine' } as const;

export const german: Grammar = {
  number,
  units: unitsOf({
    invariable: [
      ...['usd', 'eur', 'gbp', 'huf', 'jpy', 'chf', 'kwd', 'pln'],
      ...['usd-minor', 'eur-minor', 'chf-minor', 'cad-minor', 'aud-minor'],
    ],
    genders: CROWNS,
  }),
  counted: (count, { one, many, gender }) => [
    ...numbers(number(count, gender)),
    unit(count === 1 ? one : many),
  ],
  and: [word('and')],
  decimal: (whole, decimals) => pointed({ number }, whole, decimals),
  afterDecimal: (_, { many }) => many,
  expiry: (m, y) => [month(m), ...numbers(number(y))],
};
