import { type Gender, type Grammar, month, numbers, SCALES, unit, word } from './grammar.js';
import { unitsOf } from './units.js';

/** Before what is counted "kettő" is "két", also within a number: "kétezer", "huszonkétmillió", "tizenkét forint". */
function number(value: number, before?: Gender): string[] {
  for (const [scale, name] of SCALES) {
    if (value >= scale) {
      return [...number(Math.floor(value / scale), 'neuter'), name, ...rest(value % scale, before)];
    }
  }
  if (value >= 1000) {
    const thousands = Math.floor(value / 1000);
    // "Ezer", not "egyezer".
    return [...(thousands > 1 ? number(thousands, 'neuter') : []), 'thousand', ...rest(value % 1000, before)];
  }
  if (value >= 100) return [String(value - (value % 100)), ...rest(value % 100, before)];
  return [before && value % 10 === 2 ? `${value}-before` : String(value)];
}

function rest(value: number, before?: Gender): string[] {
  return value > 0 ? number(value, before) : [];
}

/** By the number of decimals: "tized", "század", "ezred". */
const PARTS = ['tenths', 'hundredths', 'thousandths'];

export const hungarian: Grammar = {
  number,
  units: unitsOf({ invariable: 'all', genders: {}, minors: ['HUF'] }),
  counted: (count, { one }) => [...numbers(number(count, 'neuter')), unit(one)],
  and: [],
  // "Egy egész ötven század": what a Hungarian reads out of 1,50.
  decimal: (whole, decimals) => [
    ...numbers(number(whole)),
    word('point'),
    ...numbers(number(Number(decimals), 'neuter')),
    word(PARTS[decimals.length - 1] ?? 'thousandths'),
  ],
  afterDecimal: (_, { one }) => one,
  // The year comes first: "kétezer-huszonhét május".
  expiry: (m, y) => [...numbers(number(y)), month(m)],
};
