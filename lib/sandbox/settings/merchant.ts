import { z } from 'zod';
import { SANDBOX_ACCOUNTS } from '../accounts.js';
import { catalogueSchema } from './plans.js';
import { recurringSchema } from './recurring.js';
import { rulesSchema } from './rules.js';
import { fixedTransactionSchema } from './transactions.js';
import { deliverySchema, destinationSchema } from './webhooks.js';

const byAccount = (accounts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(accounts).map(([currency, id]) => [id, currency]));

const accountsSchema = z.record(z.string(), z.string().regex(/^[A-Z]{3}$/));

/** Everything of a merchant but its keys. */
const estate = {
  rules: rulesSchema,
  ...catalogueSchema,
  /** Made at the first start, when they are not there yet. */
  transactions: z.array(fixedTransactionSchema).default([]),
  /** Merchant accounts that are suspended: charges over them are refused with 91514. */
  suspendedAccounts: z.array(z.string()).default([]),
  /** What browsers may tokenise cards with instead of a client token, `sandbox_abcdefgh_MERCHANT`. */
  tokenizationKeys: z.array(z.string().regex(/^sandbox_[A-Za-z0-9]+_[A-Za-z0-9_-]+$/)).default([]),
  /** Where webhooks are delivered to; none when empty. */
  webhooks: z.array(destinationSchema).default([]),
  webhookDelivery: deliverySchema,
  /** How its subscriptions are billed. */
  recurring: recurringSchema,
};

export const merchantSchema = z.object({
  merchantId: z.string().regex(/^[A-Za-z0-9_-]+$/),
  publicKey: z.string().min(1),
  privateKey: z.string().min(1),
  /** Currency by merchant account; the first is the default. */
  merchantAccounts: accountsSchema.default({ hushpay_usd: 'USD' }),
  ...estate,
});

/** The same for the merchant that the sandbox makes for itself. */
export const madeMerchantSchema = {
  merchantAccounts: accountsSchema.default(byAccount(SANDBOX_ACCOUNTS)),
  ...estate,
};

export type Merchant = z.infer<typeof merchantSchema>;
