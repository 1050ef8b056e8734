/** Validation errors of merchant accounts and settlement batch summaries, by code. */
export const MERCHANT_TEXTS = {} as const;
