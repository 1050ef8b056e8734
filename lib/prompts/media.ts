import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Spoken,
  spokenAmount,
  spokenCode,
  spokenCurrency,
  spokenDigits,
  spokenExpiry,
  spokenNumber,
} from '../money/spoken.js';
import { projectRoot } from '../root.js';
import type { Prompt } from '../session/command.js';

import { type Line, linesFor, type SlotValues } from './catalogue.js';
import type { Piece, Slot } from './lines.js';
import { readTexts } from './texts.js';

/** Languages that have texts, whether or not they have sounds. */
export const TEXT_LANGUAGES: readonly string[] = readdirSync(join(projectRoot(), 'config', 'prompts'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

/** What a language can say, with what it takes over from the language of its region (`de_AT` from `de`). */
interface Catalogue {
  readonly language: string;
  /** Name of a text -> its pieces, and the language that has it. */
  readonly lines: ReadonlyMap<string, { readonly pieces: readonly Piece[]; readonly language: string }>;
}

/** A prompt as a list of ARI media, to be played one after the other; `language` as Asterisk names it. */
export type Speaker = (prompt: Prompt, language: string) => string[];

/**
 * Reads the catalogues and answers what says a prompt in a language: in its region's own words (`de_AT`), else in the
 * language (`de`), else in the configured default, else in English. A prompt is never said in two languages.
 */
export function speakerIn(byDefault: string): Speaker {
  const catalogues = new Map<string, Catalogue>();
  for (const language of TEXT_LANGUAGES) catalogues.set(language, catalogueOf(language));
  return (prompt, language) => {
    const lines = linesFor(prompt);
    if (prompt.key === 'choose-language') return inEach(lines, prompt.languages, language);
    const said = inOne(lines, language);
    if (said) return said;
    throw new Error(`no language has a text for ${prompt.key}`);
  };

  function inOne(lines: readonly Line[], language: string): string[] | undefined {
    for (const name of new Set([language, baseOf(language), byDefault, baseOf(byDefault), 'en'])) {
      const catalogue = catalogues.get(name);
      const said = catalogue && saying(lines, catalogue);
      if (said) return said;
    }
    return undefined;
  }

  /** The last lines are one for each language to be chosen, said in it; what comes before them in the call's own. */
  function inEach(lines: readonly Line[], languages: readonly string[], language: string): string[] {
    const before = lines.slice(0, -languages.length);
    const choices = lines.slice(-languages.length);
    return [
      ...(before.length > 0 ? (inOne(before, language) ?? []) : []),
      ...choices.flatMap((line, i) => inOne([line], languages[i] ?? language) ?? []),
    ];
  }
}

function baseOf(language: string): string {
  return language.replace(/_.*$/, '');
}

function catalogueOf(language: string): Catalogue {
  const base = baseOf(language);
  const lines = new Map<string, { pieces: readonly Piece[]; language: string }>();
  for (const one of new Set(TEXT_LANGUAGES.includes(base) ? [base, language] : [language])) {
    for (const [name, pieces] of readTexts(one).lines) lines.set(name, { pieces, language: one });
  }
  return { language, lines };
}

/** The whole prompt in one language, or undefined where it has no text for a part of it. */
function saying(lines: readonly Line[], catalogue: Catalogue): string[] | undefined {
  const media: string[] = [];
  for (const line of lines) {
    const found = line.names.map((name) => catalogue.lines.get(name)).find((one) => one !== undefined);
    if (!found && !line.optional) return undefined;
    for (const piece of found?.pieces ?? []) {
      if (piece.kind === 'sound') media.push(mediaOf(found?.language ?? '', piece.name));
      else {
        const words = filled(piece.slot, line.slots ?? {}, catalogue);
        if (!words) return undefined;
        media.push(...words);
      }
    }
  }
  return media;
}

/**
 * The language is part of the name, below `sounds/`: a channel’s own language may be another, and Asterisk looks
 * there after it has looked in that.
 */
function mediaOf(language: string, sound: string): string {
  return `sound:${language}/hushpay/${sound}`;
}

function filled(slot: Slot, values: SlotValues, catalogue: Catalogue): string[] | undefined {
  const media: string[] = [];
  for (const name of wordsOf(slot, values, catalogue.language)) {
    const plain = name.replace(/^key-/, 'number-');
    const sound = catalogue.lines.has(name) ? name : plain;
    const owner = catalogue.lines.get(sound);
    if (!owner) return undefined;
    media.push(mediaOf(owner.language, sound));
  }
  return media;
}

/** The sounds in a place of a text. Throws when the prompt does not give what the text wants. */
function wordsOf(slot: Slot, values: SlotValues, language: string): string[] {
  const given = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error(`{${slot}} stands in a text of a prompt that has none`);
    return value;
  };
  switch (slot) {
    case 'amount':
      return spokenAmount(given(values.amount), language).map(soundOf);
    case 'currency':
      return spokenCurrency(given(values.currency), language).map(soundOf);
    case 'digits':
      return spokenDigits(given(values.digits)).map(soundOf);
    case 'code':
      return spokenCode(given(values.code)).map(soundOf);
    case 'number':
      return spokenNumber(given(values.number), language).map(soundOf);
    case 'key':
      // Some languages call a key by another name than the number.
      return [...spokenDigits(given(values.key))].map(({ name }) => `key-${name}`);
    case 'expiry': {
      const { month, year } = given(values.expiry);
      return spokenExpiry(month, year, language).map(soundOf);
    }
    case 'brand':
      return [`brand-${given(values.brand)}`];
    case 'brands':
      return listed(given(values.brands));
  }
}

function soundOf({ kind, name }: Spoken): string {
  return `${kind}-${name}`;
}

/** "Visa, Mastercard and American Express". */
function listed(brands: readonly string[]): string[] {
  return brands.flatMap((brand, i) =>
    i > 0 && i === brands.length - 1 ? ['word-and-last', `brand-${brand}`] : [`brand-${brand}`],
  );
}

/** Languages with texts and sounds. */
export function spokenLanguages(directory: (language: string) => string): string[] {
  return TEXT_LANGUAGES.filter((language) => existsSync(directory(language)));
}
