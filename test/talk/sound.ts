import { RATE } from '../../lib/talk/bands.js';
import { createGate, type Gate, LOOK_AHEAD } from '../../lib/talk/gate.js';

export const KEYS = '123A456B789C*0#D';
const ROWS = [697, 770, 852, 941] as const;
const COLUMNS = [1209, 1336, 1477, 1633] as const;

/** One key press as a telephone may make it. */
export interface Press {
  readonly key: string;
  /** Of the stronger tone; 0 dBm0 is 3.14 dB under a sine of full scale (ITU-T G.711). */
  readonly dBm0: number;
  /** The column's tone over the row's, in dB; `row` or `column` when there is that tone alone. */
  readonly twist: number | 'row' | 'column';
  readonly ms: number;
  /** Of both frequencies, as a share: 0.035 is 3.5 % too high. */
  readonly deviation: number;
}

/** Amplitude of a sine of this level. */
export function amplitude(dBm0: number): number {
  return 32767 * 10 ** ((dBm0 - 3.14) / 20);
}

/** Adds a key to the sound from sample `at` on: at once at full strength, so that its clicks are the worst. */
export function addPress(sound: Float64Array, at: number, press: Press): void {
  const index = KEYS.indexOf(press.key);
  const { twist } = press;
  const row = twist === 'column' ? -200 : twist === 'row' || twist <= 0 ? 0 : -twist;
  const column = twist === 'row' ? -200 : twist === 'column' || twist >= 0 ? 0 : twist;
  const tones = [
    { hz: ROWS[index >> 2] as number, level: press.dBm0 + row },
    { hz: COLUMNS[index & 3] as number, level: press.dBm0 + column },
  ];
  for (const { hz, level } of tones) {
    const turn = (2 * Math.PI * hz * (1 + press.deviation)) / RATE;
    for (let i = 0; i < length(press.ms); i++) {
      sound[at + i] = (sound[at + i] ?? 0) + amplitude(level) * Math.sin(turn * i + hz);
    }
  }
}

/** White noise of this level, the same for the same seed. */
export function addNoise(sound: Float64Array, dBm0: number, seed: number): void {
  let state = seed | 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 0x8000_0000;
  };
  // A uniform number of -1 to 1 has a power of a third, a sine of 1 has a half.
  const strength = amplitude(dBm0) * Math.sqrt(3 / 2);
  for (let i = 0; i < sound.length; i++) sound[i] = (sound[i] ?? 0) + strength * next();
}

export function length(ms: number): number {
  return Math.round((ms * RATE) / 1000);
}

/** As it comes from a telephone line: 16 bits, cut off at full scale. */
export function digital(sound: Float64Array): Int16Array {
  return Int16Array.from(sound, (one) => Math.max(-32768, Math.min(32767, Math.round(one))));
}

/** What comes out of the gate in frames of 20 ms, moved back by the delay so that it lies over `sound`. */
export function throughGate(sound: Int16Array, gate: Gate = createGate()): Int16Array {
  const frame = length(20);
  const frames = Math.ceil((sound.length + LOOK_AHEAD) / frame);
  const padded = new Int16Array(frames * frame);
  padded.set(sound);
  const out = new Int16Array(padded.length);
  for (let at = 0; at < padded.length; at += frame) {
    out.set(gate.pass(padded.slice(at, at + frame)), at);
  }
  return out.slice(LOOK_AHEAD, LOOK_AHEAD + sound.length);
}

export function peak(sound: Int16Array, from = 0, to = sound.length): number {
  let most = 0;
  for (let i = Math.max(0, from); i < Math.min(to, sound.length); i++) {
    most = Math.max(most, Math.abs(sound[i] as number));
  }
  return most;
}
