import type { Item } from './items.js';
import type { Words } from './words/words.js';

/** Digits of one number as it was said: `41` of "forty one", or the place of a run of figures in the text. */
export type Unit =
  | { readonly digits: string; readonly times: number }
  | { readonly from: number; readonly to: number; readonly times: number };

export interface Reading {
  readonly units: readonly Unit[];
  readonly length: number;
}

/** Most words of one number: "two thousand and twenty seven". */
const LONGEST = 6;

/** Most digits that anything asked for has; a text with more is no answer. */
const MOST_DIGITS = 40;

export function lengthOf(unit: Unit): number {
  return unit.times * ('digits' in unit ? unit.digits.length : unit.to - unit.from);
}

/**
 * The reading with the fewest digits, which is how numbers are heard: "forty one" is 41 and not 40 and 1. Undefined
 * where a word has no meaning, or where two readings are equally short: "vingt quatre vingt" is 24 20 or 20 80.
 */
export function readingOf(
  items: readonly Item[],
  words: Words,
  tables: readonly ReadonlyMap<string, string>[],
): Reading | undefined {
  /** Best readings from each item to the end, from the end. `unclear` stays in, to win or lose by its length. */
  const best: ({ readonly reading: Reading; readonly unclear: boolean } | undefined)[] = [];
  best[items.length] = { reading: { units: [], length: 0 }, unclear: false };
  for (let at = items.length - 1; at >= 0; at--) {
    for (const { unit, next, unclear } of stepsAt(items, at, words, tables)) {
      const rest = best[next];
      if (!rest) continue;
      const length = lengthOf(unit) + rest.reading.length;
      const before = best[at];
      if (before && before.reading.length < length) continue;
      best[at] = {
        reading: { units: [unit, ...rest.reading.units], length },
        unclear: unclear || rest.unclear || before?.reading.length === length,
      };
    }
  }
  const whole = best[0];
  return !whole || whole.unclear || whole.reading.length > MOST_DIGITS ? undefined : whole.reading;
}

interface Step {
  readonly unit: Unit;
  readonly next: number;
  readonly unclear: boolean;
}

function stepsAt(
  items: readonly Item[],
  at: number,
  words: Words,
  tables: readonly ReadonlyMap<string, string>[],
): Step[] {
  const item = items[at];
  if (item?.kind === 'figures') return [{ unit: { ...item, times: 1 }, next: at + 1, unclear: false }];
  const steps: Step[] = [];
  for (const { phrase, next } of phrasesAt(items, at)) {
    const times = words.times.get(phrase);
    const single = times === undefined ? undefined : singleAt(items, next, words);
    if (times !== undefined && single)
      steps.push({ unit: { ...single, times }, next: next + 1, unclear: false });
    if (cuts(items, at, next, tables)) continue;
    for (const table of tables) {
      const digits = table.get(phrase);
      // What is known to be unclear counts as the short number that it might be.
      if (digits !== undefined) {
        steps.push({ unit: { digits: digits || '??', times: 1 }, next, unclear: digits === '' });
      }
    }
  }
  return steps;
}

/** Every row of words that begins here. */
function phrasesAt(items: readonly Item[], at: number): { phrase: string; next: number }[] {
  const found: { phrase: string; next: number }[] = [];
  let phrase = '';
  for (let next = at; next < items.length && next < at + LONGEST; next++) {
    const item = items[next];
    if (item?.kind !== 'word') break;
    phrase = next === at ? item.word : `${phrase} ${item.word}`;
    found.push({ phrase, next: next + 1 });
  }
  return found;
}

/** The one digit that "double" is about. */
function singleAt(
  items: readonly Item[],
  at: number,
  { numbers }: Words,
): { digits: string } | { from: number; to: number } | undefined {
  const item = items[at];
  if (item?.kind === 'figures')
    return item.to - item.from === 1 ? { from: item.from, to: item.to } : undefined;
  const following = items[at + 1];
  if (!item || (following?.kind === 'word' && following.joined)) return undefined;
  const digits = numbers.get(item.word);
  return digits?.length === 1 ? { digits } : undefined;
}

/** Whether a number from `at` to `next` would begin or end within words that a hyphen makes one number. */
function cuts(
  items: readonly Item[],
  at: number,
  next: number,
  tables: readonly ReadonlyMap<string, string>[],
): boolean {
  return [at, next].some((edge) => {
    let from = edge;
    let to = edge;
    const isJoined = (index: number) => {
      const item = items[index];
      return item?.kind === 'word' && item.joined;
    };
    if (!isJoined(edge)) return false;
    while (from > 0 && isJoined(from)) from--;
    while (to < items.length && isJoined(to)) to++;
    const whole = items.slice(from, to).map((item) => (item.kind === 'word' ? item.word : ''));
    return tables.some((table) => table.has(whole.join(' ')));
  });
}
