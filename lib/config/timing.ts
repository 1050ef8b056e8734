import type { Config } from './schema.js';

/**
 * What a payment may take from the feature code to the way back, in whole seconds, when every timer runs to its end, with
 * as many cards as the payment line lets a caller try (with an agent the agent decides each time). The dialplan's long
 * stop takes the call out of our hands, so it must not come sooner.
 */
export function shortestLongStop({ capture, braintree, ivr }: Config): number {
  const { arrive, amountKey, capture: card, decide, prompt, find, quiet } = capture.timers;
  // The amount is keyed and confirmed, each as often as there are tries.
  const amount = 2 * capture.attempts * amountKey;
  // What is said first, before the charge, and after it to both.
  const words = 3 * prompt;
  const charge = braintree.tokeniseDeadline + braintree.deadline + find;
  const cards = ivr.enabled ? ivr.cards : 1;
  return Math.ceil(arrive + amount + cards * (card + words + charge + decide) + quiet);
}
