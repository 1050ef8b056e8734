import { limitsOf } from './limits.js';
import type { Session } from './state.js';
import { choosable } from './step-order.js';

/**
 * Codes of the processor for which the caller is told that a smaller amount may do: funds, limits, the amount itself. The
 * words are by the reasons of `prompts/declines.ts`; a test holds the two together.
 */
export const LESS_MAY_DO: ReadonlySet<string> = new Set(['2001', '2002', '2003', '2048']);

/** Whether the caller may pay less than what was just declined: the amount is theirs to choose, and there is a smaller one. */
export function lessMayDo(session: Session): boolean {
  const { outcome, terms, amountChanged } = session;
  if (outcome?.kind !== 'declined' || !LESS_MAY_DO.has(outcome.code)) return false;
  const theirs = terms.due ? choosable(session) : session.passed.includes('amount') && !amountChanged;
  const limits = limitsOf({ ...session, part: true, tooMuch: bareAmount(session) }, 'payment-amount');
  return theirs && limits !== undefined && limits.minimumMinor <= limits.maximumMinor;
}

/** Without what came on top. Minor units. */
export function bareAmount({ terms: { amount, tip, surcharge } }: Session): number | undefined {
  return amount && amount.minor - (tip?.minor ?? 0) - (surcharge?.minor ?? 0);
}
