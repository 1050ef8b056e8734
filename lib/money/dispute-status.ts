/**
 * Every status of a dispute, in our words, those that follow one another in their order. The journal stores them since
 * 0.1, so a word is never renamed.
 */
const STATUSES = [
  'open',
  'under_review',
  'disputed',
  'accepted',
  'auto_accepted',
  'won',
  'lost',
  'expired',
  'unknown',
] as const;

export type DisputeStatus = (typeof STATUSES)[number];

/** A word of a database or of a provider that uses our words. */
export function disputeStatusOf(word: string): DisputeStatus {
  return STATUSES.find((status) => status === word) ?? 'unknown';
}

/** Of two that were told at the same time, the one with the higher stage is newer. All ends have the same. */
export function disputeStage(status: DisputeStatus): number {
  return Math.min(STATUSES.indexOf(status), STATUSES.indexOf('won'));
}

/** It has ended with the payer: the bank has given them the money. */
export function isLost(status: DisputeStatus): boolean {
  return status === 'lost' || status === 'accepted' || status === 'auto_accepted' || status === 'expired';
}
