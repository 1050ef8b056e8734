import braintree from 'braintree';
import t from 'tap';
import { codes, type Loose, openBench } from '../bench.js';
import { saleBy } from './table.js';

const INDICATORS: readonly (readonly [string, object])[] = [
  ['fake-valid-prepaid-nonce', { prepaid: 'Yes' }],
  ['fake-valid-prepaid-reloadable-nonce', { prepaid: 'Yes', prepaidReloadable: 'Yes' }],
  ['fake-valid-business-nonce', { business: 'Yes' }],
  ['fake-valid-consumer-nonce', { consumer: 'Yes' }],
  ['fake-valid-corporate-nonce', { corporate: 'Yes' }],
  ['fake-valid-purchase-nonce', { purchase: 'Yes' }],
  ['fake-valid-commercial-nonce', { commercial: 'Yes' }],
  ['fake-valid-durbin-regulated-nonce', { durbinRegulated: 'Yes' }],
  ['fake-valid-healthcare-nonce', { healthcare: 'Yes' }],
  ['fake-valid-debit-nonce', { debit: 'Yes' }],
  ['fake-valid-payroll-nonce', { payroll: 'Yes' }],
  ['fake-valid-no-indicators-nonce', { debit: 'No', prepaid: 'No', commercial: 'No' }],
  ['fake-valid-unknown-indicators-nonce', { debit: 'Unknown', prepaid: 'Unknown' }],
  ['fake-valid-country-of-issuance-usa-nonce', { countryOfIssuance: 'USA' }],
  ['fake-valid-issuing-bank-network-only-nonce', { issuingBank: 'NETWORK ONLY' }],
];

const TYPES: readonly (readonly [string, string, string])[] = [
  ['fake-valid-nonce', 'Visa', '1881'],
  ['fake-valid-visa-nonce', 'Visa', '1881'],
  ['fake-valid-amex-nonce', 'American Express', '0005'],
  ['fake-valid-mastercard-nonce', 'MasterCard', '4444'],
  ['fake-valid-discover-nonce', 'Discover', '0009'],
  ['fake-valid-jcb-nonce', 'JCB', '0000'],
  ['fake-valid-maestro-nonce', 'Maestro', '0000'],
  ['fake-valid-dinersclub-nonce', 'Diners Club', '0004'],
];

const REJECTED: readonly (readonly [string, string, object])[] = [
  ['fake-processor-declined-visa-nonce', 'processor_declined', { processorResponseCode: '2000' }],
  ['fake-processor-declined-mastercard-nonce', 'processor_declined', { processorResponseCode: '2000' }],
  ['fake-processor-declined-amex-nonce', 'processor_declined', { processorResponseCode: '2000' }],
  ['fake-processor-declined-discover-nonce', 'processor_declined', { processorResponseCode: '2000' }],
  ['fake-processor-failure-jcb-nonce', 'failed', { processorResponseCode: '3000' }],
  ['fake-gateway-rejected-fraud-nonce', 'gateway_rejected', { gatewayRejectionReason: 'fraud' }],
  [
    'fake-gateway-rejected-risk-thresholds-nonce',
    'gateway_rejected',
    { gatewayRejectionReason: 'risk_threshold' },
  ],
  [
    'fake-token-issuance-error-venmo-account-nonce',
    'gateway_rejected',
    { gatewayRejectionReason: 'token_issuance' },
  ],
];

const REFUSED: readonly (readonly [string, string])[] = [
  ['fake-luhn-invalid-nonce', '81715'],
  ['fake-consumed-nonce', '91564'],
  ['no-such-nonce', '91565'],
  ['fake-us-bank-account-nonce', '915172'],
];

const WALLETS: readonly (readonly [string, string, object])[] = [
  ['fake-apple-pay-visa-nonce', 'apple_pay_card', { applePayCard: { cardType: 'Visa', last4: '1111' } }],
  ['fake-apple-pay-amex-nonce', 'apple_pay_card', { applePayCard: { cardType: 'American Express' } }],
  ['fake-apple-pay-mastercard-nonce', 'apple_pay_card', { applePayCard: { cardType: 'MasterCard' } }],
  ['fake-android-pay-visa-nonce', 'android_pay_card', { androidPayCard: { virtualCardType: 'Visa' } }],
  ['fake-android-pay-nonce', 'android_pay_card', { androidPayCard: { sourceCardType: 'Visa' } }],
  ['fake-visa-checkout-visa-nonce', 'visa_checkout_card', { visaCheckoutCard: { cardType: 'Visa' } }],
  ['fake-paypal-one-time-nonce', 'paypal_account', { paypalAccount: { payerEmail: /@/ } }],
  ['fake-venmo-account-nonce', 'venmo_account', { venmoAccountDetails: { username: 'venmojoe' } }],
];

const THREE_D_SECURE: readonly (readonly [string, boolean, string])[] = [
  ['fake-three-d-secure-visa-full-authentication-nonce', true, 'authenticate_successful'],
  ['fake-three-d-secure-visa-failed-authentication-nonce', false, 'authenticate_failed'],
  ['fake-three-d-secure-visa-failed-signature-nonce', false, 'authenticate_signature_verification_failed'],
  ['fake-three-d-secure-visa-attempts-non-participating-nonce', true, 'authenticate_attempt_successful'],
  ['fake-three-d-secure-visa-not-enrolled-nonce', false, 'lookup_not_enrolled'],
  ['fake-three-d-secure-visa-bypassed-authentication-nonce', false, 'lookup_bypassed'],
  ['fake-three-d-secure-two-visa-successful-step-up-authentication-nonce', true, 'authenticate_successful'],
];

t.test('given the fixed nonces', async (t) => {
  const { sdk } = await openBench(t, { rules: { duplicates: false } });

  for (const [nonce, cardType, last4] of TYPES) {
    t.test(`when ${nonce} is charged, then a ${cardType} ending in ${last4} is`, async (t) => {
      const { transaction } = await saleBy(sdk, nonce);
      t.match(transaction, { status: 'authorized', creditCard: { cardType, last4, maskedNumber: /\*{6}/ } });
      t.ok((await saleBy(sdk, nonce)).success, 'and again');
    });
  }
  for (const [nonce, creditCard] of INDICATORS) {
    t.test(`when ${nonce} is charged, then its record says so`, async (t) => {
      t.match((await saleBy(sdk, nonce)).transaction, { status: 'authorized', creditCard });
    });
  }
  for (const [nonce, status, more] of REJECTED) {
    t.test(`when ${nonce} is charged, then it is ${status}`, async (t) => {
      const answer = await saleBy(sdk, nonce);
      t.match(answer, { success: false, transaction: { status, ...more } });
    });
  }
  for (const [nonce, code] of REFUSED) {
    t.test(`when ${nonce} is charged, then ${code} is the answer and nothing is made`, async (t) => {
      const answer = await saleBy(sdk, nonce, { options: { submitForSettlement: true } });
      t.same(codes(answer), [code]);
      t.notOk(answer.transaction);
    });
  }
  for (const [nonce, paymentInstrumentType, more] of WALLETS) {
    t.test(`when ${nonce} is charged, then the transaction shows a ${paymentInstrumentType}`, async (t) => {
      t.match((await saleBy(sdk, nonce)).transaction, {
        status: 'authorized',
        paymentInstrumentType,
        ...more,
      });
    });
  }
  for (const [nonce, liabilityShifted, status] of THREE_D_SECURE) {
    t.test(`when ${nonce} is charged, then 3D Secure is ${status}`, async (t) => {
      const threeDSecureInfo = { status, liabilityShifted };
      t.match((await saleBy(sdk, nonce)).transaction, { status: 'authorized', threeDSecureInfo });
      const required = await saleBy(sdk, nonce, { options: { threeDSecure: { required: true } } });
      t.equal(required.success, liabilityShifted, 'where it is required, only a shifted liability will do');
      if (!liabilityShifted) t.equal(required.transaction.gatewayRejectionReason, 'three_d_secure');
    });
  }

  t.test('when every nonce that the SDK names is charged, then each has an answer of its own', async (t) => {
    const { Nonces } = (braintree as Loose).Test;
    t.ok(Object.keys(Nonces).length > 70);
    for (const [name, nonce] of Object.entries<string>(Nonces)) {
      const answer = await saleBy(sdk, nonce);
      t.not(codes(answer)[0], '91565', `${name} is known`);
      t.ok(answer.transaction || codes(answer).length > 0 || answer.message.includes(nonce), name);
    }
  });
});

t.test('given a nonce made by tokenisation', async (t) => {
  const bench = await openBench(t);
  const { sdk } = bench;
  const input = { creditCard: { number: '4111111111111111', expirationMonth: '12', expirationYear: '2031' } };
  const token = async (): Promise<string> => {
    const query =
      'mutation($input: TokenizeCreditCardInput!) { tokenizeCreditCard(input: $input) { token } }';
    return (await bench.graphql(query, { input })).data.tokenizeCreditCard.token;
  };
  t.test('when it is charged twice, then once', async (t) => {
    const nonce = await token();
    t.ok((await saleBy(sdk, nonce)).success);
    t.same(codes(await saleBy(sdk, nonce)), ['91564']);
  });
  t.test('when its charge is faulty, then it is not used up', async (t) => {
    const nonce = await token();
    t.same(codes(await saleBy(sdk, nonce, { amount: 'x' })), ['81503']);
    t.ok((await saleBy(sdk, nonce, { amount: '11.00' })).success);
  });
  t.test('when it is declined, then it is used up', async (t) => {
    const nonce = await token();
    t.match(await saleBy(sdk, nonce, { amount: '2000.00' }), {
      transaction: { status: 'processor_declined' },
    });
    t.same(codes(await saleBy(sdk, nonce)), ['91564']);
  });
  t.test('when three hours have passed, then it is not known any more', async (t) => {
    const nonce = await token();
    await bench.control('POST', 'clock', { advance: 3 * 3600 + 1 });
    t.same(codes(await saleBy(sdk, nonce)), ['91565']);
  });
});
