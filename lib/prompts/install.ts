import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { readSound, soundFiles, soundPath } from './sound.js';
import { waveBytes } from './wave.js';

/** What was put in by us, so that the next time only that is taken away. */
const STAMP = 'made.json';

/**
 * Puts the sounds of a language where Asterisk plays them, as plain WAV; answers how many. The compact ones are
 * unpacked here and not played as they are: a GSM file leaves its format behind on a channel whose silence is being
 * played meanwhile (Asterisk 22: recordings of the call were coarse from the first prompt to its end).
 */
export function installPrompts(from: string, to: string): number {
  const names = [...soundFiles(from).keys()];
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(to)) rmSync(join(to, file), { recursive: true, force: true });
  for (const name of names) {
    const path = soundPath(from, name);
    if (!path) continue;
    if (path.endsWith('.gsm')) writeFileSync(join(to, `${name}.wav`), waveBytes(readSound(path)));
    else copyFileSync(path, join(to, basename(path)));
  }
  const stamp = join(from, STAMP);
  if (existsSync(stamp)) copyFileSync(stamp, join(to, STAMP));
  return names.length;
}

/** Whether `to` has what `from` would put there. Recordings that came since are seen by their files' times. */
export function installed(from: string, to: string): boolean {
  const [ours, theirs] = [join(from, STAMP), join(to, STAMP)];
  return (
    existsSync(ours) &&
    existsSync(theirs) &&
    readFileSync(ours, 'utf8') === readFileSync(theirs, 'utf8') &&
    soundFiles(from).size === soundFiles(to).size
  );
}
