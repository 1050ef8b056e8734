import { refusalSound } from './reasons.js';
import type { Refusal } from './refusals.js';

/**
 * What the agent hears instead of a hand-off: a low tone, then a word why. Files for AGI's `STREAM FILE`, so
 * without the `sound:` of ARI and without a suffix.
 */
export function refusalMedia(refusal: Refusal): string[] {
  return [`hushpay/${refusalSound(refusal)}`];
}
