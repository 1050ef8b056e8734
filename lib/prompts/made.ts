import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RECIPE } from './speech.js';
import type { Texts } from './texts.js';

const entry = z.strictObject({
  /** Hash of the text, and of how it was spoken, that the sound says. */
  text: z.string(),
  /** Hash of the file. */
  sound: z.string(),
  /** The file is a recording that people made, known to say the text. */
  recorded: z.literal(true).optional(),
});
const schema = z.record(z.string(), entry);

/** `made.json` beside the sounds: of each, the hash of what it was made from and of what was made. */
export type Made = z.infer<typeof schema>;
export type MadeEntry = z.infer<typeof entry>;

const FILE = 'made.json';

export function readMade(directory: string): Made {
  const path = join(directory, FILE);
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
}

export function writeMade(directory: string, made: Made): void {
  const sorted = Object.entries(made).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  // Beside and renamed: a build that is stopped must not forget which sounds are its own.
  const beside = join(directory, `.${FILE}`);
  writeFileSync(beside, `{\n${lines.join(',\n')}\n}\n`);
  renameSync(beside, join(directory, FILE));
}

/** Whatever changes the sound of this text changes its hash: the voice, its pronunciation, our recipe. */
export function textHash(texts: Texts, name: string): string {
  const text = texts.sounds[name] ?? '';
  const pronounced = Object.entries(texts.pronounce).filter(([word]) => text.includes(word));
  return hash(JSON.stringify([RECIPE, texts.engine, texts.voice, texts.speed ?? 0, pronounced, text]));
}

export function soundHash(path: string): string {
  return hash(readFileSync(path));
}

/**
 * What a file is to its text. `ours` may be made anew; a recording never is. `doubtful`: the recording and the text
 * both differ from what is known, so that only people can tell whether they go together.
 */
export type Standing = 'ours' | 'ours-outdated' | 'recording' | 'recording-outdated' | 'doubtful';

/** By what `made.json` knows of a sound, the file's hash and the present hash of its text. */
export function standing(known: MadeEntry | undefined, sound: string, text: string): Standing {
  if (!known) return 'recording';
  if (known.sound === sound && !known.recorded) return known.text === text ? 'ours' : 'ours-outdated';
  if (known.text === text) return 'recording';
  if (known.sound === sound) return 'recording-outdated';
  // Recorded again after its text was changed.
  return known.recorded ? 'recording' : 'doubtful';
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
