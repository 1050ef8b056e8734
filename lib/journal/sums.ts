import { type DisputeStatus, isLost } from '../money/dispute-status.js';
import { isUndoneBy } from '../money/transaction-status.js';
import type { Movement } from './movement.js';
import type { Payment } from './payment.js';

export interface Claim {
  readonly status: DisputeStatus;
  /** A `retrieval` asks for papers, not for money. */
  readonly kind?: string;
  /** Minor units. */
  readonly minor: number;
}

/** Whether the bank has undone what a payment or movement had come to. */
export function isUndone({ settlement }: Pick<Payment | Movement, 'settlement'>): boolean {
  return settlement !== undefined && isUndoneBy(settlement.status);
}

/**
 * What of a payment has truly been given back, and what the bank has taken back; minor units. From all that is known of
 * it, so that the order in which it was heard says nothing. Pure.
 */
export function sumsOf(
  payment: Pick<Payment, 'captured' | 'settlement'>,
  movements: readonly Pick<Movement, 'kind' | 'status' | 'more' | 'amount' | 'settlement'>[],
  claims: readonly Claim[],
): { readonly refunded: number; readonly returned: number } {
  const done = movements.filter(({ status }) => status === 'done');
  const parts = done.filter(({ kind, more }) => kind === 'capture' && more);
  const sum = (all: readonly { readonly amount: { readonly minor: number } }[]) =>
    all.reduce((total, { amount }) => total + amount.minor, 0);
  const undone = parts.length > 0 ? sum(parts.filter(isUndone)) : isUndone(payment) ? payment.captured : 0;
  const lost = claims
    .filter(({ status, kind }) => isLost(status) && kind !== 'retrieval')
    .reduce((total, { minor }) => total + minor, 0);
  const refunds = done.filter((one) => one.kind === 'refund' && !isUndone(one));
  return { refunded: sum(refunds), returned: Math.min(payment.captured, undone + lost) };
}
