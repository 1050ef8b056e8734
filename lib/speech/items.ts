import { normal, type Words } from './words/words.js';

/** A run of figures is named by its place in the text, so that no string is made of it. */
export type Item =
  | { readonly kind: 'figures'; readonly from: number; readonly to: number }
  /** `joined` by a hyphen to the word before. */
  | { readonly kind: 'word'; readonly word: string; readonly joined: boolean };

const HYPHEN = 0x2d;

/** What stands between items without a meaning: blanks and `, . / : ; ! ? " ( )`. */
const BETWEEN = new Set([...' \t\n\r,./:;!?"()'].map((sign) => sign.charCodeAt(0)));

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number) =>
  (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte >= 0x80 || byte === 0x27;

/** Splits a recogniser's text (UTF-8), fillers left out; undefined where a sign has no place in it. */
export function itemsOf(text: Uint8Array, words: Words): Item[] | undefined {
  const items: Item[] = [];
  let hyphen = false;
  for (let at = 0; at < text.length; ) {
    const byte = text[at] as number;
    const isOne = isDigit(byte) ? isDigit : isLetter(byte) ? isLetter : undefined;
    if (!isOne) {
      if (byte !== HYPHEN && !BETWEEN.has(byte)) return undefined;
      hyphen = byte === HYPHEN;
      at++;
      continue;
    }
    const from = at;
    while (at < text.length && isOne(text[at] as number)) at++;
    if (isOne === isDigit) items.push({ kind: 'figures', from, to: at });
    else items.push(...wordItems(text.subarray(from, at), hyphen, words));
    hyphen = false;
  }
  return items;
}

/** Blanks and dashes beyond ASCII are letters to the bytes' eye, so they are looked for here. */
function wordItems(bytes: Uint8Array, hyphen: boolean, words: Words): Item[] {
  const text = new TextDecoder().decode(bytes);
  return text
    .split(/[\s\u2010-\u2015\u201c-\u201e\u00ab\u00bb\u2026]+/)
    .map((part, index) => ({
      kind: 'word' as const,
      word: normal(part, words.foldAccents),
      joined: hyphen && index === 0,
    }))
    .filter(({ word }) => word !== '' && !words.fillers.has(word));
}
