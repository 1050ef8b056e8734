import { itemsOf } from './items.js';
import { wordsIn } from './languages.js';

/** Whether a recogniser's text (UTF-8) is a yes or a no to a question. Undefined where it is neither, or both. */
export function answerOf(text: Uint8Array, language: string): 'yes' | 'no' | undefined {
  const words = wordsIn(language);
  const items = words && itemsOf(text, words);
  if (!items || items.length === 0) return undefined;
  const said = items.map((item) => (item.kind === 'word' ? item.word : ''));
  if (isAll(said, words.yes)) return 'yes';
  return isAll(said, words.no) ? 'no' : undefined;
}

function isAll(said: readonly string[], known: ReadonlySet<string>): boolean {
  return known.has(said.join(' ')) || said.every((word) => known.has(word));
}
