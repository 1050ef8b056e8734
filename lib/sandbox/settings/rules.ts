import { z } from 'zod';

const match = z.enum(['N', 'U', 'S', 'I']);

/** Answers on which a charge is rejected; a list is short for `postalCode`. */
const avsSchema = z
  .union([
    z.array(match),
    z.object({
      postalCode: z.array(match).default([]),
      streetAddress: z.array(match).default([]),
      /** Reject when the address could not be checked at all (`E` or `S`). */
      error: z.boolean().default(false),
    }),
  ])
  .default([])
  .transform((given) =>
    Array.isArray(given) ? { postalCode: given, streetAddress: [], error: false } : given,
  );

/** What a merchant sets up in Braintree's control panel, and how its sandbox behaves. */
export const rulesSchema = z
  .object({
    /** Answers of the issuer to the security code on which a charge is rejected: some of N, U, S, I. */
    cvv: z.array(match).default([]),
    avs: avsSchema,
    duplicates: z.boolean().default(true),
    /** Seconds. */
    duplicateWindow: z.number().positive().default(30),
    /** Reject the numbers and nonces that stand for fraud and for a risk above the threshold. */
    risk: z.boolean().default(true),
    /** Api request keys are allowed; duplicate checking is then off, as they exclude one another. */
    apiRequestKeys: z.boolean().default(false),
    /** Largest amount of a transaction, in units of its currency. */
    maximumAmount: z.number().positive().default(9_999_999_999),
    /** Changes of an authorised amount. */
    adjustments: z.boolean().default(true),
    /** Hours after which what was submitted settles by itself. */
    settleAfter: z.number().positive().default(24),
    /** Credits that do not refund a charge. */
    credits: z.boolean().default(true),
    /** Kinds of instrument for which the test amounts decide about the settlement too; `credit_card` or `all`. */
    settlementAmounts: z.array(z.string()).default(['all']),
    /** Custom fields that a transaction or a customer may carry, by their API name. */
    customFields: z.array(z.string().regex(/^[a-z0-9_]+$/)).default([]),
  })
  .prefault({});

export type Rules = z.infer<typeof rulesSchema>;
