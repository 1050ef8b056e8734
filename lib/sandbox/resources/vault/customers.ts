import { type Answer, blankAnswer, unsupportedAnswer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { CardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import { Fields } from '../../fields.js';
import { invalidAt, type ValidationError } from '../../rules/validation.js';
import { addressesOf, putAddress, removeAddress } from './addresses.js';
import { applyChange, type CardChange, readChange, verifyChange } from './card-change.js';
import {
  customerIdErrors,
  customerOf,
  dropCustomer,
  putCustomer,
  readCustomer,
  type VaultCustomer,
} from './customer.js';
import { customerXml } from './customer-xml.js';
import { discardMethod } from './dependants.js';
import { echoed } from './echo.js';
import { freeCustomerId, methodOf, methodsOf, putMethod, type VaultMethod } from './methods.js';
import { verificationAnswer } from './refusal.js';
import { commit, type Place, type Prepared, prepare, verified } from './vaulting.js';

const PATH = ['customer'];
const CARD_PATH = ['customer', 'credit-card'];

export async function createCustomer(context: Context): Promise<Answer> {
  const request = context.body.under('customer');
  if (request.has('apple_pay_card')) return unsupportedAnswer('customer.create with applePayCard');
  const errors: ValidationError[] = [];
  const details = readCustomer(context, request, PATH, errors);
  await customerIdErrors(context, request.text('id'), PATH, errors);
  const prepared = await preparedOf(context, request, undefined, errors);
  if (errors.length > 0) return validationAnswer(errors, echoed(context.body));
  const verification = prepared && (await verified(context, prepared));
  if (verification && verification.status !== 'verified') {
    return verificationAnswer(verification, context.body);
  }
  const id = request.text('id') ?? (await freeCustomerId(context));
  await putCustomer(context, { ...details, id });
  if (prepared) await commit(context, id, prepared, verification);
  return answerWith(context, 201, id);
}

/** The payment method of the request: a nonce, a card, or a nonce with what the card says beside it. */
async function preparedOf(
  context: Context,
  request: Fields,
  customerId: string | undefined,
  errors: ValidationError[],
): Promise<Prepared | undefined> {
  const nonce = request.text('payment_method_nonce');
  if (nonce === undefined && !request.has('credit_card')) return undefined;
  const fields = new Fields({
    ...request.object('credit_card'),
    ...(nonce === undefined ? {} : { payment_method_nonce: nonce }),
  });
  const place: Place =
    nonce === undefined
      ? {
          path: CARD_PATH,
          noncePath: CARD_PATH,
          unknownNonce: 91732,
          consumedNonce: 91731,
          missing: 81725,
          customerId,
        }
      : {
          path: CARD_PATH,
          noncePath: PATH,
          unknownNonce: 93108,
          consumedNonce: 93107,
          missing: 93103,
          customerId,
        };
  return prepare(context, fields, place, errors);
}

export async function findCustomer(context: Context): Promise<Answer> {
  const filter = context.query.get('association_filter_id');
  const customer = await customerOf(context, context.path[0] ?? '');
  if (!customer) return blankAnswer(404);
  if (filter === null) return xmlAnswer(200, 'customer', await customerXml(context, customer));
  const association = FILTERS[filter];
  if (!association) return blankAnswer(404);
  return xmlAnswer(200, 'customer', await customerXml(context, customer, association));
}

/** The filters that every merchant of Braintree's sandbox has. */
const FILTERS: Readonly<Record<string, 'none' | 'top-level'>> = {
  customernoassociations: 'none',
  customertoplevelassociations: 'top-level',
};

export async function updateCustomer(context: Context): Promise<Answer> {
  const found = await customerOf(context, context.path[0] ?? '');
  if (!found) return blankAnswer(404);
  const request = context.body.under('customer');
  const errors: ValidationError[] = [];
  const details = readCustomer(context, request, PATH, errors, found);
  const newId = request.text('id');
  if (newId !== undefined && newId !== found.id) await customerIdErrors(context, newId, PATH, errors);
  const defaultToken = await readDefault(context, request, found, errors);
  const change = await changeOf(context, request, found, errors);
  const named = request.under('credit_card').under('options').has('update_existing_token');
  const prepared = named ? undefined : await preparedOf(context, request, found.id, errors);
  if (errors.length > 0) return validationAnswer(errors, echoed(context.body));
  const verification = change
    ? await verifyChange(context, change.method, change.change)
    : prepared && (await verified(context, prepared));
  if (verification && verification.status !== 'verified') {
    return verificationAnswer(verification, context.body);
  }
  await putCustomer(context, { ...found, ...details, defaultToken });
  if (change) await applyChange(context, change.method, change.change, verification);
  if (prepared) await commit(context, found.id, prepared, verification);
  if (newId !== undefined && newId !== found.id) await rename(context, found.id, newId);
  return answerWith(context, 200, newId ?? found.id);
}

async function readDefault(
  context: Context,
  request: Fields,
  customer: VaultCustomer,
  errors: ValidationError[],
): Promise<string | undefined> {
  const token = request.text('default_payment_method_token');
  if (token === undefined) return customer.defaultToken;
  const method = await methodOf(context, token);
  if (method?.customerId === customer.id) return token;
  errors.push(invalidAt(PATH, 91718, 'default_payment_method_token'));
  return customer.defaultToken;
}

/** The change of one of the customer's own cards, when the request names it. */
async function changeOf(
  context: Context,
  request: Fields,
  customer: VaultCustomer,
  errors: ValidationError[],
): Promise<{ readonly method: VaultMethod; readonly change: CardChange } | undefined> {
  const card = request.under('credit_card');
  const token = card.under('options').text('update_existing_token');
  if (token === undefined) return undefined;
  const method = await methodOf(context, token);
  if (method?.customerId !== customer.id || !isCard(method)) {
    errors.push(invalidAt([...CARD_PATH, 'options'], 91723, 'update_existing_token'));
    return undefined;
  }
  return { method, change: await readChange(context, method, card, CARD_PATH, errors) };
}

export function isCard(method: VaultMethod): method is VaultMethod & {
  readonly instrument: { readonly kind: 'credit_card'; readonly facts: CardFacts };
} {
  return method.instrument.kind === 'credit_card';
}

async function rename(context: Context, from: string, to: string): Promise<void> {
  const customer = (await customerOf(context, from)) as VaultCustomer;
  await putCustomer(context, { ...customer, id: to });
  for (const { id, address } of await addressesOf(context, from)) {
    await putAddress(context, to, address);
    await removeAddress(context, from, id);
  }
  for (const method of await methodsOf(context, from))
    await putMethod(context, { ...method, customerId: to });
  await dropCustomer(context, from);
}

/** Deletes the customer with its payment methods and addresses; its transactions stay. */
export async function deleteCustomer(context: Context): Promise<Answer> {
  const [id = ''] = context.path;
  if (!(await dropCustomer(context, id))) return blankAnswer(404);
  for (const method of await methodsOf(context, id)) await discardMethod(context, method);
  for (const address of await addressesOf(context, id)) await removeAddress(context, id, address.id);
  return blankAnswer(200);
}

async function answerWith(context: Context, status: number, id: string): Promise<Answer> {
  const customer = (await customerOf(context, id)) as VaultCustomer;
  return { ...xmlAnswer(status, 'customer', await customerXml(context, customer)), executed: true };
}
