import type { Config } from './schema.js';

/**
 * What one card may take from the feature code to the way back, in whole seconds, when every timer runs to its end. The
 * dialplan's long stop takes the call out of our hands, so it must not come sooner.
 */
export function shortestLongStop({ capture, braintree }: Config): number {
  const { arrive, amountKey, capture: card, decide, prompt, find, quiet } = capture.timers;
  // The amount is keyed and confirmed, each as often as there are tries.
  const amount = 2 * capture.attempts * amountKey;
  // What is said first, before the charge, and after it to both.
  const words = 3 * prompt;
  const charge = braintree.tokeniseDeadline + braintree.deadline + find;
  return Math.ceil(arrive + amount + card + words + charge + decide + quiet);
}
