/** Validation errors of payment methods and their nonces, by code. */
export const PAYMENT_METHOD_TEXTS = {} as const;
