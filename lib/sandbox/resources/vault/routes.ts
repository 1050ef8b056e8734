import type { Route } from '../../route.js';

/** Customers, addresses, cards, payment methods, verifications, nonces and client tokens. */
export const VAULT_ROUTES: readonly Route[] = [];
