/** Validation errors of US bank accounts and their verifications, by code. */
export const BANK_ACCOUNT_TEXTS = {
  93121: 'US bank account verification method is invalid.',
  96101: 'The verification is not in a state in which it can be confirmed.',
  96102: 'Only a micro-transfers verification can be confirmed.',
  96103: 'The deposit amounts do not match.',
  96104: 'Too many attempts to confirm the deposit amounts.',
  96105: 'The deposit amounts could not be confirmed.',
  96106: 'The deposit amounts are invalid: give two whole numbers of cents.',
} as const;
