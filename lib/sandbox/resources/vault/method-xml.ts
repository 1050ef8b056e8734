import type { CardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import { globalId } from '../../ids.js';
import type { Instrument } from '../../instrument.js';
import { bankFields, cardFields } from '../../instrument-xml.js';
import { array, instant, type XmlNode } from '../../xml.js';
import { addressOf, addressXml } from './addresses.js';
import { bankVerificationsOf, bankVerificationXml } from './bank-verification.js';
import { customerOf } from './customer.js';
import { subscriptionNodes } from './dependants.js';
import type { VaultMethod } from './methods.js';
import { verificationsOf, verificationXml } from './verification.js';

type Children = { readonly [name: string]: XmlNode };

/** Name of the element that a payment method of each kind is; the SDK makes its class from it. */
export const METHOD_ROOTS: Readonly<Record<Instrument['kind'], string>> = {
  credit_card: 'credit-card',
  us_bank_account: 'us-bank-account',
  paypal_account: 'paypal-account',
  venmo_account: 'venmo-account',
  apple_pay_card: 'apple-pay-card',
  android_pay_card: 'android-pay-card',
  visa_checkout_card: 'visa-checkout-card',
  samsung_pay_card: 'samsung-pay-card',
  sepa_debit_account: 'sepa-debit-account',
};

/** The element of one payment method. `bare` leaves out what is associated with it. */
export async function methodXml(context: Context, method: VaultMethod, bare = false): Promise<XmlNode> {
  const { token, customerId, instrument, createdAt, updatedAt } = method;
  const customer = await customerOf(context, customerId);
  return {
    token,
    globalId: globalId('paymentmethod', token),
    customerId,
    customerGlobalId: globalId('customer', customerId),
    default: customer?.defaultToken === token,
    imageUrl: `https://assets.braintreegateway.com/payment_method_logo/${logoOf(instrument)}.png?environment=sandbox`,
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
    subscriptions: array('subscription', bare ? [] : await subscriptionNodes(context, token)),
    ...(await kindFields(context, method, bare)),
  };
}

async function kindFields(context: Context, method: VaultMethod, bare: boolean): Promise<Children> {
  const { instrument, token } = method;
  switch (instrument.kind) {
    case 'credit_card':
      return {
        ...cardOfVault(context, instrument.facts),
        ...(await billingOf(context, method)),
        verifications: array(
          'verification',
          bare ? [] : (await verificationsOf(context, token)).map(verificationXml),
        ),
      };
    case 'apple_pay_card':
      return {
        ...cardOfVault(context, instrument.facts),
        ...(await billingOf(context, method)),
        cardType: `Apple Pay - ${instrument.facts.cardType}`,
        paymentInstrumentName: `${instrument.facts.cardType} ${instrument.facts.last4}`,
        sourceDescription: instrument.sourceDescription ?? null,
        isDeviceToken: true,
        merchantTokenIdentifier: null,
      };
    case 'android_pay_card':
      return {
        ...cardOfVault(context, instrument.facts),
        ...(await billingOf(context, method)),
        virtualCardType: instrument.facts.cardType,
        virtualCardLast4: instrument.facts.last4,
        sourceCardType: instrument.sourceCardType ?? null,
        sourceCardLast4: instrument.sourceCardLast4 ?? null,
        sourceDescription: instrument.sourceDescription ?? null,
        googleTransactionId: 'google_transaction_id',
        isNetworkTokenized: instrument.sourceCardLast4 === instrument.facts.last4,
      };
    case 'visa_checkout_card':
    case 'samsung_pay_card':
      return {
        ...cardOfVault(context, instrument.facts),
        ...(await billingOf(context, method)),
        callId: `call_${token}`,
        verifications: array('verification', []),
      };
    case 'us_bank_account': {
      const verifications = bare ? [] : await bankVerificationsOf(context, token);
      return {
        ...bankFields(instrument.account),
        verifications: array('us-bank-account-verification', verifications.map(bankVerificationXml)),
      };
    }
    case 'paypal_account':
      return {
        email: instrument.payerEmail,
        payerId: instrument.payerId,
        billingAgreementId: instrument.billingAgreementId ?? null,
        revokedAt: null,
      };
    case 'venmo_account':
      return {
        username: instrument.username,
        venmoUserId: instrument.venmoUserId,
        sourceDescription: `Venmo Account: ${instrument.username}`,
      };
    case 'sepa_debit_account': {
      const { kind, ...fields } = instrument;
      return { ...fields, viewMandateUrl: null };
    }
  }
}

function cardOfVault(context: Context, facts: CardFacts): Children {
  return {
    ...cardFields(facts),
    expired: expired(facts, context.now),
    venmoSdk: false,
    isNetworkTokenized: false,
  };
}

/** A card is good to the end of its month. */
export function expired({ expirationMonth, expirationYear }: CardFacts, now: number): boolean {
  return Date.UTC(Number(expirationYear), Number(expirationMonth), 1) <= now;
}

async function billingOf(context: Context, method: VaultMethod): Promise<Children> {
  const { billingAddressId, customerId } = method;
  const address = billingAddressId && (await addressOf(context, customerId, billingAddressId));
  return address ? { billingAddress: addressXml(address) } : {};
}

function logoOf(instrument: Instrument): string {
  if (instrument.kind === 'credit_card') {
    return instrument.facts.cardType.toLowerCase().replace(/ /g, '_');
  }
  return instrument.kind.replace(/_(card|account)$/, '');
}
