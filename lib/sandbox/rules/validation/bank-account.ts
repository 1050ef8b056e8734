/** Validation errors of US bank accounts, by code. */
export const BANK_ACCOUNT_TEXTS = {} as const;
