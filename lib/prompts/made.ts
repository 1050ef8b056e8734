import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RECIPE } from './speech.js';
import type { Texts } from './texts.js';

const schema = z.record(z.string(), z.strictObject({ text: z.string(), sound: z.string() }));

/** `made.json` beside the sounds: of each, the hash of what it was made from and of what was made. */
export type Made = z.infer<typeof schema>;

const FILE = 'made.json';

export function readMade(directory: string): Made {
  const path = join(directory, FILE);
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
}

export function writeMade(directory: string, made: Made): void {
  const sorted = Object.fromEntries(Object.entries(made).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(directory, FILE), `${JSON.stringify(sorted, null, 2)}\n`);
}

/** Whatever changes the sound of this text changes its hash: the voice, its pronunciation, our recipe. */
export function textHash(texts: Texts, name: string): string {
  const text = texts.sounds[name] ?? '';
  const pronounced = Object.entries(texts.pronounce).filter(([word]) => text.includes(word));
  return hash(JSON.stringify([RECIPE, texts.voice, pronounced, text]));
}

export function soundHash(path: string): string {
  return hash(readFileSync(path));
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
