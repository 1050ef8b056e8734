import type { Address } from '../../address.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { randomId } from '../../ids.js';
import { cardOf, type Instrument, type Method } from '../../instrument.js';
import { invalidAt, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import { cvvMatch } from '../../rules/verification.js';
import { blankErrors, readAddress } from './address-input.js';
import { addressOf, limitErrors, putAddress } from './addresses.js';
import { BANK_METHODS, type BankMethod, verifyBank } from './bank-verification.js';
import { cardErrors, newCard } from './card-input.js';
import { duplicateErrors } from './duplicates.js';
import { atRest, methodOf, putMethod, tokenErrors, type VaultMethod } from './methods.js';
import { consumeNonce, nonceMethod } from './nonces.js';
import {
  tieVerification,
  VAULT_WORDING,
  type Verification,
  type VerificationTerms,
  verificationTerms,
  verifyCard,
} from './verification.js';

type Path = readonly string[];

/** Where in a request a payment method stands, and how its errors are told. */
export interface Place {
  /** Of errors of the payment method itself: `['customer', 'credit-card']`. */
  readonly path: Path;
  /** Of errors of its nonce. */
  readonly noncePath: Path;
  readonly unknownNonce: ValidationCode;
  readonly consumedNonce: ValidationCode;
  /** When there is neither a nonce nor a number. */
  readonly missing: ValidationCode;
  /** For a payment method that goes to a customer who exists. */
  readonly customerId?: string;
}

/** A payment method of a request, read and checked, before anything is stored. */
export interface Prepared {
  readonly method: Method;
  /** The nonce stands for this one of the vault already. */
  readonly known?: VaultMethod;
  readonly token?: string;
  readonly billing?: Billing;
  readonly makeDefault: boolean;
  readonly verification?: VerificationTerms;
  readonly bankMethod?: BankMethod;
}

export type Billing = { readonly id: string } | { readonly address: Address };

/** Everything wrong with the request is added to `errors`; undefined when there is nothing to store. */
export async function prepare(
  context: Context,
  fields: Fields,
  place: Place,
  errors: ValidationError[],
): Promise<Prepared | undefined> {
  const method = await readMethod(context, fields, place, errors);
  const options = fields.under('options');
  if (!method) {
    await tokenErrors(context, fields.text('token'), place.path, errors);
    return undefined;
  }
  const known = method.token ? await methodOf(context, method.token) : undefined;
  if (known) {
    if (place.customerId !== undefined && known.customerId !== place.customerId) {
      errors.push(invalidAt(['customer'], 91617, 'payment_method_nonce'));
    }
    return { method, known, makeDefault: options.flag('make_default') };
  }
  const instrument = method.instrument;
  const isCard = instrument.kind === 'credit_card';
  await tokenErrors(context, fields.text('token'), place.path, errors);
  if (isCard) await duplicateErrors(context, instrument.facts, options, place, errors);
  const own = method.billing ? { address: method.billing } : undefined;
  const billing = isCard ? ((await readBilling(context, fields, place, errors)) ?? own) : undefined;
  const wanted = isCard && options.flag('verify_card');
  const terms =
    isCard && (wanted || options.names().some((name) => name.startsWith('verification_')))
      ? verificationTerms(context, options, place.path, VAULT_WORDING, errors)
      : undefined;
  return {
    method,
    token: fields.text('token'),
    billing,
    makeDefault: options.flag('make_default'),
    ...(wanted && terms ? { verification: terms } : {}),
    ...bankTerms(options, instrument, errors),
  };
}

async function readMethod(
  context: Context,
  fields: Fields,
  place: Place,
  errors: ValidationError[],
): Promise<Method | undefined> {
  const id = fields.text('payment_method_nonce');
  if (id === undefined) {
    if (fields.has('venmo_sdk_payment_method_code')) {
      errors.push(invalidAt(place.path, 91727, 'venmo_sdk_payment_method_code'));
      return undefined;
    }
    if (!fields.has('number') && place.missing !== 81725) {
      errors.push(invalidAt(place.noncePath, place.missing, 'payment_method_nonce'));
      return undefined;
    }
    if (!fields.has('number') && !fields.has('cvv') && !CARD_FIELDS.some((name) => fields.has(name))) {
      errors.push(invalidAt(place.path, place.missing, 'base'));
      return undefined;
    }
    return { instrument: { kind: 'credit_card', facts: newCard(context, fields, place.path, errors) } };
  }
  const { method, fault } = await nonceMethod(context, id);
  const refuse = (code: ValidationCode): undefined => {
    errors.push(invalidAt(place.noncePath, code, 'payment_method_nonce'));
    return undefined;
  };
  if (fault === 'unknown') return refuse(place.unknownNonce);
  if (fault === 'consumed') return refuse(place.consumedNonce);
  if (fault === 'unsupported') return refuse(93117);
  if (fault === 'luhn') errors.push(invalidAt(place.path, 81715, 'number'));
  if (method) instrumentErrors(method, fields, place, errors);
  return method && overlaid(method, fields);
}

const CARD_FIELDS = ['expiration_date', 'expiration_month', 'expiration_year', 'cardholder_name', 'token'];

function instrumentErrors(method: Method, fields: Fields, place: Place, errors: ValidationError[]): void {
  const { instrument } = method;
  const facts = cardOf(instrument);
  if (facts && !method.token) errors.push(...cardErrors(facts, fields, place.path));
  if (instrument.kind === 'paypal_account' && !instrument.billingAgreementId) {
    errors.push(invalidAt(['paypal-account'], 82902, 'base'));
  }
}

/** What the request says of a card beside its nonce goes before what the nonce says. */
function overlaid(method: Method, fields: Fields): Method {
  if (method.instrument.kind !== 'credit_card' || method.token) return method;
  const { facts } = method.instrument;
  const cardholderName = fields.text('cardholder_name') ?? facts.cardholderName;
  const code = fields.text('cvv');
  const cvv = code === undefined ? facts.cvv : cvvMatch(code);
  return { ...method, instrument: { kind: 'credit_card', facts: { ...facts, cardholderName, cvv } } };
}

/** The billing address of a card: one of the customer's by its id, or a new one. */
export async function readBilling(
  context: Context,
  fields: Fields,
  place: Pick<Place, 'path' | 'customerId'>,
  errors: ValidationError[],
  before?: Address,
): Promise<Billing | undefined> {
  const id = fields.text('billing_address_id');
  const given = fields.has('billing_address');
  if (id !== undefined && given) errors.push(invalidAt(place.path, 91701, 'base'));
  if (id !== undefined) {
    const known = place.customerId === undefined ? undefined : await addressOf(context, place.customerId, id);
    if (!known) errors.push(invalidAt(place.path, 91702, 'billing_address_id'));
    return { id };
  }
  if (!given) return undefined;
  if (fields.text('billing_address') !== undefined) {
    errors.push(invalidAt(place.path, 91744, 'billing_address'));
    return undefined;
  }
  const path = [...place.path, 'billing-address'];
  const address = readAddress(fields.under('billing_address'), path, errors, before);
  blankErrors(address, path, errors);
  if (!before && place.customerId !== undefined) await limitErrors(context, place.customerId, path, errors);
  return { address };
}

export function bankTerms(
  options: Fields,
  instrument: Instrument,
  errors: ValidationError[],
): { readonly bankMethod?: BankMethod } {
  const name = options.text('us_bank_account_verification_method');
  if (instrument.kind !== 'us_bank_account' || name === undefined) return {};
  const bankMethod = BANK_METHODS.find((one) => one === name);
  if (!bankMethod) {
    errors.push(invalidAt(['payment-method', 'options'], 93121, 'us_bank_account_verification_method'));
  }
  return bankMethod ? { bankMethod } : {};
}

/** Verifies when the request wants it; a verification that failed keeps the payment method out of the vault. */
export async function verified(context: Context, prepared: Prepared): Promise<Verification | undefined> {
  const { method, verification, billing } = prepared;
  const facts = cardOf(method.instrument);
  if (!verification || !facts) return undefined;
  const address = billing && 'address' in billing ? billing.address : undefined;
  return verifyCard(context, facts, verification, address ? { billing: address } : {});
}

/** Stores what was prepared, and uses its nonce up. */
export async function commit(
  context: Context,
  customerId: string,
  prepared: Prepared,
  verification?: Verification,
): Promise<VaultMethod> {
  const { method, known, makeDefault } = prepared;
  await consumeNonce(context, method);
  if (known) return makeDefault ? putMethod(context, known, true) : known;
  const token = prepared.token ?? randomId(8);
  const stored = await putMethod(
    context,
    {
      token,
      customerId,
      instrument: atRest(method.instrument),
      billingAddressId: await billingId(context, customerId, prepared.billing),
    },
    makeDefault,
  );
  if (verification) await tieVerification(context, verification, token, customerId);
  const { bankMethod } = prepared;
  if (bankMethod && stored.instrument.kind === 'us_bank_account') {
    await verifyBank(context, { token, customerId, account: stored.instrument.account }, bankMethod);
  }
  return stored;
}

export async function billingId(
  context: Context,
  customerId: string,
  billing: Billing | undefined,
): Promise<string | undefined> {
  if (!billing) return undefined;
  return 'id' in billing ? billing.id : (await putAddress(context, customerId, billing.address)).id;
}
