/** Validation errors of merchant accounts and settlement batch summaries, by code. */
export const MERCHANT_TEXTS = {
  82301: 'Settlement Date is required.',
  82302: 'Settlement Date is invalid.',
  82303: 'Custom field is invalid.',
  93616: 'A merchant account already exists for that currency.',
  93617: 'Currency is required.',
  93618: 'Currency is invalid.',
  93620: 'A merchant account with that ID already exists.',
} as const;
