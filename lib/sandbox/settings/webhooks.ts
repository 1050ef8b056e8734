import { z } from 'zod';

/** Where webhooks go, and which; just an address takes all of them. */
export const destinationSchema = z.union([
  z.url().transform((url) => ({ url, kinds: [] as string[] })),
  z.object({
    url: z.url(),
    /** Kinds as Braintree spells them, `subscription_canceled`; empty is all. */
    kinds: z.array(z.string()).default([]),
  }),
]);

/** How deliveries behave. Braintree promises neither order nor that one comes only once. */
export const deliverySchema = z
  .object({
    /** Minutes until a delivery that was not answered with 2xx is tried again. */
    retryMinutes: z.number().positive().default(60),
    /** Hours after which a notification is given up. */
    retryHours: z.number().min(0).default(24),
    /** What is due together is sent in another order than it came up. */
    shuffle: z.boolean().default(false),
    /** How often each is sent that was accepted. */
    copies: z.number().int().min(1).max(10).default(1),
    /** Milliseconds that a destination has to answer. */
    timeout: z.number().int().positive().default(30_000),
  })
  .prefault({});

export type Destination = z.infer<typeof destinationSchema>;
export type Delivery = z.infer<typeof deliverySchema>;
