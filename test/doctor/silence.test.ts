import t from 'tap';
import { AriRefusal } from '../../lib/asterisk/ari-rest.js';
import { checkPrompts } from '../../lib/doctor/dialplan.js';
import type { Patient } from '../../lib/doctor/patient.js';
import { checkSilence } from '../../lib/doctor/silence.js';
import { patientWith } from './patient.js';

/** A PBX with these sounds. That of the rig has them all, as `asterisk.test.ts` finds. */
async function withSounds(t: Parameters<typeof patientWith>[0], ids: readonly string[]): Promise<Patient> {
  const ari = { json: async () => ids.map((id) => ({ id })) } as unknown as NonNullable<Patient['ari']>;
  return { ...(await patientWith(t, {})), ari };
}

t.test('given Asterisk without its core sounds, then the doctor says what comes of it', async (t) => {
  t.match(await checkSilence(await withSounds(t, ['beep', 'silence/2'])), [{ id: 'sounds.silence' }]);
  t.match(await checkSilence(await withSounds(t, ['silence/10'])), [
    { id: 'sounds.quiet', severity: 'critical' },
  ]);
  t.same(await checkSilence(await withSounds(t, ['silence/2', 'silence/10'])), []);
  t.same(await checkSilence(await patientWith(t, {})), [], 'nothing is known without ARI');
});

t.test('given a language without any sound, then its prompts are missing', async (t) => {
  const ari = {
    json: async () => {
      throw new AriRefusal(404, 'No sounds found');
    },
  } as unknown as NonNullable<Patient['ari']>;
  const found = await checkPrompts({ ...(await patientWith(t, {})), ari });
  t.match(found, [{ id: 'prompts.missing', severity: 'critical', fix: /hushpay prompts install/ }]);
  t.notMatch(found[0]?.fix, /module reload/, 'Asterisk 18 and later index nothing');
});
