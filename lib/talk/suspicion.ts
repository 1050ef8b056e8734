import { GROUPS, RATE } from './bands.js';

/** What is looked at in one piece. Samples; 16 ms, so that the shortest key fills it and voices do not look like one. */
export const WINDOW = 128;

/**
 * A window is suspected when one tone of each group, or of one group alone, makes up this share of its energy. A clean
 * key has 0.95 and more, one with as much noise as tone 0.5; of human speech a window in fifty reaches it.
 */
const SHARE = 0.4;

/** Tones weaker than this are below what any telephone sends (-61 dBm0). Amplitude. */
const FAINTEST = 20;

/** Hann's window: what is beside a tone does not look like it. */
const SHAPE = Float64Array.from(
  { length: WINDOW },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW),
);
const SHAPE_SUM = SHAPE.reduce((sum, one) => sum + one, 0);
const SHAPE_ENERGY = SHAPE.reduce((sum, one) => sum + one * one, 0);

interface Probe {
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

/** Probes so close to each other that a tone between two of them is seen by both. */
const PROBES: readonly (readonly Probe[])[] = GROUPS.map(({ from, to }) => {
  const count = Math.ceil(((to - from) * WINDOW) / RATE) + 1;
  return Array.from({ length: count }, (_, k) => probe(from + ((to - from) * k) / (count - 1)));
});

function probe(hz: number): Probe {
  const turn = (2 * Math.PI * hz) / RATE;
  return {
    cosine: SHAPE.map((weight, i) => weight * Math.cos(turn * i)),
    sine: SHAPE.map((weight, i) => weight * Math.sin(turn * i)),
  };
}

/** Whether a keypad's tone, or a tone that could be half of one, may be in the window. `window` holds `WINDOW` samples. */
export function suspected(window: Float64Array): boolean {
  let energy = 0;
  for (let i = 0; i < WINDOW; i++) {
    const shaped = (SHAPE[i] as number) * (window[i] as number);
    energy += shaped * shaped;
  }
  const enough = (FAINTEST * FAINTEST * SHAPE_ENERGY) / 2;
  if (energy < enough) return false;
  let tones = 0;
  for (const group of PROBES) tones += strongest(group, window);
  return tones >= enough && tones >= SHARE * energy;
}

/** Energy, within the shaped window, of the strongest tone of a group. */
function strongest(group: readonly Probe[], window: Float64Array): number {
  let most = 0;
  for (const { cosine, sine } of group) {
    let real = 0;
    let imaginary = 0;
    for (let i = 0; i < WINDOW; i++) {
      const sample = window[i] as number;
      real += sample * (cosine[i] as number);
      imaginary += sample * (sine[i] as number);
    }
    most = Math.max(most, real * real + imaginary * imaginary);
  }
  return (most * 2 * SHAPE_ENERGY) / (SHAPE_SUM * SHAPE_SUM);
}
