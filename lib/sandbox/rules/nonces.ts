/** A fixed nonce of Braintree's test suite: which test number stands behind it, and what it does. */
export interface FixedNonce {
  readonly number: string;
  readonly effect?: 'declined' | 'failed' | 'luhn' | 'consumed' | 'risk';
}

const VISA = '4012888888881881';

/** Unlike a real nonce these can be used again and again. */
export const FIXED_NONCES: Readonly<Record<string, FixedNonce>> = {
  'fake-valid-nonce': { number: VISA },
  'fake-valid-visa-nonce': { number: VISA },
  'fake-valid-amex-nonce': { number: '378282246310005' },
  'fake-valid-mastercard-nonce': { number: '5555555555554444' },
  'fake-valid-discover-nonce': { number: '6011000991300009' },
  'fake-valid-jcb-nonce': { number: '3530111333300000' },
  'fake-valid-maestro-nonce': { number: '6304000000000000' },
  'fake-valid-dinersclub-nonce': { number: '36259600000004' },
  'fake-valid-prepaid-nonce': { number: '4500600000000061' },
  'fake-valid-debit-nonce': { number: '4012000033330026' },
  'fake-processor-declined-visa-nonce': { number: '4000111111111115', effect: 'declined' },
  'fake-processor-declined-mastercard-nonce': { number: '5105105105105100', effect: 'declined' },
  'fake-processor-declined-amex-nonce': { number: '378734493671000', effect: 'declined' },
  'fake-processor-declined-discover-nonce': { number: '6011000990139424', effect: 'declined' },
  'fake-processor-failure-jcb-nonce': { number: '3566002020360505', effect: 'failed' },
  'fake-luhn-invalid-nonce': { number: VISA, effect: 'luhn' },
  'fake-consumed-nonce': { number: VISA, effect: 'consumed' },
  'fake-gateway-rejected-risk-thresholds-nonce': { number: '4111130000000003', effect: 'risk' },
};
