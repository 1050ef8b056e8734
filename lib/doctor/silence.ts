import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** A file of Asterisk's core sounds, in whatever language; see `lib/asterisk/quiet.ts`. */
const FILE = 'silence/10';

/** Asterisk's own silence, which is played between prompts, and for as long as no key may come before the way back. */
export async function checkSilence({ ari, config }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const sounds = await ari.json<readonly { id: string }[]>('GET', '/sounds');
  const quiet = `silence/${Math.ceil(config.capture.timers.quiet)}`;
  const missing = (file: string) => !sounds.some(({ id }) => id === file);
  const findings: Finding[] = [];
  if (missing(quiet)) {
    findings.push({
      id: 'sounds.quiet',
      severity: 'critical',
      what: `Asterisk has no sound file ${quiet}`,
      why: 'When the service has died the dialplan plays it until no key comes. Without it the caller stays muted, and only the agent can take it back, with 9.',
      fix: 'Install the core sounds (asterisk-core-sounds-en-gsm); Asterisk finds them at once',
    });
  }
  if (!missing(FILE)) return findings;
  return [
    ...findings,
    {
      id: 'sounds.silence',
      severity: 'warning',
      what: `Asterisk has no sound file ${FILE}`,
      why: 'It is played between prompts. Without it Asterisk reports a key twice when the one before was let go less than 45 ms ago, and the field is asked for again.',
      fix: 'Install the core sounds (asterisk-core-sounds-en-gsm); Asterisk finds them at once',
    },
  ];
}
