import { type Answer, jsonAnswer } from '../../answer.js';
import { cardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import { Fields } from '../../fields.js';
import type { Method } from '../../instrument.js';
import { VALIDATION_TEXTS, type ValidationError } from '../../rules/validation.js';
import { readAddress } from './address-input.js';
import type { ClientAuthorization } from './authorization.js';
import { cardInput, newCard } from './card-input.js';
import { clientConfiguration } from './client-configuration.js';
import { customerOf } from './customer.js';
import { binData, descriptionOf, NONCE_TYPES, nonceDetails } from './method-nonces.js';
import { methodsOf, storedMethod } from './methods.js';
import { makeNonce } from './nonces.js';
import { commit, prepare, verified } from './vaulting.js';
import { verificationMessage } from './verification.js';

/** One call of the client API: what browsers and apps ask with a client token or a tokenization key. */
export interface ClientRoute {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Below /merchants/:id/client_api/v1. */
  readonly pattern: RegExp;
  readonly answer: (context: Context, authorization: ClientAuthorization) => Promise<Answer>;
}

export const CLIENT_ROUTES: readonly ClientRoute[] = [
  { name: 'client.configuration', method: 'GET', pattern: /^\/configuration$/, answer: configuration },
  {
    name: 'client.tokenize',
    method: 'POST',
    pattern: /^\/payment_methods\/credit_cards(\.json)?$/,
    answer: tokenize,
  },
  { name: 'client.paymentMethods', method: 'GET', pattern: /^\/payment_methods(\.json)?$/, answer: list },
];

async function configuration(context: Context, authorization: ClientAuthorization): Promise<Answer> {
  const { merchant, merchantAccountId } = authorization;
  return jsonAnswer(200, clientConfiguration(context.origin, merchant, merchantAccountId));
}

/** The customer's payment methods, each with a new nonce. */
async function list(context: Context, { customerId }: ClientAuthorization): Promise<Answer> {
  const methods = customerId === undefined ? [] : await methodsOf(context, customerId);
  const customer = customerId === undefined ? undefined : await customerOf(context, customerId);
  const found: unknown[] = [];
  for (const { token } of methods) {
    const method = await storedMethod(context, { token });
    if (method) found.push(await described(context, method, token === customer?.defaultToken));
  }
  return jsonAnswer(200, { paymentMethods: found });
}

/**
 * A card becomes a nonce. With a customer it is stored too and checked as the client token's options say; without
 * one it is only checked, and not even that when `options.validate` is false.
 */
async function tokenize(context: Context, authorization: ClientAuthorization): Promise<Answer> {
  const request = snake(context.body);
  const card = request.under('credit_card');
  const validate = String(card.object('options').validate ?? true) !== 'false';
  const errors: ValidationError[] = [];
  if (authorization.customerId !== undefined && validate) return store(context, authorization, card);
  const facts = validate
    ? newCard(context, card, ['credit-card'], errors)
    : cardFacts(cardInput(card, ['credit-card'], []), context.secret);
  const given = card.has('billing_address');
  const path = ['credit-card', 'billing-address'];
  const billing = given
    ? readAddress(card.under('billing_address'), path, validate ? errors : [])
    : undefined;
  if (errors.length > 0) return refused(errors);
  const method: Method = { instrument: { kind: 'credit_card', facts }, ...(billing ? { billing } : {}) };
  return jsonAnswer(validate ? 201 : 202, { creditCards: [await described(context, method, false)] });
}

async function store(
  context: Context,
  { customerId = '', options, merchantAccountId }: ClientAuthorization,
  card: Fields,
): Promise<Answer> {
  const errors: ValidationError[] = [];
  const path = ['credit-card'];
  const wanted = new Fields({
    ...Object.fromEntries(card.names().map((name) => [name, card.text(name) ?? card.object(name)])),
    options: {
      make_default: options.makeDefault,
      verify_card: options.verifyCard,
      verification_merchant_account_id: merchantAccountId,
      fail_on_duplicate_payment_method: options.failOnDuplicatePaymentMethod,
      fail_on_duplicate_payment_method_for_customer: options.failOnDuplicatePaymentMethodForCustomer,
    },
  });
  const place = {
    path,
    noncePath: path,
    unknownNonce: 91732,
    consumedNonce: 91731,
    missing: 81725,
    customerId,
  } as const;
  const prepared = await prepare(context, wanted, place, errors);
  if (errors.length > 0 || !prepared) return refused(errors);
  const verification = await verified(context, prepared);
  if (verification && verification.status !== 'verified') {
    return jsonAnswer(422, { error: { message: verificationMessage(verification) }, fieldErrors: [] });
  }
  const { token } = await commit(context, customerId, prepared, verification);
  const method = (await storedMethod(context, { token })) as Method;
  const customer = await customerOf(context, customerId);
  const one = await described(context, method, token === customer?.defaultToken);
  return jsonAnswer(201, { creditCards: [one] });
}

async function described(context: Context, method: Method, isDefault: boolean): Promise<unknown> {
  const { instrument } = method;
  return {
    type: NONCE_TYPES[instrument.kind],
    nonce: await makeNonce(context, method),
    description: descriptionOf(instrument),
    default: isDefault,
    consumed: false,
    isLocked: false,
    securityQuestions: [],
    threeDSecureInfo: null,
    details: nonceDetails(instrument),
    ...('facts' in instrument ? { binData: binData(instrument.facts) } : {}),
  };
}

/** 422 with the errors by field, as the browser's SDK reads them. */
function refused(errors: readonly ValidationError[]): Answer {
  const camel = (name: string): string =>
    name.replace(/[-_](\w)/g, (_all, letter: string) => letter.toUpperCase());
  const fieldErrors = errors.map(({ attribute, code }) => ({
    field: camel(attribute),
    message: VALIDATION_TEXTS[code],
    code: String(code),
  }));
  return jsonAnswer(422, {
    error: { message: 'Credit card is invalid' },
    fieldErrors: [{ field: 'creditCard', fieldErrors }],
  });
}

/** Browsers write names in camel case, others with underscores. */
function snake(body: Fields): Fields {
  const underscored = (name: string): string =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const named = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([name, child]) => [underscored(name), named(child)]))
      : value;
  const top = body.names().map((name) => [name, body.text(name) ?? body.object(name)]);
  return new Fields(named(Object.fromEntries(top)));
}
