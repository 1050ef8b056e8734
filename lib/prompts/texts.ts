import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../root.js';
import { readReasons } from './declines.js';
import { type Piece, splitText } from './lines.js';

const schema = z.strictObject({
  engine: z.enum(['flite', 'espeak-ng']).default('espeak-ng'),
  voice: z.string().min(1),
  /** Words a minute; the engine's own when absent. */
  speed: z.number().int().min(80).max(300).optional(),
  pronounce: z.record(z.string(), z.string()).default({}),
  sounds: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/), z.string().min(1)),
});

/** How a language is spoken, and every sound of it with its words. */
export interface Texts {
  readonly engine: 'flite' | 'espeak-ng';
  readonly voice: string;
  readonly speed?: number;
  readonly pronounce: Readonly<Record<string, string>>;
  readonly sounds: Readonly<Record<string, string>>;
}

/** `config/prompts/<language>.yaml`: the texts as written, and what they are when spoken. */
export interface Language extends Texts {
  /** Every text as it stands in the file, by name. */
  readonly written: Readonly<Record<string, string>>;
  readonly lines: ReadonlyMap<string, readonly Piece[]>;
}

/** One stretch of a text: words to be spoken, a tone, or silence. Milliseconds and hertz. */
export type Stretch =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'tone'; readonly hertz: number; readonly ms: number }
  | { readonly kind: 'pause'; readonly ms: number };

const TEXTS_DIR = join('config', 'prompts');

/** Reads the texts of a language, with its reasons of declines; throws with the file's name when one is malformed. */
export function readTexts(language: string): Language {
  const path = join(projectRoot(), TEXTS_DIR, `${language}.yaml`);
  if (!existsSync(path))
    throw new Error(`there are no prompts in ${language}: ${TEXTS_DIR} has no ${language}.yaml`);
  const read = schema.safeParse(parse(readFileSync(path, 'utf8')));
  if (!read.success) throw new Error(`${TEXTS_DIR}/${language}.yaml: ${z.prettifyError(read.error)}`);
  const { sounds: own, ...voice } = read.data;
  const written = { ...own, ...readReasons(language) };
  return { ...voice, written, ...spokenLines(written) };
}

/** Texts with their places, as sounds and pieces; throws when two texts come to one sound. */
export function spokenLines(written: Readonly<Record<string, string>>): Pick<Language, 'sounds' | 'lines'> {
  const sounds: Record<string, string> = {};
  const lines = new Map<string, readonly Piece[]>();
  for (const [name, text] of Object.entries(written)) {
    const split = splitText(name, text);
    for (const [sound, words] of Object.entries(split.sounds)) {
      if (sounds[sound] !== undefined || (sound !== name && written[sound] !== undefined))
        throw new Error(`${name}: its sound ${sound} is another text’s`);
      sounds[sound] = words;
    }
    lines.set(name, split.pieces);
  }
  return { sounds, lines };
}

/** Where the sounds of a language are. */
export function soundsDirectory(language: string): string {
  return join(projectRoot(), 'dialplan', 'sounds', language);
}

/** A text in stretches, with the words as the voice must be given them. */
export function stretchesOf(text: string, pronounce: Texts['pronounce']): Stretch[] {
  const stretches: Stretch[] = [];
  for (const part of text.split(/(\[[^\]]*\])/)) {
    if (part.trim() === '') continue;
    const tone = /^\[tone (\d+) (\d+)\]$/.exec(part);
    const pause = /^\[pause (\d+)\]$/.exec(part);
    if (tone) stretches.push({ kind: 'tone', hertz: Number(tone[1]), ms: Number(tone[2]) });
    else if (pause) stretches.push({ kind: 'pause', ms: Number(pause[1]) });
    else if (part.startsWith('[')) throw new Error(`${part} is neither [tone HERTZ MS] nor [pause MS]`);
    else stretches.push({ kind: 'words', words: pronounced(part.trim(), pronounce) });
  }
  return stretches;
}

function pronounced(words: string, pronounce: Texts['pronounce']): string {
  return words.replace(/[\p{L}]+/gu, (word) => pronounce[word] ?? word);
}
