// Looks for digits: a failure is never forgiven.
import fc from 'fast-check';
import t from 'tap';
import { GROUPS, RATE, REACH, STOP } from '../../lib/talk/bands.js';
import { createGate } from '../../lib/talk/gate.js';
import {
  addNoise,
  addPress,
  amplitude,
  digital,
  KEYS,
  length,
  type Press,
  peak,
  throughGate,
} from './sound.js';
import { strongestTones } from './spectrum.js';
import { voices } from './voices.js';

/** Comfort noise is at most this; louder is something of the line's. */
const COMFORT = 12;

const press = (dBm0: readonly [number, number]): fc.Arbitrary<Press> =>
  fc.record({
    key: fc.constantFrom(...KEYS),
    dBm0: fc.integer({ min: dBm0[0], max: dBm0[1] }),
    twist: fc.oneof(fc.integer({ min: -12, max: 12 }), fc.constantFrom('row' as const, 'column' as const)),
    ms: fc.integer({ min: 23, max: 200 }),
    deviation: fc.double({ min: -0.035, max: 0.035, noNaN: true }),
  });

t.test('given a key of any kind on a quiet line, then nothing of it passes, not one sample', async (t) => {
  fc.assert(
    fc.property(press([-50, 0]), fc.integer({ min: 0, max: 400 }), (one, offset) => {
      const sound = new Float64Array(length(900));
      addPress(sound, length(300) + offset, one);
      return peak(throughGate(digital(sound))) <= COMFORT;
    }),
    { numRuns: 250 },
  );
  t.pass('250 keys');
});

t.test(
  'given a key in noise, from 6 dB under it down, then from before its first to after its last sample nothing passes',
  async (t) => {
    fc.assert(
      fc.property(
        press([-35, 0]),
        fc.integer({ min: 6, max: 40 }),
        fc.integer(),
        fc.integer({ min: 0, max: 400 }),
        (one, snr, seed, offset) => {
          const sound = new Float64Array(length(900));
          const at = length(300) + offset;
          addPress(sound, at, one);
          addNoise(sound, one.dBm0 - snr, seed);
          const out = throughGate(digital(sound));
          return peak(out, at - length(15), at + length(one.ms + 15)) <= COMFORT;
        },
      ),
      { numRuns: 250 },
    );
    t.pass('250 keys');
  },
);

t.test(
  'given keys under speech, even when the speech is the louder, then the tones do not stand out of what passes',
  async (t) => {
    const { human } = voices();
    fc.assert(
      fc.property(press([-30, -6]), fc.integer({ min: 0, max: human.length - 8000 }), (one, from) => {
        const speech = human.subarray(from, from + length(900));
        const mixed = Float64Array.from(speech);
        addPress(mixed, length(300), one);
        const without = strongestTones(throughGate(digital(Float64Array.from(speech))));
        const left = strongestTones(throughGate(digital(mixed)));
        // The edges of what is shut spread a voice's own sound over the spectrum, at 26 dB under it and less.
        const allowed = Math.max(amplitude(one.dBm0), peak(speech)) * 10 ** (-26 / 20) + COMFORT;
        return left.row <= without.row + allowed && left.column <= without.column + allowed;
      }),
      { numRuns: 100 },
    );
    t.pass('100 keys');
  },
);

t.test(
  'given the filter, then each keypad frequency is 55 dB down, and a voice beside them is not',
  async (t) => {
    const gain = (hz: number) => {
      let sum = STOP[0] as number;
      for (let k = 1; k <= REACH; k++) {
        sum += 2 * (STOP[k] as number) * Math.cos((2 * Math.PI * hz * k) / RATE);
      }
      return 20 * Math.log10(Math.abs(sum) + 1e-12);
    };
    for (const { from, to } of GROUPS) {
      for (let hz = from; hz <= to; hz += 1) {
        if (gain(hz) > -55) t.fail(`${hz} Hz: ${gain(hz)} dB`);
      }
    }
    for (const hz of [200, 300, 400, 500, 525, 1840, 2200, 2800, 3400]) {
      t.ok(Math.abs(gain(hz)) < 0.5, `${hz} Hz: ${gain(hz).toFixed(2)} dB`);
    }
  },
);

t.test(
  'given a key known by other means, when the gate is shut, then what it held back does not pass',
  async (t) => {
    const gate = createGate();
    const tone = Int16Array.from({ length: 8000 }, (_, i) => 8000 * Math.sin((2 * Math.PI * 400 * i) / RATE));
    const frame = length(20);
    const out = new Int16Array(tone.length);
    for (let at = 0; at < tone.length; at += frame) {
      if (at === 4000) gate.shut(100);
      out.set(gate.pass(tone.subarray(at, at + frame)), at);
    }
    t.ok(peak(out, 3000, 4000) > 7000, 'a voice passes before');
    t.ok(
      peak(out, 4000, 4000 + 240 + 800) <= COMFORT,
      'nothing passes of what was held back, and for 100 ms',
    );
    t.ok(peak(out, 6000) > 7000, 'and it passes after');
  },
);

t.test('given a gate that is wiped, then it gives out nothing of what it held', async (t) => {
  const gate = createGate();
  const loud = Int16Array.from({ length: 1600 }, (_, i) => 8000 * Math.sin((2 * Math.PI * 400 * i) / RATE));
  gate.pass(loud);
  gate.wipe();
  t.ok(peak(gate.pass(new Int16Array(1600))) <= COMFORT);
});
