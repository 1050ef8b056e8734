import { type Answer, blankAnswer, unsupportedAnswer, xmlAnswer } from '../../answer.js';
import type { CardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import { cardOf, type Instrument, type Method } from '../../instrument.js';
import type { XmlNode } from '../../xml.js';
import { customerOf } from './customer.js';
import { storedMethod } from './methods.js';
import { makeNonce, nonceMethod } from './nonces.js';

type Children = { readonly [name: string]: XmlNode };

/** POST /payment_methods/TOKEN/nonces */
export async function createNonce(context: Context): Promise<Answer> {
  const method = await storedMethod(context, { token: context.path[0] ?? '' });
  if (!method) return blankAnswer(404);
  if (context.body.under('payment_method_nonce').flag('authentication_insight')) {
    return unsupportedAnswer('paymentMethodNonce.create with authenticationInsight');
  }
  const id = await makeNonce(context, method);
  return xmlAnswer(201, 'payment-method-nonce', await nonceXml(context, id, method, false));
}

/** GET /payment_method_nonces/NONCE; looking at it does not use it up. */
export async function findNonce(context: Context): Promise<Answer> {
  const [id = ''] = context.path;
  const { method, fault } = await nonceMethod(context, id);
  if (!method || fault === 'unknown') return blankAnswer(404);
  return xmlAnswer(200, 'payment-method-nonce', await nonceXml(context, id, method, fault === 'consumed'));
}

/** Names of the kinds as nonces are told apart by clients. */
export const NONCE_TYPES: Readonly<Record<Instrument['kind'], string>> = {
  credit_card: 'CreditCard',
  us_bank_account: 'UsBankAccount',
  paypal_account: 'PayPalAccount',
  venmo_account: 'VenmoAccount',
  apple_pay_card: 'ApplePayCard',
  android_pay_card: 'AndroidPayCard',
  visa_checkout_card: 'VisaCheckoutCard',
  samsung_pay_card: 'SamsungPayCard',
  sepa_debit_account: 'SepaDebitAccount',
};

async function nonceXml(context: Context, id: string, method: Method, consumed: boolean): Promise<XmlNode> {
  const { instrument, customerId, token, threeDSecure } = method;
  const customer = customerId ? await customerOf(context, customerId) : undefined;
  const facts = cardOf(instrument);
  return {
    nonce: id,
    type: NONCE_TYPES[instrument.kind],
    description: descriptionOf(instrument),
    consumed,
    isLocked: false,
    default: token !== undefined && customer?.defaultToken === token,
    securityQuestions: null,
    threeDSecureInfo: threeDSecure ? { ...threeDSecure } : null,
    details: nonceDetails(instrument),
    ...(facts ? { binData: binData(facts) } : {}),
    ...(instrument.kind === 'sepa_debit_account' ? nonceDetails(instrument) : {}),
  };
}

export function descriptionOf(instrument: Instrument): string {
  switch (instrument.kind) {
    case 'paypal_account':
      return instrument.payerEmail;
    case 'venmo_account':
      return instrument.username;
    case 'us_bank_account':
      return `US bank account ending in - ${instrument.account.last4}`;
    case 'sepa_debit_account':
      return `SEPA account ending in ${instrument.last4}`;
    default:
      return `ending in ${instrument.facts.last4.slice(-2)}`;
  }
}

/** What may be shown of the payment method behind a nonce. */
export function nonceDetails(instrument: Instrument): Children {
  switch (instrument.kind) {
    case 'paypal_account':
      return {
        email: instrument.payerEmail,
        payerInfo: { email: instrument.payerEmail, payerId: instrument.payerId },
      };
    case 'venmo_account':
      return { username: instrument.username, venmoUserId: instrument.venmoUserId, lastTwo: '99' };
    case 'us_bank_account': {
      const { last4, routingNumber, accountType, accountHolderName, bankName } = instrument.account;
      return { lastFour: last4, routingNumber, accountType, accountHolderName, bankName };
    }
    case 'sepa_debit_account': {
      const { kind, last4, ...rest } = instrument;
      return { ...rest, ibanLastChars: last4, correlationId: 'a-fake-correlation-id' };
    }
    default: {
      const { bin, cardType, last4, expirationMonth, expirationYear, cardholderName } = instrument.facts;
      return {
        bin,
        cardType,
        lastTwo: last4.slice(-2),
        lastFour: last4,
        expirationMonth,
        expirationYear,
        cardholderName: cardholderName ?? null,
        isNetworkTokenized: false,
      };
    }
  }
}

/** What the network's records say of the card. */
export function binData(facts: CardFacts): Children {
  return {
    ...facts.indicators,
    countryOfIssuance: facts.countryOfIssuance,
    issuingBank: facts.issuingBank,
    productId: 'Unknown',
  };
}
