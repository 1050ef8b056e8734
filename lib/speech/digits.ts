import { itemsOf } from './items.js';
import { wordsIn } from './languages.js';
import { lengthOf, type Reading, readingOf } from './reading.js';

/** Large enough to be off V8's heap, where a garbage collection would leave copies. Bytes. */
export const ROOM = 4096;

/**
 * What a recogniser's text means as digits, as ASCII bytes: figures, words, "oh", "double four", numbers up to 99.
 * `text` is UTF-8; neither it nor a run of its figures becomes a string. Undefined where a word is unclear or nothing
 * was said: ask again. The bytes are the caller's to wipe with `fill(0)`, as is `text`.
 */
export function digitsOf(text: Uint8Array, language: string): Buffer | undefined {
  const words = wordsIn(language);
  const items = words && itemsOf(text, words);
  const reading = words && items && readingOf(items, words, [words.numbers]);
  return reading && reading.length > 0 ? written(reading, text) : undefined;
}

/** The digits of a reading, as bytes that nobody else has. */
export function written({ units, length }: Reading, text: Uint8Array): Buffer {
  const digits = Buffer.alloc(ROOM).subarray(0, length);
  let at = 0;
  for (const unit of units) {
    for (let end = at + lengthOf(unit); at < end; ) {
      if ('digits' in unit) at += digits.write(unit.digits, at, 'latin1');
      else for (let i = unit.from; i < unit.to; i++) digits[at++] = text[i] as number;
    }
  }
  return digits;
}
