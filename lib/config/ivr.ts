import { z } from 'zod';
import { parseHours } from '../hours/parse.js';
import { seconds } from './kinds.js';
import type { Secret, SecretSource } from './secret.js';
import { amountOr, askLanguage, keepCard, listOf, methods } from './terms.js';

const digits = (value: number, what: string) => z.number().int().min(1).max(20).default(value).describe(what);

const lookupUrl = z
  .string()
  .refine(
    (given) => {
      if (!URL.canParse(given)) return false;
      const { protocol, username, password, hash } = new URL(given);
      return /^https?:$/.test(protocol) && !username && !password && !hash;
    },
    { error: 'must be https://HOST/PATH, without user and password; the secret belongs into token' },
  )
  .optional()
  .describe(
    'Address that is asked with POST and JSON (lib/lookup/README.md). https unless it is on this machine.',
  );

const hours = z
  .strictObject({
    timezone: z
      .string()
      .optional()
      .describe('Time zone of the hours and days, such as Europe/Budapest. Needed with any of them.'),
    week: z
      .record(
        z.string(),
        z.union([z.string(), z.array(z.string()).min(1)], { error: 'must be "08:00-18:00"' }),
      )
      .default({})
      .describe(
        'Hours of each day, such as { mon-fri: "08:00-18:00", sat: "09:00-12:00, 14:00-16:00", sun: "22:00-02:00" }. What ends before it begins ends on the next day. A day that is not named is closed; without any it is always open.',
      ),
    closed: z
      .array(z.string())
      .default([])
      .describe('Days on which it is closed from midnight to midnight, such as ["2026-12-25"].'),
  })
  .transform((given, context) => {
    const parsed = parseHours(given);
    if (parsed.ok) return parsed.hours;
    for (const { path, message } of parsed.faults) {
      context.addIssue({ code: 'custom', path: [...path], message, input: undefined });
    }
    return z.NEVER;
  })
  .prefault({})
  .describe('When the payment line is open.');

/** The payment line: a caller pays alone. `secret` makes the option that holds the token. */
export const ivr = (secret: (what: string) => z.ZodType<Secret, SecretSource>) =>
  z
    .strictObject({
      enabled: z.boolean().default(false).describe('Callers can pay without an agent.'),
      identify: listOf(
        ['caller', 'number'],
        'How it is found out what is owed, in this order. caller: by their telephone number. number: by a customer number they key. Empty: the dialplan has set it. Of',
      ).default([]),
      customerNumber: z
        .strictObject({
          minimum: digits(4, 'Fewest digits.'),
          maximum: digits(
            12,
            'Most digits. From 13 on those that could be a card’s (one in ten) are taken for a mistake.',
          ),
        })
        .refine(({ minimum, maximum }) => minimum <= maximum, { error: 'minimum is more than maximum' })
        .prefault({})
        .describe('How long a customer number is.'),
      lookup: z
        .strictObject({
          url: lookupUrl,
          token: secret('Sent with each question as "Authorization: Bearer".').optional(),
          deadline: seconds(3, 'Longest time for an answer.', { max: 30 }),
          ca: z
            .string()
            .min(1)
            .optional()
            .describe('File with the certificate of the authority to trust instead of the system’s, in PEM.'),
        })
        .prefault({})
        .describe('Your own system that knows what a caller owes. Needed with identify.'),
      askLanguage: askLanguage(
        'Languages that the caller chooses from at the beginning, by the keys 1 to 9; empty: not asked.',
      ),
      parts: z
        .strictObject({
          allowed: z.boolean().default(false).describe('A part of what is owed may be paid.'),
          minimum: amountOr(
            '5',
            'Least part, and least amount that a caller may key, in units of payment.currency; in another currency about as much, as 5 USD are 500 JPY. A minimum of the lookup goes before it. Cards are tried out with small amounts.',
          ),
          other: z.boolean().default(false).describe('Any other amount may be paid, more than is owed too.'),
        })
        .prefault({})
        .describe('Which amounts may be paid beside all that is owed.'),
      secondFactor: z
        .enum(['postal-code', 'customer-number', 'pin', 'none'])
        .default('postal-code')
        .describe(
          'What a caller who was found by their telephone number keys before anything of the account is said, since anybody can set a caller id. postal-code: the digits of the account’s (four at least; without them it is not offered). customer-number: their number, which is looked up. pin: a PIN that the lookup verifies. none: nothing; unsafe.',
        ),
      codeForStored: z.boolean().default(true).describe('The security code is asked for with a stored card.'),
      methods: methods('Ways to pay that are offered, in this order'),
      keepCard: keepCard('After an approval the caller is asked whether to keep the card for next time.'),
      confirmation: z.boolean().default(true).describe('A confirmation number is said.'),
      receipt: listOf(['text', 'email'], 'Receipts that are offered; empty: not asked').default([]),
      score: z
        .boolean()
        .default(false)
        .describe('One question of satisfaction at the end, answered with 1 to 5.'),
      cards: z.number().int().min(1).max(5).default(3).describe('How many cards may be tried, 1 to 5.'),
      hours,
      whenClosed: z
        .enum(['closed', 'agent'])
        .default('closed')
        .describe('closed: it is said, and the call ends. agent: on to an agent.'),
      whenGatewayDown: z
        .enum(['closed', 'agent'])
        .default('closed')
        .describe('The same, when Braintree cannot be reached.'),
      afterFailure: z
        .enum(['agent', 'end'])
        .default('agent')
        .describe('Where a caller goes who could not pay.'),
    })
    .prefault({})
    .describe('The payment line: callers pay without an agent.');
