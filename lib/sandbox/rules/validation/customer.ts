/** Validation errors of customers, by code. */
export const CUSTOMER_TEXTS = {} as const;
