/** Where the money of a transaction is. */
type Whereabouts =
  /** Reserved at the payer's bank, or about to be. */
  | 'held'
  /** Asked for, and not sent to the bank yet. */
  | 'submitted'
  /** Sent to the bank, or arrived there: a void comes too late. */
  | 'settled'
  /** It was reserved, and the bank has declined to pay it. */
  | 'unsettled'
  /** It was reserved, and the reservation was given up. */
  | 'released'
  /** It was declined: it has never been reserved. */
  | 'declined'
  /** It had settled, and the bank has taken it back. */
  | 'returned';

/**
 * Every status of a transaction, in our words: a provider's are translated in its own folder under `gateway/`. The
 * journal stores these words since 0.1 and exports and pages show them, so a word is never renamed. This file alone
 * names them; whoever wants to know what a status means asks one of its functions.
 *
 * `stage` is how far on its way a transaction is. It only ever goes on.
 */
const STATUSES = {
  authorizing: { stage: 0, money: 'held' },
  authorized: { stage: 1, money: 'held' },
  submitted_for_settlement: { stage: 2, money: 'submitted' },
  settlement_pending: { stage: 3, money: 'submitted' },
  settling: { stage: 4, money: 'settled' },
  settlement_confirmed: { stage: 5, money: 'settled' },
  settled: { stage: 6, money: 'settled' },
  settlement_declined: { stage: 6, money: 'unsettled' },
  voided: { stage: 6, money: 'released' },
  authorization_expired: { stage: 6, money: 'released' },
  processor_declined: { stage: 6, money: 'declined' },
  gateway_rejected: { stage: 6, money: 'declined' },
  failed: { stage: 6, money: 'declined' },
  // After what was final: nothing comes after it but another transaction.
  returned: { stage: 7, money: 'returned' },
} as const satisfies Readonly<Record<string, { readonly stage: number; readonly money: Whereabouts }>>;

/** `unknown`: the provider has a word for it that is not known here. */
export type TransactionStatus = keyof typeof STATUSES | 'unknown';

/** What is told of a transaction: its status, or how the merchant's own bank got the money, which changes no status. */
export type TransactionNews = TransactionStatus | 'disbursed' | 'disbursement_failed';

/** A word of a database or of a provider that uses our words. */
export function statusOf(word: string | null | undefined): TransactionStatus {
  return word && Object.hasOwn(STATUSES, word) ? (word as keyof typeof STATUSES) : 'unknown';
}

/** Undefined for what is no status. A higher one follows a lower one, whatever their times. */
export function stageOf(status: TransactionNews): number | undefined {
  return meaningOf(status)?.stage;
}

/** The money is still only reserved, or about to be: a void or capture may not have come through yet. */
export function isHeld(status: TransactionNews): boolean {
  return whereabouts(status) === 'held';
}

/** It can no longer be voided. */
export function isPastVoiding(status: TransactionNews): boolean {
  return whereabouts(status) === 'settled' || whereabouts(status) === 'returned';
}

/** Money has come. */
export function hasSettled(status: TransactionNews): boolean {
  return status === 'settled' || status === 'settlement_confirmed';
}

/** It was settled, or is about to be, and has not been taken back. */
export function isSettling(status: TransactionNews): boolean {
  return whereabouts(status) === 'settled';
}

/** The charge was declined: no money was ever reserved. */
export function isDeclined(status: TransactionNews): boolean {
  return whereabouts(status) === 'declined';
}

/** The bank declined to settle what it had authorised. */
export function isUnsettled(status: TransactionNews): boolean {
  return whereabouts(status) === 'unsettled';
}

/** Declined by a bank, at once or when it was to be settled. */
export function isDeclinedByBank(status: TransactionNews): boolean {
  return status === 'processor_declined' || isUnsettled(status);
}

/** The money of a sale is not the merchant's, or that of a refund not the payer's, whatever was before. */
export function isUndoneBy(status: TransactionNews): boolean {
  return isDeclined(status) || isUnsettled(status) || whereabouts(status) === 'returned';
}

/** Money never comes from it. */
export function isWithoutMoney(status: TransactionNews): boolean {
  return isDeclined(status) || isUnsettled(status) || whereabouts(status) === 'released';
}

/** Money that was taken for kept is not: somebody must look at it. */
export function isBadNews(status: TransactionNews): boolean {
  return (
    whereabouts(status) === 'returned' ||
    isUnsettled(status) ||
    status === 'failed' ||
    status === 'disbursement_failed'
  );
}

function whereabouts(status: TransactionNews): Whereabouts | undefined {
  return meaningOf(status)?.money;
}

function meaningOf(
  status: TransactionNews,
): { readonly stage: number; readonly money: Whereabouts } | undefined {
  return Object.hasOwn(STATUSES, status) ? STATUSES[status as keyof typeof STATUSES] : undefined;
}
