import { scanMemory } from '../memory.js';
import type { TestCard } from './card.js';
import { codeTexts, windowsOf } from './digits.js';

/** Digits of the card in the memory of a process: number from seven digits on, code in its contexts. */
export async function digitsInMemory(pid: number, card: TestCard): Promise<number> {
  const windows = windowsOf(card.number);
  const codes = codeTexts(card);
  const hits = await scanMemory(pid, [...windows, ...codes]);
  const found = new Set(hits.filter(({ count }) => count > 0).map(({ needle }) => needle));
  let run = 0;
  let longest = 0;
  // Neighbouring windows overlap in all but one digit.
  for (const window of windows) {
    run = found.has(window) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  const number = longest > 0 ? longest + (windows[0]?.length ?? 0) - 1 : 0;
  return number + (codes.some((text) => found.has(text)) ? card.code.length : 0);
}
