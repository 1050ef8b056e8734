import { Unsupported } from '../../answer.js';
import { cardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { cardOf, type Instrument, type Method } from '../../instrument.js';
import { invalid, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import { cvvMatch, type Match } from '../../rules/verification.js';
import { cardErrors, cardInput } from '../vault/card-input.js';
import { customerOf } from '../vault/customer.js';
import { takeCvv } from '../vault/cvv.js';
import { storedMethod } from '../vault/methods.js';
import { nonceMethod } from '../vault/nonces.js';

/** Ways to pay that the SDK can send and this sandbox cannot take. */
const UNSUPPORTED = [
  'apple_pay_card',
  'android_pay_card',
  'paypal_account',
  'shared_payment_method_token',
  'shared_payment_method_nonce',
  'shared_customer_id',
  'shared_billing_address_id',
  'shared_shipping_address_id',
  'venmo_sdk_payment_method_code',
  'three_d_secure_token',
  'exchange_rate_quote_id',
  'installments',
  'transfer',
  'payment_facilitator',
  'foreign_retailer',
];

const CARD = ['transaction', 'credit-card'];

/** With what the request pays; what is wrong with it is added to `errors`. Throws `Unsupported`. */
export async function readMethod(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Promise<Method | undefined> {
  const strange = UNSUPPORTED.find((name) => request.has(name));
  if (strange) throw new Unsupported(`a transaction with ${strange}`);
  const card = request.under('credit_card');
  for (const name of ['payment_reader_card_details', 'network_tokenization_attributes']) {
    if (card.has(name)) throw new Unsupported(`a card with ${name}`);
  }
  const method = await findMethod(request, context, errors);
  if (method) bankErrors(request, method, errors);
  return method && withCode(method, card);
}

async function findMethod(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Promise<Method | undefined> {
  const refuse = (code: ValidationCode, attribute: string): undefined =>
    void errors.push(invalid(code, attribute));
  const [nonce, token, customerId] = ['payment_method_nonce', 'payment_method_token', 'customer_id'].map(
    (name) => request.text(name) || undefined,
  );
  const number = request.under('credit_card').has('number');
  if (token && number) return refuse(91515, 'base');
  if (customerId && !(await customerOf(context, customerId))) return refuse(91510, 'customer_id');
  if (nonce && !token) return byNonce(nonce, request, context, errors);
  if (token) {
    const method = await storedMethod(context, { token });
    if (!method) return refuse(91518, 'payment_method_token');
    if (customerId && method.customerId !== customerId) return refuse(91516, 'base');
    if (!nonce) return method;
    // Beside a token, only the single-use token of a security code.
    const match = cardOf(method.instrument) && (await takeCvv(context, nonce));
    return match ? answered(method, match) : refuse(91515, 'base');
  }
  if (number || request.under('credit_card').names().length > 0) return byNumber(request, context, errors);
  if (customerId) return (await storedMethod(context, { customerId })) ?? refuse(91511, 'customer_id');
  return refuse(91508, 'base');
}

async function byNonce(
  id: string,
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Promise<Method | undefined> {
  const { method, fault } = await nonceMethod(context, id);
  if (fault === 'unsupported') throw new Unsupported(`the nonce ${id.replace(/\d{3,}/g, '…')}`);
  if (fault === 'unknown') errors.push(invalid(91565, 'payment_method_nonce'));
  if (fault === 'consumed') errors.push(invalid(91564, 'payment_method_nonce'));
  if (fault === 'luhn') errors.push(invalid(81715, 'number', 'credit-card'));
  const facts = method && cardOf(method.instrument);
  if (facts && !method.token) errors.push(...cardErrors(facts, request.under('credit_card'), CARD));
  return method;
}

function byNumber(request: Fields, context: Context, errors: ValidationError[]): Method {
  const card = request.under('credit_card');
  const billing = request.under('billing');
  const facts = cardFacts(
    {
      ...cardInput(card, CARD, errors),
      postalCode: billing.text('postal_code'),
      streetAddress: billing.text('street_address'),
    },
    context.secret,
  );
  errors.push(...cardErrors(facts, card, CARD));
  return { instrument: { kind: 'credit_card', facts } };
}

/** A bank account must be verified, and is charged at once or not at all. */
function bankErrors(request: Fields, method: Method, errors: ValidationError[]): void {
  if (method.instrument.kind !== 'us_bank_account') return;
  if (!method.instrument.account.verified) {
    errors.push(invalid(915172, method.token ? 'payment_method_token' : 'payment_method_nonce'));
  } else if (!request.under('options').flag('submit_for_settlement') && request.text('type') === 'sale') {
    errors.push(invalid(915104, 'base'));
  }
}

/** A security code beside a token or a nonce is checked with this charge. */
function withCode(method: Method, card: Fields): Method {
  const facts = cardOf(method.instrument);
  const code = card.text('cvv');
  return !facts || code === undefined || card.has('number') ? method : answered(method, cvvMatch(code));
}

/** The method, with what its issuer says to the security code. */
function answered(method: Method, cvv: Match): Method {
  const { instrument } = method;
  const facts = cardOf(instrument);
  return facts
    ? { ...method, instrument: { ...instrument, facts: { ...facts, cvv } } as Instrument }
    : method;
}
