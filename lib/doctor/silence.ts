import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** A file of Asterisk's core sounds, in whatever language; see `lib/asterisk/quiet.ts`. */
const FILE = 'silence/10';

/** Asterisk's own silence, which is played between prompts. */
export async function checkSilence({ ari }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const sounds = await ari.json<readonly { id: string }[]>('GET', '/sounds');
  if (sounds.some(({ id }) => id === FILE)) return [];
  return [
    {
      id: 'sounds.silence',
      severity: 'warning',
      what: `Asterisk has no sound file ${FILE}`,
      why: 'It is played between prompts. Without it Asterisk reports a key twice when the one before was let go less than 45 ms ago, and the field is asked for again.',
      fix: 'Install the core sounds (asterisk-core-sounds-en-gsm), then: module reload sounds',
    },
  ];
}
