import t from 'tap';
import { at, errorsOf, missing, start, text, VISA } from './sdk.js';
import { ask } from './wire.js';

const HOUR = 3_600_000;

t.test('given the SDK on the sandbox, nonces', async (t) => {
  const { sdk, sandbox, customer, card } = await start(t);
  const owner = await customer();
  const nonceOf = async (token: string): Promise<string> =>
    text(await sdk.paymentMethodNonce.create(token), 'paymentMethodNonce', 'nonce');

  t.test('when one is made for a card of the vault, then it tells of the card', async (t) => {
    const token = await card(owner, { number: '4111111111111210', cardholderName: 'Ann' });
    const result = await sdk.paymentMethodNonce.create(token);
    t.match(result, {
      success: true,
      paymentMethodNonce: {
        nonce: /^tokencc_/,
        type: 'CreditCard',
        description: 'ending in 10',
        consumed: false,
        isLocked: false,
        default: true,
        threeDSecureInfo: null,
        details: {
          bin: '411111',
          cardType: 'Visa',
          lastTwo: '10',
          lastFour: '1210',
          expirationMonth: '05',
          expirationYear: '2031',
          cardholderName: 'Ann',
        },
        binData: { prepaid: 'Yes', debit: 'No', healthcare: 'No', countryOfIssuance: 'Unknown' },
      },
    });
  });

  t.test('when two are made for the same, then they differ', async (t) => {
    const token = await card(owner);
    t.not(await nonceOf(token), await nonceOf(token));
  });

  t.test('when it is found, then it is not used up by that', async (t) => {
    const nonce = await nonceOf(await card(owner));
    t.match(await sdk.paymentMethodNonce.find(nonce), { nonce, consumed: false });
    t.match(await sdk.paymentMethodNonce.find(nonce), {
      nonce,
      consumed: false,
      details: { lastFour: '1111' },
    });
  });

  t.test('when it was used, then it is consumed and cannot be used again', async (t) => {
    const nonce = await nonceOf(await card(owner));
    t.match(await sdk.paymentMethod.create({ customerId: owner, paymentMethodNonce: nonce }), {
      success: true,
    });
    t.match(await sdk.paymentMethodNonce.find(nonce), { consumed: true });
    const again = await sdk.paymentMethod.create({ customerId: owner, paymentMethodNonce: nonce });
    t.same(errorsOf(again), ['paymentMethod.payment_method_nonce 93107']);
    const sale = await sdk.transaction.sale({ amount: '10.00', paymentMethodNonce: nonce });
    t.same(errorsOf(sale), ['transaction.payment_method_nonce 91564']);
  });

  t.test('when a request that names it is refused, then it can still be used', async (t) => {
    const nonce = await nonceOf(await card(owner));
    t.match(await sdk.paymentMethod.create({ customerId: 'nobody', paymentMethodNonce: nonce }), {
      success: false,
    });
    t.match(await sdk.paymentMethod.create({ customerId: owner, paymentMethodNonce: nonce }), {
      success: true,
    });
  });

  const details: readonly (readonly [string, object])[] = [
    ['fake-valid-nonce', { type: 'CreditCard', details: { bin: '401288', lastTwo: '81', cardType: 'Visa' } }],
    ['fake-valid-prepaid-nonce', { binData: { prepaid: 'Yes' } }],
    [
      'fake-venmo-account-nonce',
      { type: 'VenmoAccount', details: { username: 'venmojoe', venmoUserId: 'Venmo-Joe-1', lastTwo: '99' } },
    ],
    [
      'fake-paypal-billing-agreement-nonce',
      { type: 'PayPalAccount', details: { email: 'jane.doe@paypal.com', payerInfo: { payerId: /./ } } },
    ],
    ['fake-apple-pay-visa-nonce', { type: 'ApplePayCard', details: { lastFour: '1111' } }],
    ['fake-android-pay-visa-nonce', { type: 'AndroidPayCard', details: { lastFour: '1111' } }],
    [
      'fake-us-bank-account-nonce',
      { type: 'UsBankAccount', details: { lastFour: '0000', routingNumber: '021000021' } },
    ],
    [
      'fake-sepa-direct-debit-nonce',
      {
        type: 'SepaDebitAccount',
        sepaDirectDebitNonceDetails: { ibanLastChars: '1234', mandateType: 'RECURRENT' },
      },
    ],
    ['fake-consumed-nonce', { consumed: true }],
  ];
  for (const [nonce, wanted] of details) {
    t.test(`when ${nonce} is found, then it tells ${Object.keys(wanted).join(' and ')}`, async (t) => {
      t.match(await sdk.paymentMethodNonce.find(nonce), { nonce, ...wanted });
    });
  }

  t.test('when there is no such nonce or token, then find and create say so', async (t) => {
    t.equal(await missing(sdk.paymentMethodNonce.find('nobody')), 'notFoundError');
    t.equal(await missing(sdk.paymentMethodNonce.create('nobody')), 'notFoundError');
    t.equal(await missing(sdk.paymentMethodNonce.find(' ')), 'notFoundError');
  });

  t.test('when what is not supported is asked of it, then the answer names it', async (t) => {
    // The SDK cannot read any refusal of this call, so the wire is asked.
    const { publicKey, privateKey, merchantId } = sandbox.merchant;
    const answer = await ask(
      sandbox,
      'POST',
      `/merchants/${merchantId}/payment_methods/${await card(owner)}/nonces`,
      { payment_method_nonce: { authentication_insight: true } },
      {
        authorization: `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`,
        'x-apiversion': '6',
      },
    );
    t.match(answer, { status: 422, body: /paymentMethodNonce.create with authenticationInsight/ });
  });

  t.test('when three hours have gone by, then nobody knows it any more', async (t) => {
    const nonce = await nonceOf(await card(owner));
    const { clock } = sandbox;
    clock.set(clock.now() + 3 * HOUR - 60_000);
    t.match(await sdk.paymentMethodNonce.find(nonce), { nonce });
    clock.set(clock.now() + 120_000);
    t.equal(await missing(sdk.paymentMethodNonce.find(nonce)), 'notFoundError');
    const late = await sdk.paymentMethod.create({ customerId: owner, paymentMethodNonce: nonce });
    t.same(errorsOf(late), ['paymentMethod.payment_method_nonce 93108']);
    t.match(await sdk.paymentMethodNonce.find('fake-valid-nonce'), { consumed: false });
  });

  t.test('when the card of a nonce is deleted, then the nonce is worth nothing', async (t) => {
    const token = await card(owner, VISA);
    const nonce = await nonceOf(token);
    await sdk.creditCard.delete(token);
    t.equal(
      at(await sdk.paymentMethod.create({ customerId: owner, paymentMethodNonce: nonce }), 'success'),
      false,
    );
  });
});
