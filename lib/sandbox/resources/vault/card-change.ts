import type { Address } from '../../address.js';
import type { CardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { invalidAt, type ValidationError } from '../../rules/validation.js';
import { addressOf, putAddress } from './addresses.js';
import { changedCard } from './card-input.js';
import { renameWithDependants } from './dependants.js';
import { duplicateErrors } from './duplicates.js';
import { atRest, putMethod, tokenErrors, type VaultMethod } from './methods.js';
import { consumeNonce, nonceMethod } from './nonces.js';
import { billingId, readBilling } from './vaulting.js';
import {
  tieVerification,
  VAULT_WORDING,
  type Verification,
  type VerificationTerms,
  verificationTerms,
  verifyCard,
} from './verification.js';

/** What a request changes about a card of the vault, read and checked. */
export interface CardChange {
  readonly facts: CardFacts;
  readonly token?: string;
  /** A new address, or one with the id of the card's present one. */
  readonly address?: Address;
  readonly addressId?: string;
  readonly makeDefault: boolean;
  readonly verification?: VerificationTerms;
  readonly nonce?: string;
}

/** `method` must be a credit card. Everything wrong with the request is added to `errors`. */
export async function readChange(
  context: Context,
  method: VaultMethod & { readonly instrument: { readonly kind: 'credit_card'; readonly facts: CardFacts } },
  fields: Fields,
  path: readonly string[],
  errors: ValidationError[],
): Promise<CardChange> {
  const { customerId, instrument } = method;
  const options = fields.under('options');
  const token = fields.text('token');
  if (token !== undefined && token !== method.token) await tokenErrors(context, token, path, errors);
  const { facts, nonce } = await newFacts(context, instrument.facts, fields, path, errors);
  await duplicateErrors(context, facts, options, { path, customerId }, errors, method.token);
  const place = { path, customerId };
  const wanted = options.flag('verify_card');
  const terms =
    wanted || options.names().some((name) => name.startsWith('verification_'))
      ? verificationTerms(context, options, path, VAULT_WORDING, errors)
      : undefined;
  const before = await presentAddress(context, method, fields);
  const billing = await readBilling(context, fields, place, errors, before);
  return {
    facts,
    token,
    ...(billing && 'id' in billing ? { addressId: billing.id } : {}),
    ...(billing && 'address' in billing ? { address: billing.address } : {}),
    makeDefault: options.flag('make_default'),
    ...(wanted && terms ? { verification: terms } : {}),
    nonce,
  };
}

async function newFacts(
  context: Context,
  before: CardFacts,
  fields: Fields,
  path: readonly string[],
  errors: ValidationError[],
): Promise<{ readonly facts: CardFacts; readonly nonce?: string }> {
  const id = fields.text('payment_method_nonce');
  if (id === undefined) return { facts: changedCard(context, before, fields, path, errors) };
  const { method, fault } = await nonceMethod(context, id);
  const code = fault === 'consumed' ? 91731 : fault ? 91732 : method?.token ? 91735 : undefined;
  if (code) errors.push(invalidAt(path, code, 'payment_method_nonce'));
  else if (method?.instrument.kind !== 'credit_card') {
    errors.push(invalidAt(path, 91738, 'payment_method_nonce'));
  }
  const facts = method?.instrument.kind === 'credit_card' ? method.instrument.facts : before;
  return { facts: { ...facts, cardholderName: facts.cardholderName ?? before.cardholderName }, nonce: id };
}

/** The card's own address, when the request wants that one changed. */
async function presentAddress(
  context: Context,
  { customerId, billingAddressId }: VaultMethod,
  fields: Fields,
): Promise<Address | undefined> {
  const same = fields.under('billing_address').under('options').flag('update_existing');
  if (!same || billingAddressId === undefined) return undefined;
  return (await addressOf(context, customerId, billingAddressId))?.address;
}

export async function verifyChange(
  context: Context,
  method: VaultMethod,
  { facts, verification, address }: CardChange,
): Promise<Verification | undefined> {
  if (!verification) return undefined;
  const { token, customerId, billingAddressId } = method;
  const present = billingAddressId ? await addressOf(context, customerId, billingAddressId) : undefined;
  const billing = address ?? present?.address;
  return verifyCard(context, facts, verification, { token, customerId, ...(billing ? { billing } : {}) });
}

/** Stores the change. */
export async function applyChange(
  context: Context,
  method: VaultMethod,
  change: CardChange,
  verification?: Verification,
): Promise<VaultMethod> {
  const { facts, token, address, addressId, makeDefault } = change;
  if (change.nonce) await consumeNonce(context, { instrument: method.instrument, nonce: change.nonce });
  const billingAddressId = address
    ? (await putAddress(context, method.customerId, address)).id
    : ((await billingId(context, method.customerId, addressId ? { id: addressId } : undefined)) ??
      method.billingAddressId);
  const instrument = atRest({ kind: 'credit_card', facts });
  const changed = await putMethod(context, { ...method, instrument, billingAddressId }, makeDefault);
  if (verification) await tieVerification(context, verification, token ?? method.token, method.customerId);
  return token && token !== method.token ? renameWithDependants(context, changed, token) : changed;
}
