// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { all, at, errorsOf, MASTERCARD, missing, start, text, VISA } from './sdk.js';

const long = 'x'.repeat(256);

t.test('given the SDK on the sandbox, credit cards', async (t) => {
  const { sdk, customer, card } = await start(t);
  const owner = await customer();
  const create = (more: object) => sdk.creditCard.create({ customerId: owner, ...VISA, ...more });

  const kinds: readonly (readonly [string, string, string])[] = [
    ['4111111111111111', 'Visa', '411111'],
    ['5555555555554444', 'MasterCard', '555555'],
    ['378282246310005', 'American Express', '378282'],
    ['6011000991300009', 'Discover', '601100'],
    ['36259600000004', 'Diners Club', '362596'],
    ['3530111333300000', 'JCB', '353011'],
    ['6304000000000000', 'Maestro', '630400'],
    ['6243030000000001', 'China UnionPay', '624303'],
  ];
  for (const [number, cardType, bin] of kinds) {
    t.test(`when the number is ${cardType}’s, then its type, BIN and end are told`, async (t) => {
      t.match(await create({ number }), {
        success: true,
        creditCard: {
          cardType,
          bin,
          last4: number.slice(-4),
          maskedNumber: `${bin}******${number.slice(-4)}`,
        },
      });
    });
  }

  t.test('when the network knows the card, then its indicators are told', async (t) => {
    t.match(await create({ number: '4111111111111210' }), {
      creditCard: { prepaid: 'Yes', debit: 'No', payroll: 'No' },
    });
  });

  t.test('when one is created with a token and a month and year, then both are kept', async (t) => {
    const result = await sdk.creditCard.create({
      customerId: owner,
      number: VISA.number,
      expirationMonth: '7',
      expirationYear: '29',
      token: 'mine-1',
      cardholderName: 'Mine',
    });
    const wanted = { token: 'mine-1', expirationDate: '07/2029', cardholderName: 'Mine', customerId: owner };
    t.match(result.creditCard, wanted);
    t.match(await sdk.creditCard.find('mine-1'), wanted);
    t.match(await sdk.paymentMethod.find('mine-1'), wanted);
  });

  const refused: readonly (readonly [string, object, readonly string[]])[] = [
    ['no customer', { customerId: undefined }, ['creditCard.customer_id 91704']],
    ['a customer who is not there', { customerId: 'nobody' }, ['creditCard.customer_id 91705']],
    ['a number that fails Luhn', { number: '4111111111111112' }, ['creditCard.number 81715']],
    ['a number that is no test number', { number: '4242424242424242' }, ['creditCard.number 81717']],
    ['a short number', { number: '4111' }, ['creditCard.number 81716']],
    ['no number in letters', { number: 'invalid' }, ['creditCard.number 81716']],
    ['an empty number', { number: '' }, ['creditCard.number 81714']],
    ['no date', { expirationDate: undefined }, ['creditCard.expiration_date 81709']],
    ['a wrong date', { expirationDate: '13/2030' }, ['creditCard.expiration_date 81710']],
    [
      'a wrong month',
      { expirationDate: undefined, expirationMonth: '13', expirationYear: '2030' },
      ['creditCard.expiration_month 81712'],
    ],
    [
      'a wrong year',
      { expirationDate: undefined, expirationMonth: '12', expirationYear: '203' },
      ['creditCard.expiration_year 81713'],
    ],
    ['a date twice', { expirationMonth: '12', expirationYear: '2030' }, ['creditCard.expiration_date 91708']],
    ['a long code', { cvv: '1234' }, ['creditCard.cvv 81707']],
    ['a short code of Amex', { number: '378282246310005', cvv: '123' }, ['creditCard.cvv 81707']],
    ['a long holder', { cardholderName: long }, ['creditCard.cardholder_name 81723']],
    ['a taken token', { token: 'mine-1' }, ['creditCard.token 91719']],
    ['a token of strange letters', { token: 'a b' }, ['creditCard.token 91718']],
    ['a long token', { token: 'x'.repeat(37) }, ['creditCard.token 91720']],
    ['the token all', { token: 'all' }, ['creditCard.token 91721']],
    [
      'two billing addresses',
      { billingAddress: { region: 'x' }, billingAddressId: 'zz' },
      ['creditCard.base 91701', 'creditCard.billing_address_id 91702'],
    ],
    [
      'a billing address that is not there',
      { billingAddressId: 'zz' },
      ['creditCard.billing_address_id 91702'],
    ],
    [
      'an empty billing address',
      { billingAddress: { region: '' } },
      ['creditCard.billingAddress.base 81801'],
    ],
    ['a billing address in one word', { billingAddress: 'Main St' }, ['creditCard.billing_address 91744']],
    [
      'a negative amount to verify',
      { options: { verifyCard: true, verificationAmount: '-1.00' } },
      ['creditCard.options.verification_amount 91739'],
    ],
    [
      'an amount to verify that is none',
      { options: { verifyCard: true, verificationAmount: 'one' } },
      ['creditCard.options.verification_amount 91740'],
    ],
    [
      'too large an amount to verify',
      { options: { verifyCard: true, verificationAmount: '99999999999.00' } },
      ['creditCard.options.verification_amount 91752'],
    ],
    [
      'an account to verify that is not there',
      { options: { verifyCard: true, verificationMerchantAccountId: 'x' } },
      ['creditCard.options.verification_merchant_account_id 91728'],
    ],
    [
      'an account type that is none',
      { options: { verifyCard: true, verificationAccountType: 'x' } },
      ['creditCard.options.verification_account_type 91757'],
    ],
    [
      'an account type of Brazil',
      { options: { verifyCard: true, verificationAccountType: 'debit' } },
      ['creditCard.options.verification_account_type 91758'],
    ],
    ['neither number nor nonce', { number: undefined, expirationDate: undefined }, ['creditCard.base 81725']],
    [
      'a nonce that is not there',
      { number: undefined, paymentMethodNonce: 'nobody' },
      ['creditCard.payment_method_nonce 91732'],
    ],
    [
      'a nonce that was used',
      { number: undefined, paymentMethodNonce: 'fake-consumed-nonce' },
      ['creditCard.payment_method_nonce 91731'],
    ],
    [
      'a nonce of no card',
      { number: undefined, paymentMethodNonce: 'fake-venmo-account-nonce' },
      ['creditCard.payment_method_nonce 91738'],
    ],
    [
      'a code of Venmo’s SDK',
      { number: undefined, venmoSdkPaymentMethodCode: 'x' },
      ['creditCard.venmo_sdk_payment_method_code 91727'],
    ],
    [
      'several faults at once',
      { number: '1', cvv: 'x', token: 'a b' },
      ['creditCard.cvv 81707', 'creditCard.number 81716', 'creditCard.token 91718'],
    ],
  ];
  const warn = console.warn;
  t.before(() => {
    console.warn = () => undefined;
  });
  t.teardown(() => {
    console.warn = warn;
  });
  for (const [what, request, errors] of refused) {
    t.test(`when one is created with ${what}, then it is refused with ${errors.join(', ')}`, async (t) => {
      const result = await create(request);
      t.equal(result.success, false);
      t.same(errorsOf(result), errors);
    });
  }

  t.test('when a refusal repeats the request, then neither number nor code is in it', async (t) => {
    const result = await create({ number: '4111111111111112', cvv: '987', cardholderName: 'Ann' });
    t.match(result, { params: { creditCard: { cardholderName: 'Ann' } } });
    t.notMatch(JSON.stringify(result), /4111111111111112|987/);
  });

  t.test(
    'when the first card of a customer comes, then it is the default, the second only if asked',
    async (t) => {
      const id = await customer();
      const first = await card(id);
      const second = await card(id);
      const third = await card(id, { options: { makeDefault: true } });
      const defaults = await Promise.all(
        [first, second, third].map(async (token) => at(await sdk.creditCard.find(token), 'default')),
      );
      t.same(defaults, [false, false, true]);
    },
  );

  t.test('when the default is deleted, then the oldest other card takes its place', async (t) => {
    const id = await customer();
    const [first, second, third] = [await card(id), await card(id), await card(id)];
    await sdk.creditCard.delete(first);
    t.match(await sdk.creditCard.find(second), { default: true });
    t.match(await sdk.creditCard.find(third), { default: false });
    t.equal(await missing(sdk.creditCard.find(first)), 'notFoundError');
    t.equal(await missing(sdk.creditCard.delete(first)), 'notFoundError');
  });

  t.test('when duplicates are forbidden, then the same number is refused whosever it is', async (t) => {
    const number = '4005519200000004';
    await card(await customer(), { number });
    const result = await create({ number, options: { failOnDuplicatePaymentMethod: true } });
    t.same(errorsOf(result), ['creditCard.number 81724']);
    t.equal(result.message, 'Duplicate card exists in the vault.');
  });

  t.test('when duplicates are forbidden within a customer, then only there', async (t) => {
    const number = '4009348888881881';
    const id = await customer();
    await card(id, { number });
    const options = { failOnDuplicatePaymentMethodForCustomer: true };
    t.same(errorsOf(await sdk.creditCard.create({ customerId: id, ...VISA, number, options })), [
      'creditCard.number 81763',
    ]);
    t.match(await create({ number, options }), { success: true });
  });

  const verifications: readonly (readonly [string, string, string, string])[] = [
    ['4000111111111115', 'processor_declined', '2000', 'Do Not Honor'],
    ['5105105105105100', 'processor_declined', '2000', 'Do Not Honor'],
    ['6011000990139424', 'processor_declined', '2000', 'Do Not Honor'],
    ['3566002020360505', 'failed', '3000', 'Processor Network Unavailable'],
    ['4000111111111511', 'gateway_rejected', '', 'Gateway Rejected: fraud'],
    ['4111130000000003', 'gateway_rejected', '', 'Gateway Rejected: risk_threshold'],
  ];
  for (const [number, status, code, message] of verifications) {
    t.test(
      `when ${number.slice(0, 6)}…${number.slice(-4)} is verified, then it is ${status} and not stored`,
      async (t) => {
        const id = await customer();
        const result = await sdk.creditCard.create({
          customerId: id,
          ...VISA,
          number,
          options: { verifyCard: true },
        });
        t.match(result, { success: false, verification: { status, processorResponseCode: code } });
        t.ok(result.message.startsWith(message), result.message);
        t.same(at(await sdk.customer.find(id), 'creditCards'), []);
      },
    );
  }

  t.test('when a card that would not verify is stored without, then it is stored', async (t) => {
    t.match(await create({ number: '4000111111111115' }), { success: true, creditCard: { last4: '1115' } });
  });

  t.test('when a good card is verified, then the verification is tied to it', async (t) => {
    const result = await create({
      cvv: '200',
      billingAddress: { postalCode: '20000', streetAddress: '201 Main' },
      options: { verifyCard: true, verificationAmount: '1.03', verificationMerchantAccountId: 'hushpay_eur' },
    });
    t.match(result, {
      success: true,
      creditCard: {
        verification: {
          status: 'verified',
          amount: '1.03',
          currencyIsoCode: 'EUR',
          merchantAccountId: 'hushpay_eur',
          cvvResponseCode: 'N',
          avsPostalCodeResponseCode: 'N',
          avsStreetAddressResponseCode: 'U',
          processorResponseCode: '1000',
          processorResponseText: 'Approved',
          gatewayRejectionReason: null,
        },
      },
    });
  });

  t.test('when a card is updated, then what was given changes and the token stays', async (t) => {
    const token = await card(owner, { cardholderName: 'Old' });
    const result = await sdk.creditCard.update(token, { ...MASTERCARD, cardholderName: 'New', cvv: '456' });
    t.match(result, {
      success: true,
      creditCard: {
        token,
        bin: '555555',
        last4: '4444',
        cardholderName: 'New',
        expirationDate: '06/2032',
        cardType: 'MasterCard',
      },
    });
  });

  t.test('when only the date is updated, then the number stays the same card', async (t) => {
    const token = await card(owner, { number: '378282246310005', cvv: '1234' });
    const before = await sdk.creditCard.find(token);
    const { creditCard } = await sdk.creditCard.update(token, {
      expirationMonth: '01',
      expirationYear: '2040',
      cvv: '4321',
    });
    t.match(creditCard, {
      expirationDate: '01/2040',
      cardType: 'American Express',
      uniqueNumberIdentifier: at(before, 'uniqueNumberIdentifier'),
    });
  });

  t.test('when the token is updated, then the card answers to the new one only', async (t) => {
    const token = await card(owner);
    await sdk.creditCard.update(token, { token: 'renamed-1' });
    t.match(await sdk.creditCard.find('renamed-1'), { last4: '1111' });
    t.equal(await missing(sdk.creditCard.find(token)), 'notFoundError');
  });

  t.test('when a default is renamed, then it stays the default', async (t) => {
    const id = await customer();
    const token = await card(id);
    await card(id);
    t.match(await sdk.creditCard.update(token, { token: 'renamed-2' }), { creditCard: { default: true } });
  });

  t.test('when a billing address is given, then it is a new one; with updateExisting the same', async (t) => {
    const { creditCard } = await create({ billingAddress: { streetAddress: '123 Nigeria Ave' } });
    const token = text(creditCard, 'token');
    const first = text(creditCard, 'billingAddress', 'id');
    const { creditCard: second } = await sdk.creditCard.update(token, { billingAddress: { region: 'IL' } });
    t.not(at(second, 'billingAddress', 'id'), first);
    t.equal(at(second, 'billingAddress', 'streetAddress'), null);
    const { creditCard: third } = await sdk.creditCard.update(token, {
      billingAddress: { locality: 'Chicago', options: { updateExisting: true } },
    });
    t.equal(at(third, 'billingAddress', 'id'), at(second, 'billingAddress', 'id'));
    t.match(third, { billingAddress: { region: 'IL', locality: 'Chicago' } });
  });

  t.test('when an address of the customer is named, then the card has it', async (t) => {
    const { address } = await sdk.address.create({ customerId: owner, firstName: 'Bobby' });
    t.match(await create({ billingAddressId: text(address, 'id') }), {
      creditCard: { billingAddress: { firstName: 'Bobby' } },
    });
  });

  t.test('when an update does not verify, then nothing changes', async (t) => {
    const token = await card(owner);
    const result = await sdk.creditCard.update(token, {
      number: '5105105105105100',
      options: { verifyCard: true },
    });
    t.match(result, {
      success: false,
      verification: { status: 'processor_declined', creditCard: { token } },
    });
    t.match(await sdk.creditCard.find(token), { last4: '1111' });
  });

  const badUpdates: readonly (readonly [string, object, readonly string[]])[] = [
    ['a bad number', { number: '4111111111111112' }, ['creditCard.number 81715']],
    ['a bad date', { expirationDate: '00/2030' }, ['creditCard.expiration_date 81710']],
    ['a bad code', { cvv: '12' }, ['creditCard.cvv 81707']],
    ['a taken token', { token: 'mine-1' }, ['creditCard.token 91719']],
    [
      'a bad country',
      { billingAddress: { countryCodeAlpha2: 'zz' } },
      ['creditCard.billingAddress.country_code_alpha2 91814'],
    ],
  ];
  for (const [what, request, errors] of badUpdates) {
    t.test(`when one is updated with ${what}, then it is refused with ${errors.join(', ')}`, async (t) => {
      t.same(errorsOf(await sdk.creditCard.update(await card(owner), request)), errors);
    });
  }

  t.test('when there is no such card, then find, update and delete say so', async (t) => {
    t.equal(await missing(sdk.creditCard.find('nobody')), 'notFoundError');
    t.equal(await missing(sdk.creditCard.update('nobody', { cardholderName: 'x' })), 'notFoundError');
    t.equal(await missing(sdk.creditCard.delete('nobody')), 'notFoundError');
  });

  t.test('when the token is of another kind, then it is no credit card', async (t) => {
    const { paymentMethod } = await sdk.paymentMethod.create({
      customerId: owner,
      paymentMethodNonce: 'fake-venmo-account-nonce',
    });
    t.equal(await missing(sdk.creditCard.find(text(paymentMethod, 'token'))), 'notFoundError');
  });

  t.test(
    'when a nonce stands for a card of the vault, then fromNonce finds it until it is used',
    async (t) => {
      const token = await card(owner);
      const nonce = text(await sdk.paymentMethodNonce.create(token), 'paymentMethodNonce', 'nonce');
      t.match(await sdk.creditCard.fromNonce(nonce), { token });
      await sdk.paymentMethod.create({ customerId: owner, paymentMethodNonce: nonce });
      await t.rejects(sdk.creditCard.fromNonce(nonce), { message: /locked, consumed or not found/ });
      t.equal(await missing(sdk.creditCard.fromNonce('nobody')), 'notFoundError');
    },
  );

  t.test('when cards have expired, then expired finds those, all pages of them', async (t) => {
    const id = await customer();
    const wanted = new Set<string>();
    for (let i = 0; i < 53; i += 1) wanted.add(await card(id, { expirationDate: '05/2012' }));
    const good = await card(id);
    const found = await all(sdk.creditCard.expired());
    t.same(new Set(found.map((one) => text(one, 'token'))), wanted);
    t.notOk(found.some((one) => at(one, 'token') === good));
    t.match(found[0], { expired: true, expirationDate: '05/2012' });
  });

  t.test('when cards expire between two months, then expiringBetween finds those', async (t) => {
    const id = await customer();
    const before = await card(id, { expirationDate: '12/2044' });
    const first = await card(id, { expirationDate: '01/2045' });
    const last = await card(id, { expirationDate: '03/2045' });
    const after = await card(id, { expirationDate: '04/2045' });
    const found = (
      await all(sdk.creditCard.expiringBetween(new Date(2045, 0, 1), new Date(2045, 2, 31)))
    ).map((one) => text(one, 'token'));
    t.same([...found].sort(), [first, last].sort());
    t.notOk(found.includes(before) || found.includes(after));
  });
});
