import type { CardFacts } from './card.js';
import type { BankFacts } from './instrument.js';
import type { Transaction } from './transaction.js';
import { array, type XmlNode } from './xml.js';

/** `payment_instrument_type` of a transaction and the element that describes the instrument. */
export function instrumentXml(t: Transaction): { readonly [name: string]: XmlNode } {
  const { instrument } = t;
  const token = t.token ?? null;
  const type = { paymentInstrumentType: instrument.kind };
  // The SDK reads `creditCard` of every transaction, whatever it was paid with.
  const none = { creditCard: NO_CARD };
  switch (instrument.kind) {
    case 'credit_card':
      return { ...type, creditCard: { token, ...cardFields(instrument.facts) } };
    case 'us_bank_account':
      return { ...type, ...none, usBankAccount: { token, ...bankFields(instrument.account) } };
    case 'paypal_account':
      return { ...type, ...none, paypal: { token, ...paypalFields(t, instrument) } };
    case 'venmo_account': {
      const { username, venmoUserId } = instrument;
      const sourceDescription = `Venmo Account: ${username}`;
      return { ...type, ...none, venmoAccount: { token, username, venmoUserId, sourceDescription } };
    }
    case 'sepa_debit_account': {
      const { kind, ...fields } = instrument;
      return { ...type, ...none, sepaDebitAccountDetail: { token, ...fields } };
    }
    case 'apple_pay_card':
      return { ...type, ...none, applePay: { token, ...walletFields(instrument) } };
    case 'android_pay_card':
      return { ...type, ...none, androidPayCard: { token, ...walletFields(instrument) } };
    case 'visa_checkout_card':
      return { ...type, ...none, visaCheckoutCard: { token, ...walletFields(instrument) } };
    case 'samsung_pay_card':
      return { ...type, ...none, samsungPayCard: { token, ...walletFields(instrument) } };
  }
}

const NO_CARD: XmlNode = {
  token: null,
  bin: null,
  last4: null,
  cardType: null,
  expirationMonth: null,
  expirationYear: null,
  customerLocation: null,
  cardholderName: null,
};

/** The children that every element describing a card has, beside its token. */
export function cardFields(facts: CardFacts): { readonly [name: string]: XmlNode } {
  return {
    bin: facts.bin,
    last4: facts.last4,
    cardType: facts.cardType,
    expirationMonth: facts.expirationMonth,
    expirationYear: facts.expirationYear,
    customerLocation: 'US',
    cardholderName: facts.cardholderName ?? null,
    uniqueNumberIdentifier: facts.fingerprint,
    ...facts.indicators,
    countryOfIssuance: facts.countryOfIssuance,
    issuingBank: facts.issuingBank,
    productId: 'Unknown',
    accountType: null,
  };
}

function walletFields(instrument: {
  readonly facts: CardFacts;
  readonly sourceCardType?: string;
  readonly sourceCardLast4?: string;
  readonly sourceDescription?: string;
}): { readonly [name: string]: XmlNode } {
  const { facts, sourceCardType, sourceCardLast4, sourceDescription } = instrument;
  return {
    ...cardFields(facts),
    virtualCardType: facts.cardType,
    virtualCardLast4: facts.last4,
    sourceCardType: sourceCardType ?? facts.cardType,
    sourceCardLast4: sourceCardLast4 ?? facts.last4,
    sourceDescription: sourceDescription ?? `${facts.cardType} ${facts.last4}`,
  };
}

/** The children of `<us-bank-account>`, beside its token. */
export function bankFields(account: BankFacts): { readonly [name: string]: XmlNode } {
  return {
    routingNumber: account.routingNumber,
    last4: account.last4,
    accountType: account.accountType,
    accountHolderName: account.accountHolderName,
    bankName: account.bankName,
    ownershipType: account.ownershipType,
    firstName: account.firstName ?? null,
    lastName: account.lastName ?? null,
    businessName: account.businessName ?? null,
    verified: account.verified,
    achMandate: account.achMandate
      ? {
          text: account.achMandate.text,
          acceptedAt: { datetime: new Date(account.achMandate.acceptedAt).toISOString() },
        }
      : null,
  };
}

function paypalFields(
  t: Transaction,
  instrument: { readonly payerEmail: string; readonly payerId: string; readonly billingAgreementId?: string },
): { readonly [name: string]: XmlNode } {
  return {
    payerEmail: instrument.payerEmail,
    payerId: instrument.payerId,
    payerFirstName: null,
    payerLastName: null,
    payerStatus: 'VERIFIED',
    paymentId: `PAY-${t.id}`,
    authorizationId: t.authorizationCode ? `auth_${t.id}` : null,
    captureId: null,
    refundId: null,
    billingAgreementId: instrument.billingAgreementId ?? null,
    sellerProtectionStatus: 'ELIGIBLE',
    debugId: null,
    customField: null,
    recipientEmail: null,
    transactionFeeAmount: null,
    transactionFeeCurrencyIsoCode: null,
    supplementaryData: array('item', []),
  };
}
