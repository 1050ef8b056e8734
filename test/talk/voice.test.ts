import t from 'tap';
import { createGate } from '../../lib/talk/gate.js';
import { addPress, digital, length, peak, throughGate } from './sound.js';
import { voices } from './voices.js';

/** Share of the frames of 20 ms with speech in `sound` that are not shut in `out`. */
function passed(sound: Int16Array, out: Int16Array): number {
  const frame = length(20);
  let spoken = 0;
  let through = 0;
  for (let at = 0; at + frame <= sound.length; at += frame) {
    if (peak(sound, at, at + frame) < 500) continue;
    spoken++;
    if (peak(out, at, at + frame) > 12) through++;
  }
  return through / spoken;
}

for (const [name, least] of [
  ['human', 0.8],
  ['machine', 0.8],
] as const) {
  t.test(`given the speech of a ${name}, then it passes`, async (t) => {
    const speech = voices()[name];
    const gate = createGate();
    const share = passed(speech, throughGate(speech, gate));
    t.ok(share >= least, `${(100 * share).toFixed(1)} % of ${Math.round(speech.length / 8000)} s`);
  });
}

t.test('given speech between two keys, then it passes', async (t) => {
  const { human } = voices();
  const sound = new Float64Array(length(2000));
  for (const at of [100, 1700]) {
    addPress(sound, length(at), { key: '5', dBm0: -10, twist: 0, ms: 100, deviation: 0 });
  }
  const speech = human.subarray(16_000, 16_000 + length(1200));
  speech.forEach((sample, i) => {
    sound[length(350) + i] = sample;
  });
  const out = throughGate(digital(sound));
  const share = passed(speech, out.subarray(length(350), length(1550)));
  t.ok(share >= 0.7, `${(100 * share).toFixed(1)} %`);
  t.ok(peak(out, 0, length(250)) <= 12 && peak(out, length(1650)) <= 12, 'and the keys do not');
});
