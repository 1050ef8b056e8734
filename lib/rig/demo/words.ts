import { readTexts, type Texts } from '../../prompts/texts.js';

let texts: Texts | undefined;

/** What a list of our sounds says, from the texts they are made from. */
export function wordsOf(media: unknown): string {
  texts ??= readTexts('en');
  const { sounds } = texts;
  const names = Array.isArray(media) ? media.map(String) : [];
  const said = names.map((name) => sounds[name.replace(/^sound:\w+\/hushpay\//, '')] ?? name);
  const whole = said
    .join(' ')
    .replace(/\[pause \d+\] ?/g, '')
    .trim();
  if (isTone(whole)) return whole;
  // A sentence put together from sounds has its full stop only in the voice.
  return `${whole}.`.replace(/([^.]) (?=(?:Please|Now) )/g, '$1. ').replace(/\.\.$/, '.');
}

/** True for a sound without a word. */
export function isTone(words: string): boolean {
  return /^(\[tone \d+ \d+\] ?)+$/.test(words);
}

/** Digits as on a card: `6011 0009 9130 0009`. */
export function grouped(digits: string): string {
  const groups = digits.length === 15 ? /^(.{4})(.{6})(.+)$/ : /(.{4})(?=.)/g;
  return digits.length === 15 ? digits.replace(groups, '$1 $2 $3') : digits.replace(groups, '$1 ');
}
