import { english } from './words/english.js';
import { french } from './words/french.js';
import { german } from './words/german.js';
import { hungarian } from './words/hungarian.js';
import { spanish } from './words/spanish.js';
import type { Words } from './words/words.js';

const WORDS: Readonly<Record<string, Words>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
  hu: hungarian,
};

/** Languages in which what a caller says can be understood. */
export const SPEECH_LANGUAGES: readonly string[] = Object.keys(WORDS);

/** `language` as Asterisk or a browser names it, `en`, `en_GB`, `en-GB`; undefined where it is not understood. */
export function wordsIn(language: string): Words | undefined {
  const name = language.replace(/[_-].*$/, '').toLowerCase();
  return Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
}
