/** Validation errors of plans that subscriptions do not have, by code. The SDK publishes none: these are our own. */
export const PLAN_TEXTS = {
  93201: 'Name is required.',
  93202: 'Billing frequency is invalid.',
  93203: 'Currency ISO code is invalid.',
} as const;
