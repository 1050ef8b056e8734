import { z } from 'zod';

/** A transaction that is there from the start, charged to a fixed nonce. */
export const fixedTransactionSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,36}$/),
  type: z.enum(['sale', 'credit']).default('sale'),
  /** Decimal text in the currency of the merchant account. */
  amount: z.string().regex(/^\d+(\.\d+)?$/),
  /** Absent: the default account. */
  merchantAccountId: z.string().optional(),
  orderId: z.string().max(255).optional(),
  paymentMethodNonce: z.string().default('fake-valid-visa-nonce'),
  status: z
    .enum(['authorized', 'submitted_for_settlement', 'settled', 'voided', 'settlement_declined'])
    .default('authorized'),
  createdAt: z.iso.datetime().optional(),
});

export type FixedTransaction = z.infer<typeof fixedTransactionSchema>;
