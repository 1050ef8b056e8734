import { ROOM, written } from './digits.js';
import { itemsOf } from './items.js';
import { wordsIn } from './languages.js';
import { lengthOf, readingOf } from './reading.js';

const ZERO = 0x30;

/**
 * What a recogniser's text means as an expiration date, as four ASCII bytes MMYY: "May twenty seven", "zero five two
 * seven", "5/27", "May 2027". Undefined where it is unclear. Bytes and `text` are the caller's to wipe.
 */
export function expiryOf(text: Uint8Array, language: string): Buffer | undefined {
  const words = wordsIn(language);
  const items = words && itemsOf(text, words);
  // A month's name comes first.
  if (items?.slice(1).some((item) => item.kind === 'word' && words?.months.after(item.word)))
    return undefined;
  const reading = words && items && readingOf(items, words, [words.numbers, words.years, words.months]);
  if (!reading) return undefined;
  const said = written(reading, text);
  const date = dated(said, reading.units.map(lengthOf));
  said.fill(0);
  return date;
}

/** Month and year as they lie in what was said, whose numbers have `lengths`. */
function dated(said: Buffer, lengths: readonly number[]): Buffer | undefined {
  const month = monthLength(said.length, lengths);
  if (month === undefined) return undefined;
  const year = said.length - 2;
  // A year in full is one of this millennium.
  if (year - month === 2 && !(said[month] === ZERO + 2 && said[month + 1] === ZERO)) return undefined;
  const number = said.subarray(0, month).reduce((sum, digit) => 10 * sum + digit - ZERO, 0);
  if (number < 1 || number > 12) return undefined;
  const date = Buffer.alloc(ROOM, ZERO).subarray(0, 4);
  date.set(said.subarray(0, month), 2 - month);
  date.set(said.subarray(year), 2);
  return date;
}

/** How many digits the month has; undefined where it is not to be seen where it ends. */
function monthLength(length: number, lengths: readonly number[]): 1 | 2 | undefined {
  // Digit by digit "one two seven" is no date that is clear.
  if (length === 3) return lengths[0] === 1 && lengths[1] === 2 ? 1 : undefined;
  if (length === 5) return lengths[0] === 1 && lengths[1] !== 1 ? 1 : undefined;
  if (length !== 4 && length !== 6) return undefined;
  return lengths.length === 1 || endsAt(lengths, 2) ? 2 : undefined;
}

function endsAt(lengths: readonly number[], digits: number): boolean {
  let sum = 0;
  return lengths.some((length) => {
    sum += length;
    return sum === digits;
  });
}
