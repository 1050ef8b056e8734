// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { multimonSamples } from '../../lib/rig/multimon.js';
import { addNoise, addPress, amplitude, digital, KEYS, length, type Press, throughGate } from './sound.js';
import { pairs } from './spectrum.js';
import { voices } from './voices.js';

interface Line {
  readonly name: string;
  readonly press: Omit<Press, 'key'>;
  readonly noise?: number;
  /** Speech on the line at the same time, this much weaker than as recorded. dB. */
  readonly speech?: number;
  /** Where multimon-ng misses keys on the open line too: at least so many are heard; with 0 only the spectrum is a control. */
  readonly open?: number;
}

const plain = { dBm0: -10, twist: 0, ms: 80, deviation: 0 } as const;

const LINES: readonly Line[] = [
  { name: 'plain', press: plain },
  { name: 'loud', press: { ...plain, dBm0: -3 } },
  { name: 'faint', press: { ...plain, dBm0: -35 } },
  { name: 'at the limit', press: { ...plain, dBm0: -48 } },
  { name: 'short', press: { ...plain, ms: 40 } },
  { name: 'long', press: { ...plain, ms: 300 } },
  { name: 'columns stronger', press: { ...plain, twist: 6 }, open: 0 },
  { name: 'rows stronger', press: { ...plain, twist: -6 }, open: 0 },
  { name: 'sharp', press: { ...plain, deviation: 0.015 }, open: 0 },
  { name: 'flat', press: { ...plain, deviation: -0.015 }, open: 0 },
  { name: 'in noise, 20 dB', press: plain, noise: -30 },
  { name: 'in noise, 10 dB', press: plain, noise: -20 },
  { name: 'in speech, 20 dB weaker', press: plain, speech: 20 },
  { name: 'in speech', press: plain, speech: 0, open: 8 },
];

const speech = voices().human;

function heardOn(line: Line): Int16Array {
  const sound = new Float64Array(length(KEYS.length * 500 + 500));
  [...KEYS].forEach((key, index) => {
    addPress(sound, length(300 + 500 * index) + 13 * index, { key, ...line.press });
  });
  if (line.noise !== undefined) addNoise(sound, line.noise, 7);
  if (line.speech !== undefined) {
    const share = 10 ** (-line.speech / 20);
    for (let i = 0; i < sound.length; i++) sound[i] = (sound[i] ?? 0) + share * (speech[40_000 + i] ?? 0);
  }
  return digital(sound);
}

for (const line of LINES) {
  t.test(`given keys on a line (${line.name}), then two detectors hear none behind the gate`, async (t) => {
    const open = heardOn(line);
    const least = amplitude(line.press.dBm0) / 10;
    const control = await multimonSamples(open);
    if (line.open === undefined) t.equal(control, KEYS, 'the control: without the gate every key is heard');
    else if (line.open > 0)
      t.ok(control.length >= line.open, `the control: without the gate ${control} is heard`);
    else
      t.comment(
        `multimon-ng hears ${control.length} of ${KEYS.length} without the gate; the spectrum is the control`,
      );
    t.ok(pairs(open, least) >= 16, 'the control: and seen in the spectrum');
    const gated = throughGate(open);
    t.equal(await multimonSamples(gated), '', 'behind the gate none is heard');
    t.equal(pairs(gated, least), 0, 'nor seen');
  });
}
