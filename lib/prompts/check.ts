import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readMade, textHash } from './made.js';
import { stretchesOf, type Texts } from './texts.js';
import { measureWave } from './wave.js';

/** Longest sound of a sentence and of a word in a sentence. Milliseconds. */
const LONGEST_MS = 12_000;
const LONGEST_WORD_MS = 1_500;

/** Loudness of speech must be within these, and no peak above. dBFS. */
const QUIETEST_DB = -24;
const LOUDEST_DB = -17;
const HIGHEST_PEAK_DB = -3;

const WORD = /^(number|unit|word|letter|brand)-/;

/** What is wrong with a sound, in words for people. */
export interface Fault {
  readonly name: string;
  readonly fault: string;
}

/** Looks at every sound in `directory`, which ought to be those of `texts` and no others. */
export function checkPrompts(texts: Texts, directory: string): Fault[] {
  const made = readMade(directory);
  const faults: Fault[] = [];
  for (const [name, text] of Object.entries(texts.sounds)) {
    const path = join(directory, `${name}.wav`);
    if (!existsSync(path)) {
      faults.push({ name, fault: 'missing' });
      continue;
    }
    if (made[name]?.text !== textHash(texts, name))
      faults.push({ name, fault: 'out of date: its text has changed' });
    const speaks = stretchesOf(text, texts.pronounce).some(({ kind }) => kind === 'words');
    for (const fault of soundFaults(name, path, speaks)) faults.push({ name, fault });
  }
  for (const file of existsSync(directory) ? readdirSync(directory) : []) {
    const name = file.replace(/\.wav$/, '');
    if (name !== file && texts.sounds[name] === undefined) faults.push({ name, fault: 'has no text' });
  }
  return faults;
}

function soundFaults(name: string, path: string, speaks: boolean): string[] {
  let wave: ReturnType<typeof measureWave>;
  try {
    wave = measureWave(path);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const { rate, channels, ms, peakDb, loudnessDb } = wave;
  const faults: string[] = [];
  if (rate !== 8000 || channels !== 1)
    faults.push(`${rate} Hz, ${channels} channels, instead of 8000 Hz, mono`);
  const longest = WORD.test(name) ? LONGEST_WORD_MS : LONGEST_MS;
  if (ms > longest) faults.push(`too long: ${ms} ms, at most ${longest}`);
  if (peakDb > HIGHEST_PEAK_DB) faults.push(`too loud: a peak of ${peakDb.toFixed(1)} dBFS`);
  if (loudnessDb > LOUDEST_DB) faults.push(`too loud: ${loudnessDb.toFixed(1)} dBFS`);
  // A tone is soft on purpose; silence is not.
  const quietest = speaks ? QUIETEST_DB : QUIETEST_DB - 12;
  if (loudnessDb < quietest) faults.push(`too quiet: ${loudnessDb.toFixed(1)} dBFS`);
  return faults;
}
