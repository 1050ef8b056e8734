import t from 'tap';
import { all, at, errorsOf, missing, start, text, VISA } from './sdk.js';

t.test('given the SDK on the sandbox, verifications of cards', async (t) => {
  const { sdk } = await start(t);
  const create = (more: object = {}, card: object = {}) =>
    sdk.creditCardVerification.create({ creditCard: { ...VISA, ...card }, ...more });

  const fates: readonly (readonly [string, object])[] = [
    [
      '4111111111111111',
      { status: 'verified', processorResponseCode: '1000', processorResponseType: 'approved' },
    ],
    ['4111140000000002', { status: 'verified', riskData: { decision: 'Review' } }],
    [
      '4000111111111115',
      {
        status: 'processor_declined',
        processorResponseCode: '2000',
        processorResponseText: 'Do Not Honor',
        processorResponseType: 'soft_declined',
      },
    ],
    ['378734493671000', { status: 'processor_declined', processorResponseCode: '2000' }],
    ['3566002020360505', { status: 'failed', processorResponseCode: '3000' }],
    ['4000111111111511', { status: 'gateway_rejected', gatewayRejectionReason: 'fraud' }],
    ['4111130000000003', { status: 'gateway_rejected', gatewayRejectionReason: 'risk_threshold' }],
  ];
  for (const [number, wanted] of fates) {
    t.test(
      `when ${number.slice(0, 6)}…${number.slice(-4)} is verified, then ${JSON.stringify(wanted)}`,
      async (t) => {
        const result = await create({}, { number });
        t.equal(result.success, (wanted as { status: string }).status === 'verified');
        const { verification } = result;
        t.match(verification, wanted);
        t.match(await sdk.creditCardVerification.find(text(verification, 'id')), wanted);
      },
    );
  }

  const codes: readonly (readonly [string, string, string])[] = [
    ['4111111111111111', '123', 'M'],
    ['4111111111111111', '200', 'N'],
    ['4111111111111111', '201', 'U'],
    ['4111111111111111', '301', 'S'],
    ['378282246310005', '2000', 'N'],
    ['378282246310005', '2011', 'U'],
    ['378282246310005', '3011', 'S'],
  ];
  for (const [number, cvv, answer] of codes) {
    t.test(`when the code is ${cvv}, then the issuer says ${answer}`, async (t) => {
      t.match(await create({}, { number, cvv }), { verification: { cvvResponseCode: answer } });
    });
  }

  t.test('when there is no code and no address, then the issuer says I', async (t) => {
    t.match(await create(), {
      verification: {
        cvvResponseCode: 'I',
        avsPostalCodeResponseCode: 'I',
        avsStreetAddressResponseCode: 'I',
        avsErrorResponseCode: null,
      },
    });
  });

  const places: readonly (readonly [object, object])[] = [
    [{ postalCode: '20000' }, { avsPostalCodeResponseCode: 'N' }],
    [{ postalCode: '20001' }, { avsPostalCodeResponseCode: 'U' }],
    [{ postalCode: '30000' }, { avsErrorResponseCode: 'E' }],
    [{ postalCode: '30001' }, { avsErrorResponseCode: 'S' }],
    [
      { postalCode: '60622', streetAddress: '200 Main' },
      { avsPostalCodeResponseCode: 'M', avsStreetAddressResponseCode: 'N' },
    ],
    [{ streetAddress: '201 Main' }, { avsStreetAddressResponseCode: 'U' }],
  ];
  for (const [billingAddress, wanted] of places) {
    t.test(
      `when the address is ${JSON.stringify(billingAddress)}, then ${JSON.stringify(wanted)}`,
      async (t) => {
        t.match(await create({}, { billingAddress }), {
          success: true,
          verification: { ...wanted, billing: billingAddress },
        });
      },
    );
  }

  t.test('when amount and account are given, then they are the verification’s', async (t) => {
    t.match(await create({ options: { amount: '5.00', merchantAccountId: 'hushpay_huf' } }), {
      verification: { amount: '5.00', merchantAccountId: 'hushpay_huf', currencyIsoCode: 'HUF' },
    });
    t.match(await create(), { verification: { amount: '0.00', currencyIsoCode: 'USD' } });
  });

  const refused: readonly (readonly [string, object, object, readonly string[]])[] = [
    ['a negative amount', { options: { amount: '-10.00' } }, {}, ['verification.options.amount 94201']],
    ['an amount that is none', { options: { amount: 'x' } }, {}, ['verification.options.amount 94202']],
    [
      'too large an amount',
      { options: { amount: '999999999999.00' } },
      {},
      ['verification.options.amount 94207'],
    ],
    [
      'an unknown account',
      { options: { merchantAccountId: 'x' } },
      {},
      ['verification.options.merchant_account_id 94204'],
    ],
    [
      'an unknown account type',
      { options: { accountType: 'x' } },
      {},
      ['verification.options.account_type 942184'],
    ],
    [
      'an account type of Brazil',
      { options: { accountType: 'credit' } },
      {},
      ['verification.options.account_type 942185'],
    ],
    [
      'a bad number and date',
      {},
      { number: '1', expirationDate: '99' },
      ['verification.creditCard.expiration_date 81710', 'verification.creditCard.number 81716'],
    ],
    [
      'a bad country',
      {},
      { billingAddress: { countryName: 'x' } },
      ['verification.creditCard.billingAddress.country_name 91803'],
    ],
    [
      'an unknown nonce',
      { creditCard: undefined, paymentMethodNonce: 'nobody' },
      {},
      ['verification.creditCard.payment_method_nonce 91732'],
    ],
    [
      'a nonce of no card',
      { creditCard: undefined, paymentMethodNonce: 'fake-venmo-account-nonce' },
      {},
      ['verification.creditCard.payment_method_nonce 91738'],
    ],
  ];
  for (const [what, more, card, errors] of refused) {
    t.test(`when one is created with ${what}, then it is refused with ${errors.join(', ')}`, async (t) => {
      const result = await create(more, card);
      t.equal(result.success, false);
      t.same(errorsOf(result), errors);
    });
  }

  t.test('when a nonce is verified, then its card is', async (t) => {
    const result = await sdk.creditCardVerification.create({
      paymentMethodNonce: 'fake-valid-mastercard-nonce',
    });
    t.match(result, {
      success: true,
      verification: { creditCard: { cardType: 'MasterCard', last4: '4444' } },
    });
  });

  t.test('when there is no such verification, then find says so', async (t) => {
    t.equal(await missing(sdk.creditCardVerification.find('nobody')), 'notFoundError');
    t.equal(await missing(sdk.creditCardVerification.find(' ')), 'notFoundError');
  });

  t.test('when nothing matches a search, then it streams nothing', async (t) => {
    t.same(await all(sdk.creditCardVerification.search((search) => search.id?.().is('nobody'))), []);
  });
});

t.test('given a merchant with rules for codes and addresses, verifications', async (t) => {
  const { sdk } = await start(t, { rules: { cvv: ['N'], avs: ['N'] } });
  const rules: readonly (readonly [object, string])[] = [
    [{ cvv: '200' }, 'cvv'],
    [{ cvv: '123', billingAddress: { postalCode: '20000' } }, 'avs'],
    [{ cvv: '200', billingAddress: { postalCode: '20000' } }, 'avs_and_cvv'],
  ];
  for (const [card, reason] of rules) {
    t.test(`when ${JSON.stringify(card)} is verified, then the gateway rejects for ${reason}`, async (t) => {
      const result = await sdk.creditCardVerification.create({ creditCard: { ...VISA, ...card } });
      t.match(result, {
        success: false,
        message: `Gateway Rejected: ${reason}`,
        verification: { status: 'gateway_rejected', gatewayRejectionReason: reason },
      });
    });
  }
  t.test('when a card is stored without verification, then the rules do not matter', async (t) => {
    const { customer } = await sdk.customer.create({ creditCard: { ...VISA, cvv: '200' } });
    t.equal((at(customer, 'creditCards') as unknown[]).length, 1);
  });
});
