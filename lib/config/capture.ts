import { z } from 'zod';
import { BRANDS } from '../session/brand.js';
import type { CardField, Field } from '../session/state.js';
import { seconds } from './kinds.js';
import { maximum } from './maximum.js';
import { amount, askLanguage, keepCard, methods, surcharge, tip } from './terms.js';

/** What can be asked of a card, and of a bank account as well. */
const CARD_FIELDS = [
  'payment-card-number',
  'expiration-date',
  'security-code',
  'postal-code',
] as const satisfies readonly CardField[];

const METHOD_FIELDS = [...CARD_FIELDS, 'bank-routing-number', 'bank-account-number'] as const;

export const FIELDS = [
  ...METHOD_FIELDS,
  'customer-number',
  'payment-amount',
  'tip-amount',
  'caller-postal-code',
  'caller-pin',
] as const satisfies readonly Field[];

const once = (values: readonly string[]) => new Set(values).size === values.length;

/** A sequence of the caller's keys that no digits can be mistaken for. */
const sequence = (value: string, what: string) =>
  z
    .string()
    .regex(/^(\*[*#]{0,2}|off)$/, { error: 'must be * and up to two more of * and #, in quotes, or off' })
    .default(value)
    .describe(what);

const fieldSeconds = (what: string, max: number) =>
  z.number().min(0.1).max(max).optional().describe(`${what} In seconds.`);

/** What may be paid. */
export const payment = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code in capitals, such as USD' })
      .default('USD')
      .describe('Currency when the dialplan sets no HUSHPAY_CURRENCY.'),
    maximum,
    brands: z
      .array(z.enum(BRANDS))
      .min(1)
      .default(['visa', 'mastercard', 'amex', 'discover'])
      .describe(`Card brands that are taken: ${BRANDS.join(', ')}.`),
    mode: z
      .enum(['charge', 'authorise', 'tokenise'])
      .default('charge')
      .describe(
        'What is done where the dialplan sets no HUSHPAY_MODE. charge: taken at once. authorise: held, to be captured later. tokenise: only stored in Braintree’s vault.',
      ),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, { error: 'must be a language such as en or pt_BR' })
      .default('en')
      .describe('Language of the prompts where the channel’s own has none.'),
    methods: methods(
      'Ways to pay that are taken on a call with an agent. The caller chooses where there is more than one. An account is taken in dollars, and only where the dialplan says whose it is (HUSHPAY_HOLDER_…). Of',
    ),
    keepCard: keepCard(
      'After an approval the caller is asked whether the card, or the account, is to be kept in Braintree’s vault for next time.',
    ),
    minimumPart: amount(
      'Least that may be paid of an amount in parts, in units of payment.currency; in another currency about as much.',
    ),
    surcharge,
    tip,
  })
  .prefault({})
  .describe('What may be paid.');

/** How the card is asked for. */
export const capture = z
  .strictObject({
    attempts: z.number().int().min(1).max(3).default(3).describe('Tries for each field, 1 to 3.'),
    askLanguage: askLanguage(
      'Languages that a caller with an agent chooses from at the beginning, by the keys 1 to 9, where the dialplan sets no HUSHPAY_LANGUAGE. The agent goes on hearing the other. Empty: not asked.',
    ),
    order: z
      .array(z.enum(CARD_FIELDS))
      .refine((fields) => fields.includes('payment-card-number') && fields.includes('expiration-date'), {
        error: 'must have payment-card-number and expiration-date',
      })
      .refine(once, { error: 'must name no field twice' })
      .default(['payment-card-number', 'expiration-date', 'security-code'])
      .describe(
        'What is asked of a card, in this order: payment-card-number, expiration-date, security-code, postal-code. A postal code in HUSHPAY_POSTAL_CODE is not asked.',
      ),
    optional: z
      .array(z.enum(['security-code', 'postal-code']))
      .refine(once, { error: 'must name no field twice' })
      .default([])
      .describe(
        'Fields that are passed over when nothing is keyed in time, or when the agent says so: security-code, postal-code.',
      ),
    twice: z
      .array(z.enum(METHOD_FIELDS))
      .refine(once, { error: 'must name no field twice' })
      .default([])
      .describe('Fields that are keyed a second time and compared.'),
    postalCode: z
      .strictObject({
        minimum: z.number().int().min(1).max(10).default(5).describe('Fewest digits.'),
        maximum: z
          .number()
          .int()
          .min(1)
          .max(10)
          .default(5)
          .describe('Most digits; with as many the field is over without #.'),
      })
      .refine(({ minimum, maximum }) => minimum <= maximum, { error: 'minimum is more than maximum' })
      .prefault({})
      .describe('How long a postal code is.'),
    confirmLastFour: z
      .boolean()
      .default(false)
      .describe('The caller hears the last four of the number and confirms them with 1.'),
    codeForStored: z
      .boolean()
      .default(false)
      .describe('The security code is asked for with a stored card, too.'),
    keys: z
      .strictObject({
        clear: sequence('*', 'Clears the open field.'),
        back: sequence('**', 'Back to the agent, without a payment.'),
        help: sequence('*#', 'Says what these keys do.'),
      })
      .refine(({ clear, back, help }) => once([clear, back, help].filter((keys) => keys !== 'off')), {
        error: 'must be different from one another',
      })
      .prefault({})
      .describe('What the caller can key beside digits and #. "off" turns one off.'),
    charge: z
      .enum(['auto', 'agent'])
      .default('auto')
      .describe('auto: the transaction starts when all is keyed. agent: the agent starts it with 1.'),
    presence: z
      .enum(['guided', 'isolated', 'silent', 'talk'])
      .default('guided')
      .describe(
        'What the agent has of the capture where the dialplan sets no HUSHPAY_PRESENCE. guided: hears the prompts and can speak. isolated: hold music and ticks. silent: ticks and the outcome. talk: goes on talking with the caller, whose keys are taken out of the voice; needs tcpdump, CAP_NET_RAW and Asterisk on this machine, and a caller in G.711 without SRTP; guided instead where that is not so.',
      ),
    tcpdump: z
      .string()
      .regex(/^[\w./-]+$/, { error: 'must be the name or the path of a program' })
      .default('tcpdump')
      .describe('Program that reads the caller’s voice from the wire, for the presence talk.'),
    speech: z
      .strictObject({
        engine: z
          .string()
          .regex(/^[A-Za-z0-9_.-]+$/, { error: 'must be the name of a section in aeap.conf' })
          .optional()
          .describe(
            'Name of a recogniser on this machine: a section of Asterisk’s aeap.conf with an address such as ws://127.0.0.1:9099. Without it callers only key. Where the address is another machine’s, the service does not start.',
          ),
        minimumConfidence: z
          .number()
          .int()
          .min(0)
          .max(100)
          .default(60)
          .describe('What the recogniser is less sure of, 0 to 100, is asked again.'),
      })
      .prefault({})
      .describe('Callers of the IVR may speak digits instead of keying them. Keys always work beside it.'),
    fields: z
      .partialRecord(
        z.enum(FIELDS),
        z.strictObject({
          attempts: z.number().int().min(1).max(3).optional().describe('Tries.'),
          firstKey: fieldSeconds('From the end of a prompt to the first key.', 300),
          betweenKeys: fieldSeconds('From one key to the next.', 60),
          lastKey: fieldSeconds('When only # may be missing.', 60),
          field: fieldSeconds('From the first key to the end of the field.', 3600),
        }),
      )
      .default({})
      .describe(
        'Other tries and timers for single fields, such as { security-code: { attempts: 2, firstKey: 20 } }: attempts, firstKey, betweenKeys, lastKey, field.',
      ),
    timers: z
      .strictObject({
        arrive: seconds(1, 'For both parties to arrive after the feature code.', { max: 30 }),
        firstKey: seconds(10, 'From the end of a prompt to the first key.', { max: 300 }),
        betweenKeys: seconds(5, 'From one key to the next.', { max: 60 }),
        lastKey: seconds(1.5, 'When the keys so far could be the whole field and only # may be missing.', {
          max: 60,
        }),
        field: seconds(60, 'For one field, from its first key to its end.'),
        capture: seconds(300, 'For the whole card, from the first prompt to the charge.'),
        amountKey: seconds(8, 'For the agent to key or confirm the amount.', { max: 300 }),
        decide: seconds(
          15,
          'For the agent to choose after a decline, and for the caller to answer a question.',
          { max: 300 },
        ),
        prompt: seconds(30, 'Longest a prompt may play before the service goes on without its end.', {
          max: 300,
        }),
        stillProcessing: seconds(8, 'From one word that the charge is still going on to the next.', {
          max: 60,
        }),
        find: seconds(10, 'How long a charge is looked for while the caller waits.', { max: 120 }),
        quiet: seconds(
          2,
          'Without keys before the agent may hear the caller again. The dialplan, which does so where the service is dead, takes the next whole second.',
          { min: 1, max: 10 },
        ),
      })
      .prefault({})
      .describe('How long to wait for what.'),
  })
  .prefault({})
  .describe('How the card is asked for.');
