import type { Address } from './address.js';
import type { CardFacts } from './card.js';
import type { MicroTransferFate } from './rules/bank-accounts.js';

/** What is kept of a US bank account: never its full number. */
export interface BankFacts {
  /** Keyed digest of routing and account number. */
  readonly fingerprint: string;
  readonly routingNumber: string;
  readonly last4: string;
  readonly accountType: 'checking' | 'savings';
  readonly ownershipType: 'personal' | 'business';
  readonly accountHolderName: string;
  readonly bankName: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly businessName?: string;
  readonly achMandate?: { readonly text: string; readonly acceptedAt: number };
  /** Only a verified account can be charged: 915172 otherwise. */
  readonly verified: boolean;
  /** Processor's answer to a network check, by the documented test accounts: `1000`, `2046`, … */
  readonly networkCheck: string;
  /** What becomes of it when the holder names the two small deposits rightly. */
  readonly microTransfers: MicroTransferFate;
}

/** With what is paid, by Braintree's `payment_instrument_type`. Wallet cards are reduced as plain cards are. */
export type Instrument =
  | { readonly kind: 'credit_card'; readonly facts: CardFacts }
  | {
      readonly kind: 'apple_pay_card' | 'android_pay_card' | 'visa_checkout_card' | 'samsung_pay_card';
      readonly facts: CardFacts;
      /** Card type and last four of the card behind the device's number. */
      readonly sourceCardType?: string;
      readonly sourceCardLast4?: string;
      readonly sourceDescription?: string;
    }
  | { readonly kind: 'us_bank_account'; readonly account: BankFacts }
  | {
      readonly kind: 'paypal_account';
      readonly payerEmail: string;
      readonly payerId: string;
      readonly billingAgreementId?: string;
    }
  | { readonly kind: 'venmo_account'; readonly username: string; readonly venmoUserId: string }
  | {
      readonly kind: 'sepa_debit_account';
      readonly bankReferenceToken: string;
      /** Of the IBAN. */
      readonly last4: string;
      readonly mandateType: 'ONE_OFF' | 'RECURRENT';
      readonly merchantOrPartnerCustomerId: string;
    };

/** What a fixed nonce or a number makes of a charge or a verification, whatever the amount. */
export type MethodEffect = 'declined' | 'failed' | 'risk' | 'fraud' | 'token_issuance';

/** A way to pay that a request names: new, behind a nonce, or from the vault. */
export interface Method {
  readonly instrument: Instrument;
  /** In the vault under this token, of this customer. */
  readonly token?: string;
  readonly customerId?: string;
  /** The nonce it came by, to be consumed by the charge. */
  readonly nonce?: string;
  readonly effect?: MethodEffect;
  readonly billing?: Address;
  /** What an authentication by the card's issuer brought, as `<three-d-secure-info>` tells it. */
  readonly threeDSecure?: ThreeDSecure;
}

export interface ThreeDSecure {
  readonly status: string;
  readonly enrolled: 'Y' | 'N' | 'U' | 'B' | '';
  readonly liabilityShifted: boolean;
  readonly liabilityShiftPossible: boolean;
  readonly eciFlag?: string;
  readonly cavv?: string;
  readonly xid?: string;
  readonly version?: string;
  readonly dsTransactionId?: string;
}

/** Facts of the card, for the instruments that are one. */
export function cardOf(instrument: Instrument): CardFacts | undefined {
  return 'facts' in instrument ? instrument.facts : undefined;
}

/** Equal for the same instrument within one installation; what duplicates are told by. */
export function fingerprintOf(instrument: Instrument): string {
  switch (instrument.kind) {
    case 'us_bank_account':
      return instrument.account.fingerprint;
    case 'paypal_account':
      return `paypal ${instrument.payerId}`;
    case 'venmo_account':
      return `venmo ${instrument.venmoUserId}`;
    case 'sepa_debit_account':
      return `sepa ${instrument.bankReferenceToken}`;
    default:
      return instrument.facts.fingerprint;
  }
}
