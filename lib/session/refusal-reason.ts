/**
 * Every reason for which a rule, and not the bank, has refused a payment, in our words. The journal stores them as the
 * payment's code since 0.1, so a word is never renamed.
 */
export const REFUSAL_REASONS = [
  'avs',
  'cvv',
  'avs_and_cvv',
  'duplicate',
  'fraud',
  'risk_threshold',
  'application_incomplete',
  'token_issuance',
  'three_d_secure',
  'excessive_retry',
  /** The card's details themselves: no bank was asked. */
  'invalid_card',
  /** Of a bank account. */
  'not-verified',
  /** It had been approved, and was voided since. */
  'voided',
  /** It had been authorised, and that has expired since. */
  'authorization_expired',
  /** By a rule that has no word here. */
  'rejected',
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** A word of a provider that uses our words. */
export function refusalReasonOf(word: string): RefusalReason {
  return REFUSAL_REASONS.find((reason) => reason === word) ?? 'rejected';
}
