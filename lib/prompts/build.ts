import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Made, readMade, soundHash, standing, textHash, writeMade } from './made.js';
import { FORMATS, type Format, MADE, soundFiles, soundPath } from './sound.js';
import type { Speech } from './speech.js';
import { stretchesOf, type Texts } from './texts.js';

export interface BuildOptions {
  readonly texts: Texts;
  /** Where the sounds go. */
  readonly directory: string;
  /** Only this sound, and anew even when nothing has changed. */
  readonly only?: string;
  /** Every sound that is ours anew, also when nothing has changed. */
  readonly all?: boolean;
  /** Of the sounds we make; `MADE` when absent. */
  readonly format?: Format;
  /** This sound's recording says its present text. */
  readonly accept?: string;
  /** Called when the first sound has to be made; throws when there is no engine. */
  readonly speech: () => Speech;
  /** Called for each thing done, with a line for people. */
  readonly tell: (line: string) => void;
}

/**
 * Speaks every text that is new or changed. A recording is never overwritten and never removed: where its text has
 * changed it is named. A sound of ours without a text, or beside a recording, is removed.
 */
export async function buildPrompts(options: BuildOptions): Promise<void> {
  const { texts, directory: dir, only, all, accept, format = MADE, tell } = options;
  for (const name of [only, accept])
    if (name && texts.sounds[name] === undefined) throw new Error(`there is no text for ${name}`);
  mkdirSync(dir, { recursive: true });
  const made = readMade(dir);
  let speech: Speech | undefined;
  let count = 0;
  for (const [name, text] of Object.entries(texts.sounds)) {
    if (only && only !== name) continue;
    removeBeside(options, made, name);
    const hash = textHash(texts, name);
    const path = soundPath(dir, name);
    if (path) {
      const sound = soundHash(path);
      const stands = standing(made[name], sound, hash);
      if (stands === 'recording' || (accept === name && !stands.startsWith('ours'))) {
        made[name] = { text: hash, sound, recorded: true };
        if (only) tell(`${name}: a recording of yours, which stays; take the file away to have it spoken`);
        continue;
      }
      if (stands === 'recording-outdated' || stands === 'doubtful') {
        tell(
          `${name}: a recording of yours, and its text has changed: record it again, or --accept ${name} if it says the new one`,
        );
        continue;
      }
      if (stands === 'ours' && !only && !all) continue;
    }
    speech ??= options.speech();
    const target = join(dir, `${name}.${format}`);
    await speech.make(stretchesOf(text, texts.pronounce), texts, target);
    if (path && path !== target) rmSync(path);
    made[name] = { text: hash, sound: soundHash(target) };
    writeMade(dir, made);
    count++;
    tell(`${name}: ${text}`);
  }
  if (!only) removeOrphans(options, made);
  writeMade(dir, made);
  tell(`${count} made, ${Object.keys(texts.sounds).length} in all`);
}

/** What we have made goes when a recording in another format has come beside it. */
function removeBeside({ directory, tell }: BuildOptions, made: Made, name: string): void {
  const known = made[name];
  const files = FORMATS.map((format) => join(directory, `${name}.${format}`)).filter((path) =>
    existsSync(path),
  );
  if (!known || known.recorded || files.length < 2) return;
  for (const path of files) {
    if (soundHash(path) !== known.sound) continue;
    rmSync(path);
    tell(`${name}: ours removed, a recording has come beside it`);
  }
}

function removeOrphans({ texts, directory, tell }: BuildOptions, made: Made): void {
  for (const [name, suffixes] of soundFiles(directory)) {
    if (texts.sounds[name] !== undefined) continue;
    for (const suffix of suffixes) {
      const path = join(directory, `${name}.${suffix}`);
      if (made[name]?.recorded || made[name]?.sound !== soundHash(path)) {
        tell(`${name}: a recording without a text: nothing plays it`);
        continue;
      }
      rmSync(path);
      tell(`${name}: removed, it has no text any more`);
    }
  }
  for (const name of Object.keys(made)) if (texts.sounds[name] === undefined) delete made[name];
}
