import { z } from 'zod';

/** An add-on or a discount, as the control panel knows it. Amounts as decimal text. */
const modificationSchema = z.object({
  id: z.string().min(1),
  name: z.string().default(''),
  amount: z.string().regex(/^\d+(\.\d+)?$/),
  description: z.string().optional(),
  /** Absent: for as long as the subscription lasts. */
  numberOfBillingCycles: z.number().int().positive().optional(),
  quantity: z.number().int().positive().default(1),
});

export const planSchema = z.object({
  id: z.string().min(1),
  name: z.string().default(''),
  description: z.string().optional(),
  price: z.string().regex(/^\d+(\.\d+)?$/),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('USD'),
  /** Months. */
  billingFrequency: z.number().int().positive().default(1),
  billingDayOfMonth: z.number().int().min(1).max(31).optional(),
  numberOfBillingCycles: z.number().int().positive().optional(),
  trial: z.object({ duration: z.number().int().min(0), unit: z.enum(['day', 'month']) }).optional(),
  /** Ids of `addOns` and `discounts` below, that every subscription of the plan begins with. */
  addOns: z.array(z.string()).default([]),
  discounts: z.array(z.string()).default([]),
});

/** What a merchant sells by subscription. */
export const catalogueSchema = {
  plans: z.array(planSchema).default([]),
  addOns: z.array(modificationSchema).default([]),
  discounts: z.array(modificationSchema).default([]),
};

export type PlanSetting = z.infer<typeof planSchema>;
export type ModificationSetting = z.infer<typeof modificationSchema>;
