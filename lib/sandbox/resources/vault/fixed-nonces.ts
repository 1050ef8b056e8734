import { type CardFacts, cardFacts } from '../../card.js';
import type { Method } from '../../instrument.js';
import { FIXED_NONCES } from '../../rules/nonces.js';
import { bankFacts } from './bank.js';

/** What a nonce is worth now. `fault` says why it cannot be used, and `method` may be known all the same. */
export interface NonceAnswer {
  readonly method?: Method;
  readonly fault?: 'unknown' | 'consumed' | 'luhn' | 'unsupported';
}

type Made = (secret: string) => NonceAnswer;

/** Facts of a test card as the fixed nonces hold them. */
function fixedCard(number: string, secret: string, cardholderName?: string): CardFacts {
  return cardFacts({ number, expirationMonth: '12', expirationYear: '2030', cardholderName }, secret);
}

const cards: Readonly<Record<string, Made>> = Object.fromEntries(
  Object.entries(FIXED_NONCES).map(([id, { number, effect, threeDSecure }]): [string, Made] => [
    id,
    (secret) => {
      const facts = fixedCard(number, secret);
      const method = { instrument: { kind: 'credit_card' as const, facts }, threeDSecure };
      if (effect === 'consumed' || effect === 'luhn') return { method, fault: effect };
      return { method: effect ? { ...method, effect } : method };
    },
  ]),
);

const VISA = '4111111111111111';
const MASTERCARD = '5555555555554444';
const AMEX = '378282246310005';
const DISCOVER = '6011000991300009';

const wallet =
  (
    kind: 'apple_pay_card' | 'android_pay_card' | 'visa_checkout_card',
    number: string,
    source: { readonly type?: string; readonly last4?: string; readonly description?: string } = {},
  ): Made =>
  (secret) => {
    const facts = fixedCard(
      number,
      secret,
      `${kind === 'apple_pay_card' ? 'Apple Pay' : 'Wallet'} Cardholder`,
    );
    const sourceCardType = source.type ?? facts.cardType;
    const sourceCardLast4 = source.last4 ?? facts.last4;
    const sourceDescription = source.description ?? `${sourceCardType} ${sourceCardLast4}`;
    return { method: { instrument: { kind, facts, sourceCardType, sourceCardLast4, sourceDescription } } };
  };

const paypal =
  (billingAgreementId?: string): Made =>
  () => ({
    method: {
      instrument: {
        kind: 'paypal_account',
        payerEmail: 'jane.doe@paypal.com',
        payerId: 'FAKEPAYERID01',
        ...(billingAgreementId ? { billingAgreementId } : {}),
      },
    },
  });

const unsupported: Made = () => ({ fault: 'unsupported' });

/**
 * The nonces that Braintree's sandbox always has, by what is behind them. Unlike real ones they can be used again
 * and again.
 */
export const FIXED_INSTRUMENTS: Readonly<Record<string, Made>> = {
  ...cards,
  'fake-apple-pay-visa-nonce': wallet('apple_pay_card', VISA),
  'fake-apple-pay-mastercard-nonce': wallet('apple_pay_card', MASTERCARD),
  'fake-apple-pay-amex-nonce': wallet('apple_pay_card', AMEX),
  'fake-apple-pay-mpan-nonce': wallet('apple_pay_card', VISA),
  'fake-android-pay-nonce': wallet('android_pay_card', DISCOVER, { type: 'Visa', last4: '1111' }),
  'fake-android-pay-discover-nonce': wallet('android_pay_card', DISCOVER, { type: 'Visa', last4: '1111' }),
  'fake-android-pay-visa-nonce': wallet('android_pay_card', VISA),
  'fake-android-pay-mastercard-nonce': wallet('android_pay_card', MASTERCARD),
  'fake-android-pay-amex-nonce': wallet('android_pay_card', AMEX),
  'fake-visa-checkout-visa-nonce': wallet('visa_checkout_card', VISA),
  'fake-visa-checkout-mastercard-nonce': wallet('visa_checkout_card', MASTERCARD),
  'fake-visa-checkout-amex-nonce': wallet('visa_checkout_card', AMEX),
  'fake-visa-checkout-discover-nonce': wallet('visa_checkout_card', DISCOVER),
  'fake-paypal-one-time-nonce': paypal(),
  'fake-paypal-billing-agreement-nonce': paypal('B-FAKEAGREEMENT01'),
  'fake-paypal-future-nonce': paypal('B-FAKEFUTURE0001'),
  'fake-paypal-future-refresh-token-nonce': paypal('B-FAKEREFRESH001'),
  'fake-venmo-account-nonce': () => ({
    method: { instrument: { kind: 'venmo_account', username: 'venmojoe', venmoUserId: 'Venmo-Joe-1' } },
  }),
  'fake-token-issuance-error-venmo-account-nonce': () => ({
    method: {
      instrument: { kind: 'venmo_account', username: 'venmojoe', venmoUserId: 'Venmo-Joe-1' },
      effect: 'token_issuance',
    },
  }),
  'fake-sepa-direct-debit-nonce': () => ({
    method: {
      instrument: {
        kind: 'sepa_debit_account',
        bankReferenceToken: 'a-fake-bank-reference-token',
        last4: '1234',
        mandateType: 'RECURRENT',
        merchantOrPartnerCustomerId: 'a-fake-mp-customer-id',
      },
    },
  }),
  'fake-us-bank-account-nonce': (secret) => ({
    method: {
      instrument: {
        kind: 'us_bank_account',
        account: bankFacts(
          {
            accountNumber: '1000000000',
            routingNumber: '021000021',
            accountType: 'checking',
            ownershipType: 'personal',
            firstName: 'Dan',
            lastName: 'Schulman',
            achMandate: 'cl mandate text',
          },
          secret,
          Date.UTC(2024, 0, 1),
        ),
      },
    },
  }),
  'fake-local-payment-method-nonce': unsupported,
  'fake-meta-checkout-card-nonce': unsupported,
  'fake-meta-checkout-token-nonce': unsupported,
  'fake-europe-bank-account-nonce': unsupported,
  'fake-abstract-transactable-nonce': unsupported,
  tokensam_fake_american_express: unsupported,
  tokensam_fake_discover: unsupported,
  tokensam_fake_mastercard: unsupported,
  tokensam_fake_visa: unsupported,
};
