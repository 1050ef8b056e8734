import { z } from 'zod';
import { decimalsOf, parseAmount } from '../money/currency.js';
import type { Money } from '../money/money.js';
import type { LookupAnswer } from './lookup.js';

/** Most faults that are told of one answer. */
const TOLD = 3;

const text = (longest = 255) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    // Channel variables and AMI are lines of text.
    .regex(/^\P{Cc}*$/u, { error: 'must have no control characters' });

const like = (pattern: RegExp, error: string) => z.string().regex(pattern, { error });

/** What Braintree takes for an id of a customer, and for a token of the vault. */
const ID = /^[A-Za-z0-9_-]{1,36}$/;
/** A token, or all that there are of the customer. */
const STORED = /^(?:[A-Za-z0-9_-]{1,36}|\*)$/;
const once = (values: readonly string[]) => new Set(values).size === values.length;

const person = z.union(
  [z.strictObject({ firstName: text(), lastName: text() }), z.strictObject({ businessName: text() })],
  { error: 'must have firstName and lastName, or businessName' },
);

const address = z.strictObject({
  street: text().optional(),
  extended: text().optional(),
  city: text().optional(),
  region: text().optional(),
  postalCode: like(/^[A-Za-z0-9][A-Za-z0-9 -]{0,8}$/, 'must be a postal code').optional(),
  country: like(/^[A-Z]{2}$/, 'must be a country such as US').optional(),
});

/** The schema of an answer; `currencies` are those that can be charged, absent: all of ISO 4217. */
function answerSchema(currencies: readonly string[] | undefined) {
  const money = (least: 0 | 1) =>
    z
      .strictObject({ amount: z.string().optional(), minor: z.number().optional(), currency: z.string() })
      .transform((given, context): Money => {
        const money = moneyOf(given, currencies);
        const fault = typeof money === 'string' ? money : money.minor < least && 'must be more than nothing';
        if (typeof money !== 'string' && !fault) return money;
        context.addIssue({ code: 'custom', message: fault || '', input: undefined });
        return z.NEVER;
      });
  const account = z
    .strictObject({
      due: money(0).optional(),
      minimum: money(1).optional(),
      reference: text().optional(),
      description: text().optional(),
      customer: like(ID, 'must be 1 to 36 letters, digits, _ and -').optional(),
      name: text().optional(),
      postalCode: address.shape.postalCode,
      language: like(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must be a language such as en or pt_BR').optional(),
      stored: z
        .array(like(STORED, 'must be a token of the vault'))
        .max(9)
        .refine(once, { error: 'must name no token twice' })
        .optional(),
      holder: z.strictObject({ owner: person, billing: address }).optional(),
      risk: z
        .strictObject({
          deviceData: text(4096).optional(),
          deviceId: text(36).optional(),
          ip: text(45).optional(),
          browser: text().optional(),
          postalCode: address.shape.postalCode,
          tenure: like(/^\d{1,5}$/, 'must be a number of days').optional(),
        })
        .optional(),
      invoices: z
        .array(z.strictObject({ reference: text(), amount: money(1) }))
        .max(100)
        .refine((all) => once(all.map(({ reference }) => reference)), {
          error: 'must name no reference twice',
        })
        .optional(),
    })
    .superRefine(({ due, minimum, invoices = [], stored, customer }, context) => {
      const fault = (path: (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path, message, input: undefined });
      const all = stored?.includes('*') === true;
      if (all && !customer) fault(['stored'], 'has no customer whose methods they are');
      if (all && stored.length > 1) fault(['stored'], 'has tokens beside *, which is all there are');
      const first = due ?? invoices[0]?.amount;
      if (minimum && !due) fault(['minimum'], 'has no due that it is a part of');
      if (minimum && due && minimum.currency !== due.currency)
        fault(['minimum'], 'is not in the currency of due');
      else if (minimum && due && minimum.minor > due.minor) fault(['minimum'], 'is more than due');
      invoices.forEach(({ amount }, index) => {
        if (amount.currency === first?.currency) return;
        fault(['invoices', index, 'amount'], 'is not in the currency of due and of the first invoice');
      });
    });
  return z.discriminatedUnion('found', [
    z.strictObject({ found: z.literal(true), account }),
    z.strictObject({ found: z.literal(false) }),
  ]);
}

interface GivenMoney {
  readonly amount?: string | undefined;
  readonly minor?: number | undefined;
  readonly currency: string;
}

/** The money, or what is wrong with it. */
function moneyOf(
  { amount, minor, currency }: GivenMoney,
  currencies: readonly string[] | undefined,
): Money | string {
  const decimals = decimalsOf(currency);
  if (decimals === undefined) return 'has a currency that is not of ISO 4217; write such as USD';
  if (currencies && !currencies.includes(currency)) {
    return `is in ${currency}, for which there is no merchant account; there is one for ${currencies.join(', ')}`;
  }
  if ((amount === undefined) === (minor === undefined)) return 'must have either amount or minor';
  if (minor !== undefined) {
    if (!Number.isSafeInteger(minor)) return 'must have a whole number as minor';
    return minor < 0 ? 'is negative' : { minor, currency };
  }
  const written = (amount ?? '').trim();
  if (/^-\d/.test(written)) return 'is negative';
  const parsed = parseAmount(written, currency);
  if (parsed.ok) return parsed.money;
  switch (parsed.fault) {
    case 'zero':
      return { minor: 0, currency };
    case 'decimals':
      return `has more than the ${decimals} decimals of ${currency}`;
    case 'too-large':
      return 'is too large';
    default:
      return 'must have an amount such as "19.99", with a point and nothing else beside digits';
  }
}

/**
 * Reads what the other side's text means. A field that is null counts as left out. Never throws; what is wrong is told
 * by the names of the fields, never by what is in them. `currencies` as for the schema.
 */
export function answerReader(currencies?: readonly string[]): (body: string) => LookupAnswer {
  const schema = answerSchema(currencies);
  return (body) => {
    let given: unknown;
    try {
      given = JSON.parse(body, (_, value: unknown) => value ?? undefined);
    } catch {
      return faulty('it is not JSON');
    }
    const parsed = schema.safeParse(given);
    if (!parsed.success) return faulty(parsed.error.issues.slice(0, TOLD).map(wordsOf).join('; '));
    // Without the fields that are undefined, so that it is the same after the journal has stored it.
    return parsed.data.found
      ? { kind: 'found', account: JSON.parse(JSON.stringify(parsed.data.account)) }
      : { kind: 'not-found' };
  };
}

function faulty(detail: string): LookupAnswer {
  return { kind: 'unavailable', cause: 'lookup-answer', text: detail };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  array: 'a list',
  object: 'an object',
};

function wordsOf(issue: z.core.$ZodIssue): string {
  const name = issue.path.length > 0 ? issue.path.map(String).join('.') : 'the answer';
  switch (issue.code) {
    case 'invalid_type':
      return `${name} ${/received undefined/.test(issue.message) ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`}`;
    case 'unrecognized_keys':
      return `${name} has unknown fields: ${issue.keys.map(shown).join(', ')}`;
    case 'too_small':
      return `${name} must not be empty`;
    case 'too_big':
      return `${name} has more than ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'}`;
    case 'invalid_union':
      return issue.discriminator ? 'found must be true or false' : `${name} ${issue.message}`;
    default:
      return `${name} ${issue.message}`;
  }
}

/** A name of the other side's; anything that is no plain word could be data. */
function shown(key: string): string {
  return /^[A-Za-z_]{1,30}$/.test(key) ? key : '…';
}
