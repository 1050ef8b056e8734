import { join } from 'node:path';
import { readMade, soundHash, standing, textHash } from './made.js';
import { FORMATS, type Format, readSound, soundFiles } from './sound.js';
import { stretchesOf, type Texts } from './texts.js';
import { measure } from './wave.js';

/** Longest sound of a sentence and of a word in a sentence. Milliseconds. */
const LONGEST_MS = 15_000;
const LONGEST_WORD_MS = 1_800;

/** Loudness of speech must be within these, and no peak above. dBFS. */
const QUIETEST_DB = -25;
const LOUDEST_DB = -17;
const HIGHEST_PEAK_DB = -2;

const WORD = /^(number|unit|word|letter|month|brand)-/;

export type FaultKind =
  | 'missing'
  | 'out-of-date'
  | 'doubtful'
  | 'too-long'
  | 'too-loud'
  | 'too-quiet'
  | 'clipped'
  | 'wrong-format'
  | 'twice'
  | 'no-text';

/** What is wrong with a sound, for machines and in words for people. */
export interface Fault {
  readonly name: string;
  readonly kind: FaultKind;
  readonly fault: string;
}

/** Looks at every sound in `directory`, which ought to be those of `texts` and no others. */
export function checkPrompts(texts: Texts, directory: string): Fault[] {
  const made = readMade(directory);
  const files = soundFiles(directory);
  const faults: Fault[] = [];
  for (const [name, text] of Object.entries(texts.sounds)) {
    const tell = (kind: FaultKind, fault: string) => faults.push({ name, kind, fault });
    const suffixes = files.get(name) ?? [];
    files.delete(name);
    const known = suffixes.filter((suffix): suffix is Format => FORMATS.some((format) => format === suffix));
    for (const suffix of suffixes) {
      if (!known.some((one) => one === suffix))
        tell('wrong-format', `${name}.${suffix} is in none of the formats ${FORMATS.join(', ')}`);
    }
    if (known.length > 1)
      tell('twice', `more than one file: ${known.map((suffix) => `${name}.${suffix}`).join(', ')}`);
    if (known.length === 0) tell('missing', 'missing');
    const speaks = stretchesOf(text, texts.pronounce).some(({ kind }) => kind === 'words');
    for (const suffix of known) {
      const path = join(directory, `${name}.${suffix}`);
      const stands = standing(made[name], soundHash(path), textHash(texts, name));
      if (stands === 'ours-outdated' || stands === 'recording-outdated')
        tell('out-of-date', 'out of date: its text has changed');
      if (stands === 'doubtful')
        tell('doubtful', 'its text and its file have both changed: record it again, or build --accept it');
      for (const [kind, fault] of soundFaults(name, path, speaks)) tell(kind, fault);
    }
  }
  for (const name of files.keys()) faults.push({ name, kind: 'no-text', fault: 'has no text' });
  return faults;
}

function soundFaults(name: string, path: string, speaks: boolean): [FaultKind, string][] {
  let sound: ReturnType<typeof readSound>;
  try {
    sound = readSound(path);
  } catch (error) {
    return [['wrong-format', error instanceof Error ? error.message : String(error)]];
  }
  const { rate, channels } = sound;
  const { ms, peakDb, loudnessDb, clipped } = measure(sound);
  const faults: [FaultKind, string][] = [];
  if (rate !== 8000 || channels !== 1)
    faults.push(['wrong-format', `${rate} Hz, ${channels} channels, instead of 8000 Hz, mono`]);
  const longest = WORD.test(name) ? LONGEST_WORD_MS : LONGEST_MS;
  if (ms > longest) faults.push(['too-long', `too long: ${ms} ms, at most ${longest}`]);
  if (clipped > 0) faults.push(['clipped', `clipped: cut off at full scale in ${clipped} places`]);
  if (peakDb > HIGHEST_PEAK_DB) faults.push(['too-loud', `too loud: a peak of ${peakDb.toFixed(1)} dBFS`]);
  if (loudnessDb > LOUDEST_DB) faults.push(['too-loud', `too loud: ${loudnessDb.toFixed(1)} dBFS`]);
  // A tone is soft on purpose; silence is not.
  const quietest = speaks ? QUIETEST_DB : QUIETEST_DB - 12;
  if (loudnessDb < quietest) faults.push(['too-quiet', `too quiet: ${loudnessDb.toFixed(1)} dBFS`]);
  return faults;
}
