import type { Money } from '../money/money.js';
import type { Session } from './state.js';

/**
 * Whether the amount is another than the one that the caller has heard, and must be told to them before it is charged.
 * One that was never told is `raised` too: nothing is charged that nobody has heard.
 */
export function untold({ terms, amountTold }: Session): 'raised' | 'lowered' | undefined {
  const { amount, mode } = terms;
  if (!amount || mode === 'tokenise' || isSame(amount, amountTold)) return undefined;
  const lower = amountTold?.currency === amount.currency && amount.minor < amountTold.minor;
  return lower ? 'lowered' : 'raised';
}

export function isSame(one: Money, other: Money | undefined): boolean {
  return one.minor === other?.minor && one.currency === other.currency;
}
