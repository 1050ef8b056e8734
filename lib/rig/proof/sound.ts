import { keysHeard } from '../listen.js';
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
