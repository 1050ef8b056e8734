import { RATE } from '../../lib/talk/bands.js';

/** Window and step of the spectral judge: 32 ms, 4 ms. */
const SIZE = 256;
const STEP = 32;

const ROWS = { from: 660, to: 980 };
const COLUMNS = { from: 1150, to: 1700 };

/**
 * The strongest that is left of the keypad's tones anywhere in a sound, in each group of frequencies: amplitude of
 * the sine that would look the same. A plain Fourier transform, so it owes nothing to the gate's own probes.
 */
export function strongestTones(sound: Int16Array): { readonly row: number; readonly column: number } {
  let row = 0;
  let column = 0;
  for (let at = 0; at + SIZE <= sound.length; at += STEP) {
    const spectrum = magnitudes(sound.subarray(at, at + SIZE));
    row = Math.max(row, most(spectrum, ROWS));
    column = Math.max(column, most(spectrum, COLUMNS));
  }
  return { row, column };
}

/** Windows in which one tone of each group, of `least` amplitude, stands out of everything else by half. */
export function pairs(sound: Int16Array, least: number): number {
  let found = 0;
  for (let at = 0; at + SIZE <= sound.length; at += STEP) {
    const spectrum = magnitudes(sound.subarray(at, at + SIZE));
    const row = most(spectrum, ROWS);
    const column = most(spectrum, COLUMNS);
    const all = spectrum.reduce((sum, one) => sum + one * one, 0);
    // A Hann window spreads one sine over bins of 1, 1/2 and 1/2.
    if (Math.min(row, column) >= least && 1.5 * (row * row + column * column) > 0.5 * all) found++;
  }
  return found;
}

function most(spectrum: Float64Array, { from, to }: { from: number; to: number }): number {
  const first = Math.ceil((from * SIZE) / RATE);
  return spectrum.subarray(first, Math.floor((to * SIZE) / RATE) + 1).reduce((a, b) => Math.max(a, b), 0);
}

/** Amplitudes of the bins, by a radix-2 transform of the window shaped by Hann. */
function magnitudes(window: Int16Array): Float64Array {
  const real = Float64Array.from(
    { length: SIZE },
    (_, i) => (window[reversed(i)] as number) * (0.5 - 0.5 * Math.cos((2 * Math.PI * reversed(i)) / SIZE)),
  );
  const imaginary = new Float64Array(SIZE);
  for (let half = 1; half < SIZE; half *= 2) {
    for (let start = 0; start < SIZE; start += 2 * half) {
      for (let k = 0; k < half; k++) butterfly(real, imaginary, start + k, half, (-Math.PI * k) / half);
    }
  }
  return Float64Array.from(
    { length: SIZE / 2 },
    (_, i) => (4 / SIZE) * Math.hypot(real[i] as number, imaginary[i] as number),
  );
}

function butterfly(real: Float64Array, imaginary: Float64Array, at: number, half: number, turn: number) {
  const [a, b, c, d] = [real[at], imaginary[at], real[at + half], imaginary[at + half]] as number[];
  const x = (c as number) * Math.cos(turn) - (d as number) * Math.sin(turn);
  const y = (c as number) * Math.sin(turn) + (d as number) * Math.cos(turn);
  real[at] = (a as number) + x;
  imaginary[at] = (b as number) + y;
  real[at + half] = (a as number) - x;
  imaginary[at + half] = (b as number) - y;
}

function reversed(index: number): number {
  let out = 0;
  for (let bit = 1; bit < SIZE; bit *= 2) out = out * 2 + (index & bit ? 1 : 0);
  return out;
}
