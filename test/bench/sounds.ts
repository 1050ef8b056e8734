import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { soundFiles } from '../../lib/prompts/sound.js';
import { soundsDirectory } from '../../lib/prompts/texts.js';
import type { Pbx } from '../../lib/rig/pbx.js';
import { sines, wavBytes } from '../../lib/rig/wav.js';
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
  for (const name of soundFiles(soundsDirectory('en')).keys())
    writeFileSync(join(place, `${name}.wav`), word);
  writeFileSync(join(place, 'bench-next.wav'), word);
  const last = wavBytes(sines([TONES.prompt], LAST_WORDS_MS));
  writeFileSync(join(place, 'approved-2.wav'), last);
}

/** Gives the words of an approval a tone of their own, so that a packet tells the outcome from what was said before it. */
export function markOutcome(pbx: Pbx): void {
  const outcome = wavBytes(sines([TONES.outcome], WORD_MS));
  for (const name of soundFiles(soundsDirectory('en')).keys()) {
    if (name.startsWith('approved'))
      writeFileSync(join(pbx.soundsDir, 'en', 'hushpay', `${name}.wav`), outcome);
  }
}
