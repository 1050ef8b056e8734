import { scanMemory } from '../memory.js';
import type { TestCard } from './card.js';
import { codeTexts, windowsOf } from './digits.js';

/** Copies of each telling text in the memory of a process. */
export type Copies = ReadonlyMap<string, number>;

/** A key as Asterisk's events tell it: the events of a whole card, sorted by their times, are the card. */
const KEY_EVENTS = [...'0123456789'].flatMap((key) => [`"digit":"${key}"`, `"digit": "${key}"`]);

/** Looks for seven digits of the number and more, for the code in its contexts, and for events with a key. */
export async function copiesInMemory(pid: number, card: TestCard): Promise<Copies> {
  const hits = await scanMemory(pid, [...windowsOf(card.number), ...codeTexts(card), ...KEY_EVENTS]);
  return new Map(hits.map(({ needle, count }) => [needle, count]));
}

/**
 * Digits of the card that are there `after` and were not `before`. A package may bring a test number, or seven digits
 * of it, in its own source; copies of that come and go and are no evidence.
 */
export function digitsAdded(before: Copies, after: Copies, card: TestCard): number {
  const added = (text: string) => (after.get(text) ?? 0) > 0 && (before.get(text) ?? 0) === 0;
  const windows = windowsOf(card.number);
  let run = 0;
  let longest = 0;
  // Neighbouring windows overlap in all but one digit.
  for (const window of windows) {
    run = added(window) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  const number = longest > 0 ? longest + (windows[0]?.length ?? 0) - 1 : 0;
  const whole = number + (codeTexts(card).some(added) ? card.code.length : 0);
  const more = KEY_EVENTS.map((text) => Math.max(0, (after.get(text) ?? 0) - (before.get(text) ?? 0)));
  return Math.max(
    whole,
    more.reduce((sum, count) => sum + count, 0),
  );
}
