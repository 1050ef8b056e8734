import type { Address } from '../../address.js';
import type { CardFacts } from '../../card.js';
import type { BankFacts, Instrument } from '../../instrument.js';
import { timestamp } from '../ids.js';

type Node = Record<string, unknown>;

const BRANDS: Readonly<Record<string, string>> = {
  'Diners Club': 'DINERS',
  Maestro: 'INTERNATIONAL_MAESTRO',
  UnionPay: 'UNION_PAY',
  'UK Maestro': 'UK_MAESTRO',
};

export function addressNode(address: Address | undefined): Node | null {
  if (!address) return null;
  const { firstName, lastName, streetAddress, extendedAddress, locality, region } = address;
  return {
    ...address,
    addressLine1: streetAddress,
    addressLine2: extendedAddress,
    adminArea2: locality,
    adminArea1: region,
    fullName: [firstName, lastName].filter(Boolean).join(' ') || null,
    countryCode: address.countryCodeAlpha2,
  };
}

export function cardNode(facts: CardFacts, billing?: Address): Node {
  const { cardType } = facts;
  return {
    __typename: 'CreditCardDetails',
    brand: cardType,
    brandCode: BRANDS[cardType] ?? cardType.toUpperCase().replace(/ /g, '_'),
    bin: facts.bin,
    last4: facts.last4,
    expirationMonth: facts.expirationMonth,
    expirationYear: facts.expirationYear,
    cardholderName: facts.cardholderName,
    uniqueNumberIdentifier: facts.fingerprint,
    binData: binNode(facts),
    billingAddress: addressNode(billing ?? addressOfFacts(facts)),
  };
}

function binNode({ indicators, issuingBank, countryOfIssuance }: CardFacts): Node {
  const said = Object.entries(indicators).map(([name, value]) => [name, value.toUpperCase()]);
  return { ...Object.fromEntries(said), issuingBank, countryOfIssuance, productId: 'Unknown' };
}

function addressOfFacts({ postalCode, streetAddress }: CardFacts): Address | undefined {
  return postalCode || streetAddress ? { postalCode, streetAddress } : undefined;
}

function bankNode(account: BankFacts): Node {
  return {
    __typename: 'UsBankAccountDetails',
    accountholderName: account.accountHolderName,
    accountType: account.accountType.toUpperCase(),
    ownershipType: account.ownershipType.toUpperCase(),
    bankName: account.bankName,
    last4: account.last4,
    routingNumber: account.routingNumber,
    verified: account.verified,
    achMandate: account.achMandate && {
      acceptanceText: account.achMandate.text,
      acceptedAt: timestamp(account.achMandate.acceptedAt),
    },
  };
}

const ORIGINS: Readonly<Record<string, string>> = {
  apple_pay_card: 'APPLE_PAY',
  android_pay_card: 'GOOGLE_PAY',
  samsung_pay_card: 'SAMSUNG_PAY',
  visa_checkout_card: 'VISA_CHECKOUT',
};

/** Details of a payment method, or the snapshot that a payment keeps of it. */
export function instrumentNode(instrument: Instrument, billing?: Address): Node {
  switch (instrument.kind) {
    case 'us_bank_account':
      return bankNode(instrument.account);
    case 'paypal_account':
      return {
        __typename: 'PayPalAccountDetails',
        billingAgreementId: instrument.billingAgreementId,
        payer: { email: instrument.payerEmail, payerId: instrument.payerId },
      };
    case 'venmo_account': {
      const { username, venmoUserId } = instrument;
      return { __typename: 'VenmoAccountDetails', username, venmoUserId };
    }
    case 'sepa_debit_account': {
      const { last4, bankReferenceToken, mandateType, merchantOrPartnerCustomerId } = instrument;
      const details = { last4, bankReferenceToken, mandateType, merchantOrPartnerCustomerId };
      return { __typename: 'SEPADirectDebitAccountDetails', ...details };
    }
    default: {
      const type = ORIGINS[instrument.kind];
      return { ...cardNode(instrument.facts, billing), origin: type ? { type } : null };
    }
  }
}
