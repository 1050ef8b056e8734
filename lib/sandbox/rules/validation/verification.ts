/** Validation errors of verifications, by code. */
export const VERIFICATION_TEXTS = {} as const;
