/** Validation errors of verifications, by code. */
export const VERIFICATION_TEXTS = {
  94201: 'Amount cannot be negative.',
  94202: 'Amount is an invalid format.',
  94204: 'Merchant account ID is invalid.',
  94207: 'Amount is too large.',
  942184: 'Account type is invalid.',
  942185: 'Account type is not supported by this merchant account.',
} as const;
