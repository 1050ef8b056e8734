import type { Route } from '../../route.js';

/** Plans, add-ons, discounts, subscriptions, merchant accounts, settlement batches, disputes and webhooks. */
export const BILLING_ROUTES: readonly Route[] = [];
