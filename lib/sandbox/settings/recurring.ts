import { z } from 'zod';

/** What a merchant sets in the Control Panel for its subscriptions. */
export const recurringSchema = z
  .object({
    /** A change of price in the middle of a period is charged or credited by the day. */
    prorate: z.boolean().default(true),
    /** Days after a failed bill on which a past due subscription is charged again. */
    retryDays: z.array(z.number().int().positive()).default([]),
    /** What becomes of a subscription whose last retry failed. */
    afterLastRetry: z.enum(['keep', 'cancel']).default('keep'),
  })
  .prefault({});
