/** Validation errors of plans, by code. */
export const PLAN_TEXTS = {} as const;
