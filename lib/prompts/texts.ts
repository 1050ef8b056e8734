import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../root.js';

const schema = z.strictObject({
  voice: z.string().min(1),
  pronounce: z.record(z.string(), z.string()).default({}),
  sounds: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/), z.string().min(1)),
});

/** `config/prompts/<language>.yaml`: every sound of a language with its text. */
export type Texts = z.infer<typeof schema>;

/** One stretch of a text: words to be spoken, a tone, or silence. Milliseconds and hertz. */
export type Stretch =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'tone'; readonly hertz: number; readonly ms: number }
  | { readonly kind: 'pause'; readonly ms: number };

const TEXTS_DIR = join('config', 'prompts');

/** Reads the texts of a language; throws with the file's name when they are missing or malformed. */
export function readTexts(language: string): Texts {
  const path = join(projectRoot(), TEXTS_DIR, `${language}.yaml`);
  if (!existsSync(path))
    throw new Error(`there are no prompts in ${language}: ${TEXTS_DIR} has no ${language}.yaml`);
  const read = schema.safeParse(parse(readFileSync(path, 'utf8')));
  if (!read.success) throw new Error(`${TEXTS_DIR}/${language}.yaml: ${z.prettifyError(read.error)}`);
  return read.data;
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
  return words.replace(/[A-Za-z]+/g, (word) => pronounce[word] ?? word);
}
