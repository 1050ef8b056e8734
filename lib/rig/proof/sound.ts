import { keysHeard, loudness } from '../listen.js';
import { multimonSamples } from '../multimon.js';
import { RATE } from '../wav.js';

/** Part of a recording, in samples. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Keys heard in a part of a recording: by multimon-ng, which is not ours, or by our own detector, whichever hears
 * more. Both hear some keys twice and miss others; what counts is whether they hear any.
 */
export async function keysIn(samples: Int16Array, span: Span): Promise<number> {
  const part = samples.subarray(Math.max(0, span.from), Math.min(samples.length, span.to));
  if (part.length < RATE / 50) return 0;
  return Math.max((await multimonSamples(part)).length, keysHeard(part).length);
}

/**
 * Sounds in a part of a recording of somebody who only keys: each is what is left of a key, however short. Asterisk's
 * own detection takes most of an in-band key out of the sound and leaves 20 ms of it, too little for a detector.
 */
export function soundsIn(samples: Int16Array, span: Span): number {
  const part = samples.subarray(Math.max(0, span.from), Math.min(samples.length, span.to));
  const loud = loudness(part).map((level) => level > 30);
  return loud.filter((now, at) => now && !loud[at - 1]).length;
}
