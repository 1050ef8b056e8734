import { z } from 'zod';

/** Ways to pay that a caller can key. */
export const METHODS = ['credit-card', 'ach-debit'] as const;

const once = (values: readonly string[]) => new Set(values).size === values.length;

/** An amount in units of `payment.currency`; whether it fits the currency is checked with the whole file. */
export const amount = (what: string) => anAmount().optional().describe(what);

export const amountOr = (value: string, what: string) => anAmount().default(value).describe(what);

const anAmount = () =>
  z
    .union(
      [
        z.number().positive(),
        z.string().regex(/^\d+(\.\d+)?$/, { error: 'must be an amount such as 10000 or "99.50"' }),
      ],
      {
        error: 'must be an amount such as 20 or "0.50"',
      },
    )
    .transform(String);

/** Each of `values` at most once, in an order. */
export const listOf = <const T extends readonly [string, ...string[]]>(values: T, what: string) =>
  z
    .array(z.enum(values))
    .refine(once, { error: 'must name nothing twice' })
    .describe(`${what}: ${values.join(', ')}.`);

export const methods = (what: string) =>
  listOf(METHODS, what)
    .refine((given) => given.length > 0, { error: 'must not be empty' })
    .default(['credit-card']);

export const keepCard = (what: string) => z.boolean().default(false).describe(what);

const percent = z
  .union([z.number(), z.string()])
  .transform(String)
  .refine((given) => /^\d{1,2}(\.\d{1,3})?$/.test(given) && Number(given) > 0, {
    error: 'must be above 0 and below 100 with at most three decimals, such as "2.5"',
  })
  .optional()
  .describe('Percent of the amount, such as "2.5".');

const surchargeOf = (what: string) =>
  z
    .strictObject({ percent, fixed: amount('Fixed amount, in units of the currency, such as "0.50".') })
    .prefault({})
    .describe(what);

/** What is added to an amount by the way it is paid. */
export const surcharge = z
  .strictObject({
    'credit-card': surchargeOf('On a card.'),
    'ach-debit': surchargeOf('On a bank account.'),
  })
  .prefault({})
  .describe('What is added to the amount, and said before it is charged. See that your country allows it.');

export const tip = z
  .strictObject({ ask: z.boolean().default(false).describe('The caller is asked for a tip.') })
  .prefault({})
  .describe('A tip on top of the amount.');

/** Languages to choose from by key. */
export const askLanguage = (what: string) =>
  z
    .array(z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, { error: 'must be a language such as en or pt_BR' }))
    .max(9)
    .refine((given) => given.length !== 1, { error: 'must name at least two, or none' })
    .refine((given) => new Set(given).size === given.length, { error: 'must name nothing twice' })
    .default([])
    .describe(what);
