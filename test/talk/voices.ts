import { join } from 'node:path';
import { readSound, soundFiles, soundPath } from '../../lib/prompts/sound.js';
import { findAsterisk } from '../../lib/rig/asterisk.js';
import { projectRoot } from '../../lib/root.js';

/** A minute or more of speech: a woman's, recorded in a studio (Asterisk's own prompts), and a machine's (ours). */
export function voices(): { readonly human: Int16Array; readonly machine: Int16Array } {
  return {
    human: joined(findAsterisk().sounds, 60),
    machine: joined(join(projectRoot(), 'dialplan', 'sounds', 'en'), 60),
  };
}

function joined(directory: string, count: number): Int16Array {
  const files = [...soundFiles(directory).keys()]
    .filter((name) => !/tick|beep|tone|silence|dir-/.test(name))
    .flatMap((name) => soundPath(directory, name) ?? [])
    .slice(0, count)
    .map((path) => readSound(path).samples);
  const whole = new Int16Array(files.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of files) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}
