/** Validation errors of client tokens, by code. */
export const CLIENT_TOKEN_TEXTS = {} as const;
