import { BILLING_ROUTES } from './resources/billing/routes.js';
import { TRANSACTION_ROUTES } from './resources/transactions/routes.js';
import { VAULT_ROUTES } from './resources/vault/routes.js';
import type { Route } from './route.js';

/** Every call of the XML interface. The first that fits answers; each resource keeps its own list. */
export const ROUTES: readonly Route[] = [...TRANSACTION_ROUTES, ...VAULT_ROUTES, ...BILLING_ROUTES];
