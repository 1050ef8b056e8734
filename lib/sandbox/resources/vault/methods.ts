import type { Address } from '../../address.js';
import type { Context } from '../../context.js';
import type { Document } from '../../documents.js';
import type { Fields } from '../../fields.js';
import { randomId } from '../../ids.js';
import { cardOf, type Instrument, type Method } from '../../instrument.js';
import { invalidAt, type ValidationError } from '../../rules/validation.js';
import { addressOf, putAddress } from './addresses.js';
import { customerIdErrors, customerOf, putCustomer, readCustomer, type VaultCustomer } from './customer.js';

const KIND = 'payment_method';

/** A payment method in the vault. Its number is not: see `Instrument`. */
export interface VaultMethod {
  readonly token: string;
  readonly customerId: string;
  readonly instrument: Instrument;
  /** Of the customer's addresses. */
  readonly billingAddressId?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

type Stored = Omit<VaultMethod, 'createdAt' | 'updatedAt'>;

const read = ({ document, createdAt, updatedAt }: Document<Stored>): VaultMethod => ({
  ...document,
  createdAt,
  updatedAt,
});

export async function methodOf(context: Context, token: string): Promise<VaultMethod | undefined> {
  const { records, merchant } = context;
  const found = await records.documents.get<Stored>(KIND, merchant.merchantId, token);
  return found && read(found);
}

/** Of one customer, or all of the merchant; oldest first. */
export async function methodsOf(context: Context, customerId?: string): Promise<readonly VaultMethod[]> {
  const { records, merchant } = context;
  const parent = customerId === undefined ? {} : { parent: customerId };
  return (await records.documents.list<Stored>(KIND, merchant.merchantId, parent)).map(read);
}

/**
 * What a charge by `token`, or by `customerId` alone (its default), is paid with. Undefined when there is no such
 * token, or when the customer does not exist or has no payment method; that a token is not of the customer named
 * beside it is for the caller to see (`customerId` of the answer).
 */
export async function storedMethod(
  context: Context,
  { token, customerId }: { readonly token?: string; readonly customerId?: string },
): Promise<Method | undefined> {
  const wanted = token ?? (customerId && (await customerOf(context, customerId))?.defaultToken);
  const found = wanted ? await methodOf(context, wanted) : undefined;
  if (!found) return undefined;
  const { billingAddressId } = found;
  const billing = billingAddressId && (await addressOf(context, found.customerId, billingAddressId));
  return {
    instrument: found.instrument,
    token: found.token,
    customerId: found.customerId,
    ...(billing ? { billing: billing.address } : {}),
  };
}

/** What a payment method needs to enter the vault. */
export interface MethodTerms {
  readonly instrument: Instrument;
  /** Of an existing customer; without it one is made from `customer`. */
  readonly customerId?: string;
  /** The request's `customer`: checked with `newCustomerErrors` before. */
  readonly customer?: Fields;
  /** Checked with `tokenErrors` before; otherwise a random one. */
  readonly token?: string;
  readonly billing?: Address;
  readonly makeDefault?: boolean;
}

/** Puts a payment method into the vault, and its customer too when it has none. The first is the default. */
export async function storeMethod(
  context: Context,
  terms: MethodTerms,
): Promise<Method & { readonly token: string; readonly customerId: string }> {
  const customerId = terms.customerId ?? (await makeCustomer(context, terms.customer)).id;
  const billing = terms.billing && (await putAddress(context, customerId, terms.billing));
  const { token } = await putMethod(
    context,
    {
      token: terms.token ?? randomId(8),
      customerId,
      instrument: atRest(terms.instrument),
      ...(billing ? { billingAddressId: billing.id } : {}),
    },
    terms.makeDefault,
  );
  return {
    instrument: terms.instrument,
    token,
    customerId,
    ...(billing ? { billing: billing.address } : {}),
  };
}

/** Adds or replaces; makes it the default when asked to or when the customer has no other. */
export async function putMethod(context: Context, method: Stored, makeDefault = false): Promise<VaultMethod> {
  const { records, merchant, now } = context;
  const { token, customerId, instrument, billingAddressId } = method;
  await records.documents.put(KIND, merchant.merchantId, {
    id: token,
    parent: customerId,
    document: { token, customerId, instrument, billingAddressId },
    at: now,
  });
  const customer = await customerOf(context, customerId);
  if (customer && (makeDefault || !customer.defaultToken)) {
    await putCustomer(context, { ...customer, defaultToken: token });
  }
  return (await methodOf(context, token)) as VaultMethod;
}

/** Takes it out of the vault; the customer's oldest other one becomes the default in its place. */
export async function removeMethod(context: Context, method: VaultMethod): Promise<void> {
  const { records, merchant } = context;
  const { token, customerId } = method;
  await records.documents.remove(KIND, merchant.merchantId, token);
  const customer = await customerOf(context, customerId);
  if (customer?.defaultToken !== token) return;
  const [next] = await methodsOf(context, customerId);
  await putCustomer(context, { ...customer, defaultToken: next?.token });
}

/** Gives a payment method another token, and keeps its place as the default. */
export async function renameMethod(
  context: Context,
  method: VaultMethod,
  token: string,
): Promise<VaultMethod> {
  const customer = await customerOf(context, method.customerId);
  await context.records.documents.remove(KIND, context.merchant.merchantId, method.token);
  return putMethod(context, { ...method, token }, customer?.defaultToken === method.token);
}

/** What is wrong with a token that a payment method is to have; `attribute` is `token` in most requests. */
export async function tokenErrors(
  context: Context,
  token: string | undefined,
  path: readonly string[],
  errors: ValidationError[],
): Promise<void> {
  if (token === undefined) return;
  if (token === 'all' || token === 'new') errors.push(invalidAt(path, 91721, 'token'));
  else if (token.length > 36) errors.push(invalidAt(path, 91720, 'token'));
  else if (!/^[A-Za-z0-9_-]+$/.test(token)) errors.push(invalidAt(path, 91718, 'token'));
  else if (await methodOf(context, token)) errors.push(invalidAt(path, 91719, 'token'));
}

/** What is wrong with a customer that is to be made together with a charge. */
export async function newCustomerErrors(
  context: Context,
  customer: Fields,
  path: readonly string[],
  errors: ValidationError[],
): Promise<void> {
  readCustomer(context, customer, path, errors);
  await customerIdErrors(context, customer.text('id'), path, errors);
}

async function makeCustomer(context: Context, fields: Fields | undefined): Promise<VaultCustomer> {
  const details = fields ? readCustomer(context, fields, [], []) : {};
  return putCustomer(context, { ...details, id: fields?.text('id') ?? (await freeCustomerId(context)) });
}

/** As Braintree numbers its customers. */
export async function freeCustomerId(context: Context): Promise<string> {
  for (;;) {
    const id = String(100_000_000 + Math.floor(Math.random() * 900_000_000));
    if (!(await customerOf(context, id))) return id;
  }
}

/** Nothing of the security code's answer stays: a later charge sends none. */
export function atRest(instrument: Instrument): Instrument {
  const facts = cardOf(instrument);
  return facts ? ({ ...instrument, facts: { ...facts, cvv: 'I' } } as Instrument) : instrument;
}
