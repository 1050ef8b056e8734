/** Samples a second of everything in this folder. */
export const RATE = 8000;

/** Deviation at which a key must still be recognised is 1.8 %, at which it may be, 3.5 % (ITU-T Q.24). */
const DEVIATION = 0.035;

/** The two groups in which the keypad's tones lie, with their deviation. Hertz. */
export const GROUPS = [
  { from: 697 * (1 - DEVIATION), to: 941 * (1 + DEVIATION) },
  { from: 1209 * (1 - DEVIATION), to: 1633 * (1 + DEVIATION) },
] as const;

/** Half of the filter's length; also what it needs to see of the future. Samples. */
export const REACH = 112;

/** Distance of the middle of a slope from the group beside it: Kaiser's formula for 60 dB at this length. Hertz. */
const SLOPE = 69;

/** Kaiser's parameter for 60 dB. */
const BETA = 5.65;

/**
 * A linear filter that takes both groups out of the sound, by 60 dB and more, and leaves the rest as it is: middle
 * first, then one side, because it is symmetric. Windowed sinc: everything, less one band-pass a group.
 */
export const STOP: Float64Array = Float64Array.from({ length: REACH + 1 }, (_, k) => {
  const bandPasses = GROUPS.map(({ from, to }) => sinc(to + SLOPE, k) - sinc(from - SLOPE, k));
  const passed = bandPasses.reduce((sum, one) => sum + one, 0);
  return ((k === 0 ? 1 : 0) - passed) * kaiser(k / REACH);
});

/** Ideal low-pass at `hz`, `k` samples from its middle. */
function sinc(hz: number, k: number): number {
  const turn = (2 * hz) / RATE;
  return k === 0 ? turn : Math.sin(Math.PI * turn * k) / (Math.PI * k);
}

function kaiser(x: number): number {
  return bessel(BETA * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(BETA);
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 30; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
