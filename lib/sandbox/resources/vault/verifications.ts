import { type Answer, blankAnswer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { CardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import { type Searchable, seconds } from '../../criteria.js';
import type { Fields } from '../../fields.js';
import { invalidAt, type ValidationError } from '../../rules/validation.js';
import { readAddress } from './address-input.js';
import { expiry, numberMatches } from './card-criteria.js';
import { cardErrors, newCard } from './card-input.js';
import { customerOf } from './customer.js';
import { echoed } from './echo.js';
import { consumeNonce, nonceMethod } from './nonces.js';
import { verificationAnswer } from './refusal.js';
import {
  OWN_WORDING,
  type Verification,
  verificationOf,
  verificationsOf,
  verificationTerms,
  verificationXml,
  verifyCard,
} from './verification.js';

const PATH = ['verification'];
const CARD_PATH = ['verification', 'credit-card'];

/** POST /verifications: a card or its nonce verified without being stored. */
export async function createVerification(context: Context): Promise<Answer> {
  const request = context.body.under('verification');
  const errors: ValidationError[] = [];
  const terms = verificationTerms(context, request.under('options'), PATH, OWN_WORDING, errors);
  const card = request.under('credit_card');
  const facts = await factsOf(context, request, errors);
  const billing = card.has('billing_address')
    ? readAddress(card.under('billing_address'), [...CARD_PATH, 'billing-address'], errors)
    : undefined;
  if (errors.length > 0 || !facts) return validationAnswer(errors, echoed(context.body));
  const nonce = request.text('payment_method_nonce');
  if (nonce) await consumeNonce(context, { instrument: { kind: 'credit_card', facts }, nonce });
  const verification = await verifyCard(context, facts, terms, billing ? { billing } : {});
  return verification.status === 'verified'
    ? xmlAnswer(201, 'verification', verificationXml(verification))
    : verificationAnswer(verification, context.body);
}

async function factsOf(
  context: Context,
  request: Fields,
  errors: ValidationError[],
): Promise<CardFacts | undefined> {
  const nonce = request.text('payment_method_nonce');
  const card = request.under('credit_card');
  if (nonce === undefined) return newCard(context, card, CARD_PATH, errors);
  const { method, fault } = await nonceMethod(context, nonce);
  const code = fault === 'consumed' ? 91731 : fault ? 91732 : undefined;
  if (code) errors.push(invalidAt(CARD_PATH, code, 'payment_method_nonce'));
  else if (method?.instrument.kind !== 'credit_card') {
    errors.push(invalidAt(CARD_PATH, 91738, 'payment_method_nonce'));
  }
  if (method?.instrument.kind !== 'credit_card') return undefined;
  errors.push(...cardErrors(method.instrument.facts, card, CARD_PATH));
  return method.instrument.facts;
}

export async function findVerification(context: Context): Promise<Answer> {
  const found = await verificationOf(context, context.path[0] ?? '');
  return found ? xmlAnswer(200, 'verification', verificationXml(found)) : blankAnswer(404);
}

/** A verification with what a search may ask about its customer. */
interface Found {
  readonly one: Verification;
  readonly email?: string;
  readonly secret: string;
}

export const VERIFICATION_SEARCH: Searchable<Found> = {
  names: ['credit-card-verifications', 'verification'],
  id: ({ one }) => one.id,
  createdAt: ({ one }) => one.createdAt,
  xml: (_context, { one }) => verificationXml(one),
  all: async (context) => {
    const found: Found[] = [];
    for (const one of await verificationsOf(context)) {
      const customer = one.customerId ? await customerOf(context, one.customerId) : undefined;
      found.push({ one, email: customer?.email, secret: context.secret });
    }
    return found;
  },
  criteria: {
    id: { as: 'text', of: ({ one }) => [one.id] },
    ids: { as: 'list', of: ({ one }) => [one.id] },
    status: { as: 'list', of: ({ one }) => [one.status] },
    verification_type: { as: 'list', of: () => ['credit_card'] },
    billing_address_details_postal_code: {
      as: 'text',
      of: ({ one }) => [one.billing?.postalCode ?? one.card.postalCode],
    },
    credit_card_cardholder_name: { as: 'text', of: ({ one }) => [one.card.cardholderName] },
    credit_card_expiration_date: { as: 'text', of: ({ one }) => [expiry(one.card)] },
    credit_card_card_type: { as: 'list', of: ({ one }) => [one.card.cardType] },
    credit_card_number: {
      as: 'own',
      matches: ({ one, secret }, operator, value) => numberMatches([one.card], operator, value, secret),
    },
    customer_email: { as: 'text', of: ({ email }) => [email] },
    customer_id: { as: 'text', of: ({ one }) => [one.customerId] },
    payment_method_token: { as: 'text', of: ({ one }) => [one.token] },
    created_at: { as: 'range', of: ({ one }) => Math.floor(one.createdAt / 1000), read: seconds },
  },
};
