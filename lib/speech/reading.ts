import type { Item } from './items.js';
import type { Phrases, Words } from './words/words.js';

/** Digits of one number as it was said: `41` of "forty one", or the place of a run of figures in the text. */
export type Unit =
  | { readonly digits: string; readonly times: number }
  | { readonly from: number; readonly to: number; readonly times: number };

export interface Reading {
  readonly units: readonly Unit[];
  readonly length: number;
}

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
  tables: readonly Phrases<string>[],
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
  tables: readonly Phrases<string>[],
): Step[] {
  const item = items[at];
  if (item?.kind === 'figures') return [{ unit: { ...item, times: 1 }, next: at + 1, unclear: false }];
  const steps: Step[] = [];
  for (const { meaning, next } of meaningsAt(items, at, words.times)) {
    const single = singleAt(items, next, words);
    if (single) steps.push({ unit: { ...single, times: meaning }, next: next + 1, unclear: false });
  }
  for (const table of tables) {
    for (const { meaning, next } of meaningsAt(items, at, table)) {
      if (cuts(items, at, tables) || cuts(items, next, tables)) continue;
      // What is known to be unclear counts as the short number that it might be.
      steps.push({ unit: { digits: meaning || '??', times: 1 }, next, unclear: meaning === '' });
    }
  }
  return steps;
}

/** Every phrase that begins at an item. */
function meaningsAt<Meaning>(
  items: readonly Item[],
  at: number,
  table: Phrases<Meaning>,
): { meaning: Meaning; next: number }[] {
  const found: { meaning: Meaning; next: number }[] = [];
  let branch: Phrases<Meaning> | undefined = table;
  for (let next = at; branch; next++) {
    if (next > at && branch.meaning !== undefined) found.push({ meaning: branch.meaning, next });
    const item = items[next];
    branch = item?.kind === 'word' ? branch.after(item.word) : undefined;
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
  if (!item || isJoined(items, at + 1)) return undefined;
  const digits = numbers.after(item.word)?.meaning;
  return digits?.length === 1 ? { digits } : undefined;
}

/** Whether before this item there can be no end of a number, because hyphens make one number of both sides. */
function cuts(items: readonly Item[], at: number, tables: readonly Phrases<string>[]): boolean {
  if (!isJoined(items, at)) return false;
  let from = at;
  let to = at;
  while (isJoined(items, from)) from--;
  while (isJoined(items, to)) to++;
  return tables.some((table) => meaningsAt(items, from, table).some(({ next }) => next === to));
}

function isJoined(items: readonly Item[], at: number): boolean {
  const item = items[at];
  return item?.kind === 'word' && item.joined;
}
