import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readMade, soundHash, textHash, writeMade } from './made.js';
import type { Speech } from './speech.js';
import { stretchesOf, type Texts } from './texts.js';

export interface BuildOptions {
  readonly texts: Texts;
  /** Where the sounds go. */
  readonly directory: string;
  /** Only this sound, and anew even when nothing has changed. */
  readonly only?: string;
  /** Called when the first sound has to be made; throws when there is no engine. */
  readonly speech: () => Speech;
  /** Called for each thing done, with a line for people. */
  readonly tell: (line: string) => void;
}

/**
 * Speaks every text that is new or changed. A sound that was replaced by a recording is never overwritten: it is
 * named, and made only when asked for by `only`. A sound of ours without a text is removed.
 */
export async function buildPrompts(options: BuildOptions): Promise<void> {
  const { texts, directory: dir, only, tell } = options;
  if (only && texts.sounds[only] === undefined) throw new Error(`there is no text for ${only}`);
  mkdirSync(dir, { recursive: true });
  const made = readMade(dir);
  let speech: Speech | undefined;
  let count = 0;
  for (const [name, text] of Object.entries(texts.sounds)) {
    if (only && only !== name) continue;
    const path = join(dir, `${name}.wav`);
    const hash = textHash(texts, name);
    const last = made[name];
    if (!only && existsSync(path)) {
      if (last?.text === hash) continue;
      if (last?.sound !== soundHash(path)) {
        tell(
          `${name}: a recording of yours, and its text has changed: record it again, or use --only ${name}`,
        );
        continue;
      }
    }
    speech ??= options.speech();
    await speech.make(stretchesOf(text, texts.pronounce), texts.voice, path);
    made[name] = { text: hash, sound: soundHash(path) };
    writeMade(dir, made);
    count++;
    tell(`${name}: ${text}`);
  }
  for (const file of only ? [] : readdirSync(dir)) {
    const name = file.replace(/\.wav$/, '');
    if (name === file || texts.sounds[name] !== undefined) continue;
    if (made[name]?.sound !== soundHash(join(dir, file))) {
      tell(`${name}: a recording without a text: nothing plays it`);
      continue;
    }
    rmSync(join(dir, file));
    tell(`${name}: removed, it has no text any more`);
  }
  for (const name of Object.keys(made)) if (texts.sounds[name] === undefined) delete made[name];
  writeMade(dir, made);
  tell(`${count} made, ${Object.keys(texts.sounds).length} in all`);
}
