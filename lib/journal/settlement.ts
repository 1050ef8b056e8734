/** The newest state of a transaction that is known. */
export interface Settlement {
  /** Braintree's word, or `returned`: settled, and taken back by the bank. */
  readonly status: string;
  /** Why, by the bank: the code of an ACH return (`R01`), or of the processor's answer to the settlement. */
  readonly code?: string;
  /** When it came to be so, epoch milliseconds. */
  readonly at: number;
  /** Day of the settlement batch, `2026-11-24`. */
  readonly batch?: string;
}

/** Where a state was heard of. */
export type Source = 'webhook' | 'search' | 'report' | 'charge';

/**
 * How far on its way a transaction is. It only ever goes on: a notification that arrives late is known by its lower
 * rank, whatever its time. https://developer.paypal.com/braintree/docs/reference/general/statuses
 */
const RANKS: Readonly<Record<string, number>> = {
  authorizing: 0,
  authorized: 1,
  submitted_for_settlement: 2,
  settlement_pending: 3,
  settling: 4,
  settlement_confirmed: 5,
  settled: 6,
  settlement_declined: 6,
  voided: 6,
  authorization_expired: 6,
  processor_declined: 6,
  gateway_rejected: 6,
  failed: 6,
  // After what was final: nothing comes after it but another transaction.
  returned: 7,
};

/** Whether `next` is newer than what is known. Of two final states the later one counts; an unknown word never does. */
export function supersedes(known: Settlement | undefined, next: Settlement): boolean {
  const rank = RANKS[next.status];
  if (rank === undefined) return false;
  if (!known) return true;
  const before = RANKS[known.status] ?? -1;
  return rank === before ? next.at > known.at : rank > before;
}

/** A dispute's statuses may go back and forth, so time alone decides, and of equal times the one further on. */
const DISPUTE_RANKS: readonly string[] = ['open', 'under_review', 'disputed', 'accepted', 'auto_accepted'];

export function disputeSupersedes(known: Settlement | undefined, next: Settlement): boolean {
  if (!known || next.at > known.at) return true;
  const rank = ({ status }: Settlement) => {
    const at = DISPUTE_RANKS.indexOf(status);
    return at === -1 ? DISPUTE_RANKS.length : at;
  };
  return next.at === known.at && rank(next) > rank(known);
}
