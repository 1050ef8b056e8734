import type { MethodEffect, ThreeDSecure } from '../instrument.js';

/** A fixed nonce of Braintree's test suite: which test number stands behind it, and what it does. */
export interface FixedNonce {
  readonly number: string;
  readonly effect?: MethodEffect | 'luhn' | 'consumed';
  readonly threeDSecure?: ThreeDSecure;
}

const VISA = '4012888888881881';

/** Result of an authentication: status, enrolment, and whether the issuer took the liability or could have. */
function authenticated(
  status: string,
  enrolled: ThreeDSecure['enrolled'],
  liability: 'shifted' | 'possible' | 'none',
  version = '1.0.2',
): FixedNonce {
  const shifted = liability === 'shifted';
  return {
    number: '4111111111111111',
    threeDSecure: {
      status,
      enrolled,
      liabilityShifted: shifted,
      liabilityShiftPossible: liability !== 'none',
      version,
      ...(shifted
        ? { eciFlag: '05', cavv: 'ZmFrZSBjYXZ2IHZhbHVlIDAwMDA=', xid: 'ZmFrZSB4aWQgdmFsdWUgMDAwMDA=' }
        : {}),
      ...(version.startsWith('2') ? { dsTransactionId: '00000000-0000-4000-8000-000000000000' } : {}),
    },
  };
}

const THREE_D_SECURE: Readonly<Record<string, FixedNonce>> = {
  'visa-full-authentication': authenticated('authenticate_successful', 'Y', 'shifted'),
  'visa-lookup-timeout': authenticated('lookup_error', 'U', 'none'),
  'visa-failed-signature': authenticated('authenticate_signature_verification_failed', 'Y', 'possible'),
  'visa-failed-authentication': authenticated('authenticate_failed', 'Y', 'possible'),
  'visa-attempts-non-participating': authenticated('authenticate_attempt_successful', 'Y', 'shifted'),
  'visa-not-enrolled': authenticated('lookup_not_enrolled', 'N', 'none'),
  'visa-unavailable': authenticated('authentication_unavailable', 'U', 'none'),
  'visa-mpi-lookup-error': authenticated('lookup_error', '', 'none'),
  'visa-mpi-authenticate-error': authenticated('authenticate_error', 'Y', 'possible'),
  'visa-authentication-unavailable': authenticated('authenticate_unable_to_authenticate', 'Y', 'possible'),
  'visa-bypassed-authentication': authenticated('lookup_bypassed', 'B', 'none'),
  'two-visa-successful-frictionless-authentication': authenticated(
    'authenticate_successful',
    'Y',
    'shifted',
    '2.2.0',
  ),
  'two-visa-successful-step-up-authentication': authenticated(
    'authenticate_successful',
    'Y',
    'shifted',
    '2.2.0',
  ),
  'two-visa-error-on-lookup': authenticated('lookup_error', 'U', 'none', '2.2.0'),
  'two-visa-timeout-on-lookup': authenticated('lookup_error', 'U', 'none', '2.2.0'),
};

/** Unlike a real nonce these can be used again and again. Those of wallets and accounts are in the vault's list. */
export const FIXED_NONCES: Readonly<Record<string, FixedNonce>> = {
  'fake-valid-nonce': { number: VISA },
  'fake-valid-visa-nonce': { number: VISA },
  'fake-valid-amex-nonce': { number: '378282246310005' },
  'fake-valid-mastercard-nonce': { number: '5555555555554444' },
  'fake-valid-discover-nonce': { number: '6011000991300009' },
  'fake-valid-jcb-nonce': { number: '3530111333300000' },
  'fake-valid-maestro-nonce': { number: '6304000000000000' },
  'fake-valid-dinersclub-nonce': { number: '36259600000004' },
  'fake-valid-unionpay-credit-nonce': { number: '6221261111117766' },
  'fake-valid-prepaid-nonce': { number: '4500600000000061' },
  'fake-valid-prepaid-reloadable-nonce': { number: '4229989900000002' },
  'fake-valid-business-nonce': { number: '4229989800000003' },
  'fake-valid-consumer-nonce': { number: '4229989700000004' },
  'fake-valid-corporate-nonce': { number: '4229989100000000' },
  'fake-valid-purchase-nonce': { number: '4229989500000006' },
  'fake-valid-commercial-nonce': { number: '4111111111131010' },
  'fake-valid-durbin-regulated-nonce': { number: '4111161010101010' },
  'fake-valid-healthcare-nonce': { number: '4111111510101010' },
  'fake-valid-debit-nonce': { number: '4117101010101010' },
  'fake-valid-payroll-nonce': { number: '4111111114101010' },
  'fake-valid-no-indicators-nonce': { number: '4111111111310101' },
  'fake-valid-unknown-indicators-nonce': { number: '4111111111112101' },
  'fake-valid-country-of-issuance-usa-nonce': { number: '4111111111121102' },
  'fake-valid-country-of-issuance-cad-nonce': { number: '4012000033330125' },
  'fake-valid-issuing-bank-network-only-nonce': { number: '4111111141010101' },
  'fake-pinless-debit-visa-nonce': { number: '4117101010101010' },
  'fake-processor-declined-visa-nonce': { number: '4000111111111115', effect: 'declined' },
  'fake-processor-declined-mastercard-nonce': { number: '5105105105105100', effect: 'declined' },
  'fake-processor-declined-amex-nonce': { number: '378734493671000', effect: 'declined' },
  'fake-processor-declined-discover-nonce': { number: '6011000990139424', effect: 'declined' },
  'fake-processor-failure-jcb-nonce': { number: '3566002020360505', effect: 'failed' },
  'fake-luhn-invalid-nonce': { number: VISA, effect: 'luhn' },
  'fake-consumed-nonce': { number: VISA, effect: 'consumed' },
  'fake-gateway-rejected-fraud-nonce': { number: '4000111111111511', effect: 'fraud' },
  'fake-gateway-rejected-risk-thresholds-nonce': { number: '4111130000000003', effect: 'risk' },
  ...Object.fromEntries(
    Object.entries(THREE_D_SECURE).map(([name, nonce]) => [`fake-three-d-secure-${name}-nonce`, nonce]),
  ),
};
