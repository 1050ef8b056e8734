/** Validation errors of subscriptions and their add-ons and discounts, by code. */
export const SUBSCRIPTION_TEXTS = {} as const;
