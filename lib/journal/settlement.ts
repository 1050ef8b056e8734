import { type DisputeStatus, disputeStage } from '../money/dispute-status.js';
import { stageOf, type TransactionNews } from '../money/transaction-status.js';

/** The newest state of a transaction that is known. */
export interface Settlement {
  readonly status: TransactionNews;
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
 * Whether `next` is newer than what is known: a notification that arrives late is known by its lower stage, whatever its
 * time. Of two final states the later one counts; an unknown word never does.
 */
export function supersedes(known: Settlement | undefined, next: Settlement): boolean {
  const stage = stageOf(next.status);
  if (stage === undefined) return false;
  if (!known) return true;
  const before = stageOf(known.status) ?? -1;
  return stage === before ? next.at > known.at : stage > before;
}

/** What is known of a dispute. Epoch milliseconds. */
export interface DisputeKnown {
  readonly status: DisputeStatus;
  readonly at: number;
}

/** A dispute's statuses may go back and forth, so time alone decides, and of equal times the one further on. */
export function disputeSupersedes(known: DisputeKnown | undefined, next: DisputeKnown): boolean {
  if (!known || next.at > known.at) return true;
  return next.at === known.at && disputeStage(next.status) > disputeStage(known.status);
}
