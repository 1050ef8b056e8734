// Looks for digits: a failure is never forgiven.
import { join } from 'node:path';
import t from 'tap';
import { hears } from '../../lib/rig/listen.js';
import { keysIn } from '../../lib/rig/proof/sound.js';
import { until } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(180_000);

/** What the PBX's recording has of a caller whose phone lets the tones of its keys bleed into the audio. */
async function recordedOf(protection: boolean) {
  const stage = await openStage({ protection, config: { ivr: { enabled: true } } });
  const visit = await Conversation.onLine(stage, { variables: { HUSHPAY_AMOUNT: '25.00' } });
  for (const keys of Object.values(CARD)) {
    await visit.call.caller.press(keys, { mode: 'bleed', bleedMs: 60, offMs: 120 });
  }
  await visit.told('caller', 'confirmation');
  await visit.press('2');
  await visit.result();
  await visit.wentOn();
  // A recording is up to two seconds behind, and what it has not written at the hang-up is lost.
  const afterwards = await visit.says('caller', 3000);
  await visit.hangUp();
  const path = join(stage.pbx.recordings(visit.call.number), 'caller-in.wav');
  await until('the recording to be whole', 5000, () => wholeWav(path));
  const samples = readWav(path);
  const log = stage.hushpay.lines.map((line) => JSON.stringify(line)).join('\n');
  return {
    keys: await keysIn(samples, { from: 0, to: samples.length }),
    afterwards: hears(path, afterwards, 100),
    logged: log.includes(CARD.number.slice(0, 7)),
  };
}

t.test(
  'given the payment line, then its recording has no key of the card, and the caller again afterwards',
  async (t) => {
    t.same(await recordedOf(true), { keys: 0, afterwards: true, logged: false });
  },
);

t.test('given the same without the mute, then the recording has the keys of the card', async (t) => {
  const { keys } = await recordedOf(false);
  t.ok(keys > 10, `${keys} keys`);
});
