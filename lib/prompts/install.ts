import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSound, soundFiles, soundPath } from './sound.js';
import { waveBytes } from './wave.js';

/** Comes along, so that it is known what was installed. */
const STAMP = 'made.json';

/**
 * Puts the sounds of a language where Asterisk plays them, as plain WAV; answers how many. The compact ones are
 * unpacked here and not played as they are: with GSM files Asterisk 22 lost sounds from the recordings of a call after a
 * prompt, with the same sounds as WAV it did not (test/journeys/isolation.test.ts; its reason is not known).
 */
export function installPrompts(from: string, to: string): number {
  const names = [...soundFiles(from).keys()];
  if (lstatSync(to, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error(`${to} is a link: take it away, the sounds are unpacked there`);
  mkdirSync(to, { recursive: true });
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

/** Where Asterisk has its sounds when nobody says so: Debian's package, and what is built from its source. */
const USUAL = ['/usr/share/asterisk/sounds', '/var/lib/asterisk/sounds'];

/**
 * Asterisk's sounds: below `dataDir`, of asterisk.conf, or at the one usual place that is there. Throws where that is
 * not known, rather than put them where nobody plays them.
 */
export function findSounds(dataDir: string | undefined, usual: readonly string[] = USUAL): string {
  if (dataDir !== undefined) return join(dataDir, 'sounds');
  const [first, ...others] = usual.filter((directory) => existsSync(directory));
  if (first !== undefined && others.length === 0) return first;
  throw new Error(
    `name the directory of Asterisk’s sounds: it is “sounds” below the data directory that this shows: asterisk -rx 'core show settings'`,
  );
}

/** Whether `to` has what `from` would put there, as far as `made.json` tells. */
export function installed(from: string, to: string): boolean {
  const [ours, theirs] = [join(from, STAMP), join(to, STAMP)];
  return (
    existsSync(ours) &&
    existsSync(theirs) &&
    readFileSync(ours, 'utf8') === readFileSync(theirs, 'utf8') &&
    soundFiles(from).size === soundFiles(to).size
  );
}
