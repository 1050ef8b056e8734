import { mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pbx } from '../../lib/rig/pbx.js';
import { sines, wavBytes } from '../../lib/rig/wav.js';
import { projectRoot } from '../../lib/root.js';
import { TONES } from './tone.js';

const WORD_MS = 300;
/** The last words of an approval: the second of quiet that must pass before the way back is over by then. */
const LAST_WORDS_MS = 2000;
/** Name of the prompt the baselines play. */
export const NEXT = 'hushpay/bench-next';

/**
 * Puts the bench's sounds in the place of the spoken ones in one PBX: the same names, each a tone from its first
 * sample on. Spoken prompts begin with silence of their own, which no packet shows the end of.
 */
export function replaceSounds(pbx: Pbx): void {
  const place = join(pbx.soundsDir, 'en', 'hushpay');
  // A link to the spoken ones, which stay where they are.
  unlinkSync(place);
  mkdirSync(place);
  const word = wavBytes(sines([TONES.prompt], WORD_MS));
  const names = readdirSync(join(projectRoot(), 'dialplan/sounds/en')).filter((name) =>
    name.endsWith('.wav'),
  );
  for (const name of names) writeFileSync(join(place, name), word);
  writeFileSync(join(place, 'bench-next.wav'), word);
  const last = wavBytes(sines([TONES.prompt], LAST_WORDS_MS));
  writeFileSync(join(place, 'approved-has-gone-through.wav'), last);
}
