/** Validation errors of disputes, their evidence and documents, by code. */
export const DISPUTE_TEXTS = {} as const;
