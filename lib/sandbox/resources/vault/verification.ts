import { processorText } from '../../../gateway/braintree/texts.js';
import { type Address, addressFields } from '../../address.js';
import { amountUnits, writtenAmount } from '../../amount.js';
import type { CardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { globalId, randomId } from '../../ids.js';
import { cardFields } from '../../instrument-xml.js';
import { invalidAt, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import { type AvsAnswer, avsAnswer, type Match } from '../../rules/verification.js';
import { instant, type XmlNode } from '../../xml.js';

const KIND = 'verification';

/** A card verified without a charge, as it is stored. Amount in thousandths of the unit. */
export interface Verification {
  readonly id: string;
  readonly status: 'verified' | 'processor_declined' | 'gateway_rejected' | 'failed';
  readonly amount: number;
  readonly currency: string;
  readonly merchantAccountId: string;
  readonly card: CardFacts;
  readonly cvv: Match;
  readonly avs: AvsAnswer;
  readonly billing?: Address;
  readonly processorCode?: string;
  readonly rejection?: string;
  /** Of the payment method that it was made for, when that is in the vault. */
  readonly token?: string;
  readonly customerId?: string;
  readonly createdAt: number;
}

/** What a request says about the verification it wants. */
export interface VerificationTerms {
  readonly amount: number;
  readonly merchantAccountId: string;
}

/** Names of the options and codes of their errors: a request to the vault prefixes them, one of its own does not. */
interface Wording {
  readonly prefix: '' | 'verification_';
  readonly negative: ValidationCode;
  readonly format: ValidationCode;
  readonly tooLarge: ValidationCode;
  readonly account: ValidationCode;
  readonly type: ValidationCode;
  readonly typeUnsupported: ValidationCode;
}

export const VAULT_WORDING: Wording = {
  prefix: 'verification_',
  negative: 91739,
  format: 91740,
  tooLarge: 91752,
  account: 91728,
  type: 91757,
  typeUnsupported: 91758,
};
export const OWN_WORDING: Wording = {
  prefix: '',
  negative: 94201,
  format: 94202,
  tooLarge: 94207,
  account: 94204,
  type: 942184,
  typeUnsupported: 942185,
};

/** Reads amount, merchant account and account type of a verification; errors stand under `path` + options. */
export function verificationTerms(
  context: Context,
  options: Fields,
  path: readonly string[],
  wording: Wording,
  errors: ValidationError[],
): VerificationTerms {
  const at = [...path, 'options'];
  const { merchantAccounts, rules } = context.merchant;
  const account =
    options.text(`${wording.prefix}merchant_account_id`) ?? Object.keys(merchantAccounts)[0] ?? '';
  const currency = merchantAccounts[account];
  if (!currency) errors.push(invalidAt(at, wording.account, `${wording.prefix}merchant_account_id`));
  const text = options.text(`${wording.prefix}amount`);
  const units = text === undefined ? 0 : amountUnits(text, currency ?? 'USD');
  const attribute = `${wording.prefix}amount`;
  if (units === undefined) errors.push(invalidAt(at, wording.format, attribute));
  else if (units < 0) errors.push(invalidAt(at, wording.negative, attribute));
  else if (units > rules.maximumAmount * 1000) errors.push(invalidAt(at, wording.tooLarge, attribute));
  const type = options.text(`${wording.prefix}account_type`);
  if (type !== undefined) {
    const known = type === 'credit' || type === 'debit';
    const code = known ? wording.typeUnsupported : wording.type;
    errors.push(invalidAt(at, code, `${wording.prefix}account_type`));
  }
  return { amount: units ?? 0, merchantAccountId: account };
}

/** Verifies a card by the rules of its number and the merchant's, and stores what came of it. */
export async function verifyCard(
  context: Context,
  card: CardFacts,
  terms: VerificationTerms,
  more: { readonly billing?: Address; readonly token?: string; readonly customerId?: string } = {},
): Promise<Verification> {
  const { merchant, now, records } = context;
  const { billing } = more;
  const avs = avsAnswer(billing?.postalCode ?? card.postalCode, billing?.streetAddress ?? card.streetAddress);
  const verification: Verification = {
    id: randomId(8),
    ...terms,
    currency: merchant.merchantAccounts[terms.merchantAccountId] ?? 'USD',
    card,
    cvv: card.cvv,
    avs,
    ...more,
    createdAt: now,
    ...fateOf(context, card, avs),
  };
  await records.documents.put(KIND, merchant.merchantId, {
    id: verification.id,
    parent: verification.token,
    document: verification,
    at: now,
  });
  return verification;
}

type Fate = Pick<Verification, 'status' | 'processorCode' | 'rejection'>;

function fateOf(context: Context, card: CardFacts, avs: AvsAnswer): Fate {
  const { rules } = context.merchant;
  switch (card.fate) {
    case 'verification-declined':
      return { status: 'processor_declined', processorCode: '2000' };
    case 'verification-failed':
      return { status: 'failed', processorCode: '3000' };
    case 'fraud':
      if (rules.risk) return { status: 'gateway_rejected', rejection: 'fraud' };
      break;
    case 'risk':
      if (rules.risk) return { status: 'gateway_rejected', rejection: 'risk_threshold' };
      break;
    case 'valid':
    case 'review':
      break;
  }
  const cvv = rules.cvv.some((match) => match === card.cvv);
  const postal = rules.avs.postalCode.some((match) => match === avs.postalCode);
  const street = rules.avs.streetAddress.some((match) => match === avs.streetAddress);
  const address = avs.error ? rules.avs.error : postal || street;
  if (!cvv && !address) return { status: 'verified', processorCode: '1000' };
  const rejection = cvv && address ? 'avs_and_cvv' : cvv ? 'cvv' : 'avs';
  return { status: 'gateway_rejected', processorCode: '1000', rejection };
}

/** The message of a refusal because of a verification that did not succeed. */
export function verificationMessage({ status, rejection, processorCode }: Verification): string {
  return status === 'gateway_rejected'
    ? `Gateway Rejected: ${rejection}`
    : processorText(processorCode ?? '');
}

export async function verificationOf(context: Context, id: string): Promise<Verification | undefined> {
  const { records, merchant } = context;
  return (await records.documents.get<Verification>(KIND, merchant.merchantId, id))?.document;
}

/** Of one payment method, or all of the merchant; oldest first. */
export async function verificationsOf(context: Context, token?: string): Promise<readonly Verification[]> {
  const { records, merchant } = context;
  const parent = token === undefined ? {} : { parent: token };
  const all = await records.documents.list<Verification>(KIND, merchant.merchantId, parent);
  return all.map(({ document }) => document);
}

/** Ties a verification to the payment method that was stored because of it. */
export async function tieVerification(
  context: Context,
  verification: Verification,
  token: string,
  customerId: string,
): Promise<void> {
  await context.records.documents.put(KIND, context.merchant.merchantId, {
    id: verification.id,
    parent: token,
    document: { ...verification, token, customerId },
    at: context.now,
  });
}

/** The `<verification>` element. */
export function verificationXml(v: Verification): XmlNode {
  const declined = v.status === 'processor_declined' || v.status === 'failed';
  const text = v.processorCode ? processorText(v.processorCode) : null;
  return {
    id: v.id,
    globalId: globalId('verification', v.id),
    status: v.status,
    amount: writtenAmount(v.amount, v.currency),
    currencyIsoCode: v.currency,
    merchantAccountId: v.merchantAccountId,
    cvvResponseCode: v.cvv,
    avsErrorResponseCode: v.avs.error,
    avsPostalCodeResponseCode: v.avs.postalCode,
    avsStreetAddressResponseCode: v.avs.streetAddress,
    gatewayRejectionReason: v.rejection ?? null,
    processorResponseCode: v.processorCode ?? '',
    processorResponseText: text ?? '',
    processorResponseType: v.processorCode ? (declined ? 'soft_declined' : 'approved') : null,
    additionalProcessorResponse: declined ? `${v.processorCode} : ${text}` : null,
    networkResponseCode: v.processorCode ? 'XX' : null,
    networkResponseText: v.processorCode ? 'sample network response text' : null,
    networkTransactionId: v.status === 'verified' ? `02${v.id.toUpperCase()}` : null,
    billing: addressFields(
      v.billing ?? { postalCode: v.card.postalCode, streetAddress: v.card.streetAddress },
    ),
    creditCard: { token: v.token ?? null, ...cardFields(v.card) },
    createdAt: instant(v.createdAt),
    updatedAt: instant(v.createdAt),
    ...(v.card.fate === 'fraud' || v.card.fate === 'risk' || v.card.fate === 'review'
      ? { riskData: { id: `risk${v.id}`, decision: v.card.fate === 'review' ? 'Review' : 'Decline' } }
      : {}),
  };
}
