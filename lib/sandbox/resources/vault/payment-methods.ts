import { type Answer, blankAnswer, unsupportedAnswer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import type { Instrument } from '../../instrument.js';
import { invalidAt, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import { verifyBank } from './bank-verification.js';
import { applyChange, readChange, verifyChange } from './card-change.js';
import { customerOf } from './customer.js';
import { isCard } from './customers.js';
import { discardMethod, renameWithDependants } from './dependants.js';
import { echoed } from './echo.js';
import { METHOD_ROOTS, methodXml } from './method-xml.js';
import { methodOf, putMethod, tokenErrors, type VaultMethod } from './methods.js';
import { nonceMethod } from './nonces.js';
import { verificationAnswer } from './refusal.js';
import { bankTerms, commit, type Place, prepare, verified } from './vaulting.js';

const CARD: Omit<Place, 'customerId'> = {
  path: ['credit-card'],
  noncePath: ['credit-card'],
  unknownNonce: 91732,
  consumedNonce: 91731,
  missing: 81725,
};
const METHOD: Omit<Place, 'customerId'> = {
  path: ['credit-card'],
  noncePath: ['payment-method'],
  unknownNonce: 93108,
  consumedNonce: 93107,
  missing: 93103,
};

/** POST /payment_methods: `creditCard.create` sends `credit_card`, `paymentMethod.create` sends `payment_method`. */
export function createMethod(context: Context): Promise<Answer> {
  return context.body.has('credit_card')
    ? create(context, context.body.under('credit_card'), CARD, { required: 91704, invalid: 91705 })
    : create(context, context.body.under('payment_method'), METHOD, { required: 93104, invalid: 93105 });
}

async function create(
  context: Context,
  request: Fields,
  place: Omit<Place, 'customerId'>,
  codes: { readonly required: ValidationCode; readonly invalid: ValidationCode },
): Promise<Answer> {
  const errors: ValidationError[] = [];
  const customerId = request.text('customer_id');
  const customer = customerId === undefined ? undefined : await customerOf(context, customerId);
  if (!customerId) errors.push(invalidAt(place.noncePath, codes.required, 'customer_id'));
  else if (!customer) errors.push(invalidAt(place.noncePath, codes.invalid, 'customer_id'));
  const prepared = await prepare(context, request, { ...place, customerId: customer?.id }, errors);
  if (place === CARD && prepared && prepared.method.instrument.kind !== 'credit_card') {
    errors.push(invalidAt(place.path, 91738, 'payment_method_nonce'));
  }
  if (errors.length > 0 || !prepared || !customer) return validationAnswer(errors, echoed(context.body));
  const verification = await verified(context, prepared);
  if (verification && verification.status !== 'verified') {
    return verificationAnswer(verification, context.body);
  }
  return answerWith(context, 201, await commit(context, customer.id, prepared, verification));
}

async function answerWith(context: Context, status: number, method: VaultMethod): Promise<Answer> {
  const stored = (await methodOf(context, method.token)) ?? method;
  return xmlAnswer(status, METHOD_ROOTS[stored.instrument.kind], await methodXml(context, stored));
}

/** The calls under /payment_methods/KIND: of the given kind only, or of any. */
const onMethod =
  (
    kind: Instrument['kind'] | 'any',
    act: (context: Context, method: VaultMethod) => Promise<Answer>,
  ): ((context: Context) => Promise<Answer>) =>
  async (context) => {
    const method = await methodOf(context, context.path[0] ?? '');
    return method && (kind === 'any' || method.instrument.kind === kind)
      ? act(context, method)
      : blankAnswer(404);
  };

export const findMethod = (kind: Instrument['kind'] | 'any'): ((context: Context) => Promise<Answer>) =>
  onMethod(kind, (context, method) => answerWith(context, 200, method));

export const deleteMethod = (kind: Instrument['kind'] | 'any'): ((context: Context) => Promise<Answer>) =>
  onMethod(kind, async (context, method) => {
    await discardMethod(context, method);
    return blankAnswer(200);
  });

/** The card behind a nonce that stands for one of the vault and was not used. */
export async function cardFromNonce(context: Context): Promise<Answer> {
  const { method, fault } = await nonceMethod(context, context.path[0] ?? '');
  const stored = method?.token && !fault ? await methodOf(context, method.token) : undefined;
  return stored && isCard(stored) ? answerWith(context, 200, stored) : blankAnswer(404);
}

export const updateCard = onMethod('credit_card', (context, method) =>
  changeCard(context, method, context.body.under('credit_card')),
);

export const updatePayPal = onMethod('paypal_account', (context, method) =>
  changeOther(context, method, context.body.under('paypal_account')),
);

export const updateMethod = onMethod('any', (context, method) => {
  const request = context.body.under('payment_method');
  return isCard(method) ? changeCard(context, method, request) : changeOther(context, method, request);
});

async function changeCard(context: Context, method: VaultMethod, request: Fields): Promise<Answer> {
  if (!isCard(method)) return blankAnswer(404);
  const errors: ValidationError[] = [];
  const change = await readChange(context, method, request, ['credit-card'], errors);
  if (errors.length > 0) return validationAnswer(errors, echoed(context.body));
  const verification = await verifyChange(context, method, change);
  if (verification && verification.status !== 'verified') {
    return verificationAnswer(verification, context.body);
  }
  return answerWith(context, 200, await applyChange(context, method, change, verification));
}

/** Everything but a card has only a token, a place as the default and, a bank account, its verification. */
async function changeOther(context: Context, method: VaultMethod, request: Fields): Promise<Answer> {
  const errors: ValidationError[] = [];
  const { instrument } = method;
  const path = [METHOD_ROOTS[instrument.kind]];
  const options = request.under('options');
  const token = request.text('token');
  if (token !== undefined && token !== method.token) {
    const found: ValidationError[] = [];
    await tokenErrors(context, token, path, found);
    errors.push(
      ...found.map((error) => (error.code === 91719 ? { ...error, code: takenCode(instrument) } : error)),
    );
  }
  if (request.has('payment_method_nonce')) {
    errors.push(
      invalidAt(path, instrument.kind === 'paypal_account' ? 92914 : 93102, 'payment_method_nonce'),
    );
  }
  const { bankMethod } = bankTerms(options, instrument, errors);
  if (errors.length > 0) return validationAnswer(errors, echoed(context.body));
  if (bankMethod && instrument.kind === 'us_bank_account') {
    await verifyBank(context, { ...method, account: instrument.account }, bankMethod);
  }
  const present = (await methodOf(context, method.token)) ?? method;
  const changed = await putMethod(context, present, options.flag('make_default'));
  const renamed =
    token && token !== method.token ? await renameWithDependants(context, changed, token) : changed;
  return answerWith(context, 200, renamed);
}

function takenCode({ kind }: Instrument): ValidationCode {
  if (kind === 'paypal_account') return 92906;
  return kind === 'apple_pay_card' ? 93503 : 91719;
}

export async function grantMethod(): Promise<Answer> {
  return unsupportedAnswer('paymentMethod.grant');
}

export async function revokeMethod(): Promise<Answer> {
  return unsupportedAnswer('paymentMethod.revoke');
}
