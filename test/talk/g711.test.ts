import t from 'tap';
import { ALAW, samplesOf, ULAW } from '../../lib/talk/g711.js';

/** Encoders as ITU-T G.711 has them, by segments, which owe nothing to the tables under test. */
function ulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const segment = Math.max(0, Math.floor(Math.log2(magnitude)) - 7);
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 15)) & 255;
}

function alaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = Math.min(sample < 0 ? -sample - 1 : sample, 32_767);
  const segment = Math.max(0, Math.floor(Math.log2(Math.max(magnitude, 1))) - 7);
  const steps = segment === 0 ? magnitude >> 4 : magnitude >> (segment + 3);
  return (sign | (segment << 4) | (steps & 15)) ^ 0x55;
}

for (const [name, type, encode] of [
  ['µ-law', ULAW, ulaw],
  ['A-law', ALAW, alaw],
] as const) {
  t.test(`given ${name}, then what is decoded is what was said, to a step of its scale`, async (t) => {
    let worst = 0;
    for (let sample = -32_000; sample <= 32_000; sample += 7) {
      const [heard = Number.NaN] = samplesOf(type, Uint8Array.of(encode(sample))) ?? [];
      worst = Math.max(worst, Math.abs(heard - sample) / Math.max(Math.abs(sample), 260));
    }
    t.ok(worst < 0.045, `${(100 * worst).toFixed(1)} % wrong at most`);
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    t.equal(
      new Set(samplesOf(type, codes)).size,
      type === ULAW ? 255 : 256,
      'every code is a value of its own',
    );
  });
}

t.test('given anything else, then it is not taken for a voice', async (t) => {
  for (const type of [3, 9, 13, 101, 111]) t.equal(samplesOf(type, Uint8Array.of(1, 2)), undefined);
});
