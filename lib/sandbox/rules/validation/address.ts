/** Validation errors of addresses, by code. */
export const ADDRESS_TEXTS = {} as const;
