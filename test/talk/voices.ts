import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findAsterisk } from '../../lib/rig/asterisk.js';
import { readWav } from '../../lib/rig/wav.js';
import { projectRoot } from '../../lib/root.js';

/** A minute or more of speech: a woman's, recorded in a studio (Asterisk's own prompts), and a machine's (ours). */
export function voices(): { readonly human: Int16Array; readonly machine: Int16Array } {
  return {
    human: joined(findAsterisk().sounds, 60),
    machine: joined(join(projectRoot(), 'dialplan', 'sounds', 'en'), 60),
  };
}

function joined(directory: string, count: number): Int16Array {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.wav') && !/tick|beep|tone|silence|dir-/.test(name))
    .sort()
    .slice(0, count)
    .map((name) => readWav(join(directory, name)));
  const whole = new Int16Array(files.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of files) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}
