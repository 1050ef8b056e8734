import { RATE } from '../../lib/rig/wav.js';

/** 5 ms. */
const BLOCK = 40;

/** Milliseconds from the beginning of a recording at which a tone of `hz` begins, at most 5 ms wrong. */
export function onsets(samples: Int16Array, hz: number): readonly number[] {
  const found: number[] = [];
  let quietSince = -1000;
  for (let at = 0; at + BLOCK <= samples.length; at += BLOCK) {
    const ms = (at * 1000) / RATE;
    if (!sounds(samples.subarray(at, at + BLOCK), hz)) continue;
    if (ms - quietSince > 150) found.push(ms);
    quietSince = ms;
  }
  return found;
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

function sounds(block: Int16Array, hz: number): boolean {
  let cosine = 0;
  let sine = 0;
  let power = 0;
  block.forEach((sample, i) => {
    const turn = (2 * Math.PI * hz * i) / RATE;
    cosine += sample * Math.cos(turn);
    sine += sample * Math.sin(turn);
    power += sample * sample;
  });
  const level = (2 * Math.hypot(cosine, sine)) / BLOCK;
  return level > 1500 && (cosine * cosine + sine * sine) * 2 > 0.7 * power * BLOCK;
}
