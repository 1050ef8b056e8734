import t from 'tap';
import { at, errorsOf, MASTERCARD, missing, start, text, VISA } from './sdk.js';

const long = 'x'.repeat(256);

t.test('given the SDK on the sandbox, customers', async (t) => {
  const { sdk, customer, card } = await start(t, {
    rules: { customFields: ['store_me', 'floor'] },
  });

  t.test('when one is created with nothing, then it has an id and empty fields', async (t) => {
    const result = await sdk.customer.create({});
    t.match(result, { success: true, customer: { id: /^\d{9}$/, firstName: null } });
    t.same(at(result, 'customer', 'creditCards'), []);
  });

  t.test('when one is created with everything, then it is all there again', async (t) => {
    const details = {
      firstName: 'Ann',
      lastName: 'Ray',
      company: 'Ray & Co',
      email: 'ann@example.com',
      phone: '312.555.1234',
      fax: '614.555.5678',
      website: 'www.example.com',
      customFields: { storeMe: 'yes', floor: '3' },
      internationalPhone: { countryCode: '1', nationalNumber: '3121234567' },
    };
    const { customer: made } = await sdk.customer.create({ id: 'ann-1', ...details });
    t.match(made, { id: 'ann-1', ...details });
    t.match(await sdk.customer.find('ann-1'), { id: 'ann-1', ...details });
  });

  const refused: readonly (readonly [string, object, readonly string[]])[] = [
    ['an id that is taken', { id: 'ann-1' }, ['customer.id 91609']],
    ['an id with a blank', { id: 'a b' }, ['customer.id 91610']],
    ['the id all', { id: 'all' }, ['customer.id 91611']],
    ['the id new', { id: 'new' }, ['customer.id 91611']],
    ['an id of 37 letters', { id: 'x'.repeat(37) }, ['customer.id 91612']],
    ['a long first name', { firstName: long }, ['customer.first_name 81608']],
    ['a long last name', { lastName: long }, ['customer.last_name 81613']],
    ['a long company', { company: long }, ['customer.company 81601']],
    ['a long fax', { fax: long }, ['customer.fax 81607']],
    ['a long phone', { phone: long }, ['customer.phone 81614']],
    ['a long website', { website: `${long}.com` }, ['customer.website 81615']],
    ['no website', { website: 'not a site' }, ['customer.website 81616']],
    ['no email', { email: 'nobody' }, ['customer.email 81604']],
    ['a long email', { email: `${long}@example.com` }, ['customer.email 81605']],
    ['an unknown custom field', { customFields: { colour: 'red' } }, ['customer.custom_fields 91602']],
    ['a long custom field', { customFields: { storeMe: long } }, ['customer.custom_fields 81603']],
    [
      'several things at once',
      {
        email: 'nobody',
        company: long,
        creditCard: { number: '4111111111111112', expirationDate: '13/2030' },
      },
      [
        'customer.company 81601',
        'customer.creditCard.expiration_date 81710',
        'customer.creditCard.number 81715',
        'customer.email 81604',
      ],
    ],
    [
      'a bad phone',
      { internationalPhone: { countryCode: 'x', nationalNumber: '' } },
      ['customer.country_code 91625', 'customer.national_number 91626'],
    ],
    [
      'a bad billing address of the card',
      { creditCard: { ...VISA, billingAddress: { countryName: 'zzzz', postalCode: '%' } } },
      [
        'customer.creditCard.billingAddress.country_name 91803',
        'customer.creditCard.billingAddress.postal_code 81813',
      ],
    ],
    ['an unknown nonce', { paymentMethodNonce: 'nobody' }, ['customer.payment_method_nonce 93108']],
    [
      'a consumed nonce',
      { paymentMethodNonce: 'fake-consumed-nonce' },
      ['customer.payment_method_nonce 93107'],
    ],
    [
      'a nonce with a bad number',
      { paymentMethodNonce: 'fake-luhn-invalid-nonce' },
      ['customer.creditCard.number 81715'],
    ],
  ];
  for (const [what, request, errors] of refused) {
    t.test(`when one is created with ${what}, then it is refused with ${errors.join(', ')}`, async (t) => {
      const result = await sdk.customer.create(request);
      t.equal(result.success, false);
      t.same(errorsOf(result), errors);
    });
  }

  t.test('when a customer was refused, then nothing of it is there', async (t) => {
    await sdk.customer.create({ id: 'half', creditCard: { number: '4111111111111112' } });
    t.equal(await missing(sdk.customer.find('half')), 'notFoundError');
  });

  t.test('when one is created with a card, then the card is its default and has the address', async (t) => {
    const { customer: made } = await sdk.customer.create({
      creditCard: {
        ...VISA,
        cvv: '123',
        cardholderName: 'A Ray',
        billingAddress: { streetAddress: '1 E Main', countryCodeAlpha2: 'HU' },
      },
    });
    t.match(made, {
      creditCards: [
        {
          bin: '411111',
          last4: '1111',
          maskedNumber: '411111******1111',
          expirationDate: '05/2031',
          cardType: 'Visa',
          cardholderName: 'A Ray',
          default: true,
          expired: false,
          uniqueNumberIdentifier: /^\w{32}$/,
          billingAddress: { streetAddress: '1 E Main', countryName: 'Hungary', countryCodeAlpha3: 'HUN' },
        },
      ],
      addresses: [{ streetAddress: '1 E Main', countryCodeNumeric: '348' }],
    });
    t.equal((at(made, 'paymentMethods') as unknown[]).length, 1);
  });

  t.test('when one is created with a nonce and a token beside it, then the card has the token', async (t) => {
    const { customer: made } = await sdk.customer.create({
      paymentMethodNonce: 'fake-valid-mastercard-nonce',
      creditCard: { token: 'beside-1', cardholderName: 'Beside' },
    });
    t.match(made, { creditCards: [{ token: 'beside-1', cardType: 'MasterCard', cardholderName: 'Beside' }] });
  });

  t.test('when the card of a new customer does not verify, then there is no customer', async (t) => {
    const result = await sdk.customer.create({
      id: 'unverified',
      creditCard: { number: '4000111111111115', expirationDate: '05/2031', options: { verifyCard: true } },
    });
    t.match(result, {
      success: false,
      message: 'Do Not Honor',
      verification: { status: 'processor_declined', processorResponseCode: '2000' },
    });
    t.same(errorsOf(result), []);
    t.equal(await missing(sdk.customer.find('unverified')), 'notFoundError');
  });

  t.test('when one is updated, then what was given changes and the rest stays', async (t) => {
    const id = await customer({ firstName: 'Old', lastName: 'Stays', customFields: { floor: '1' } });
    const result = await sdk.customer.update(id, { firstName: 'New', customFields: { storeMe: 'x' } });
    t.match(result, {
      success: true,
      customer: { firstName: 'New', lastName: 'Stays', customFields: { floor: '1', storeMe: 'x' } },
    });
  });

  t.test('when a field is updated with nothing, then it is empty', async (t) => {
    const id = await customer({ company: 'Gone' });
    t.match(await sdk.customer.update(id, { company: null }), { customer: { company: null } });
  });

  t.test('when an update is faulty, then nothing changes', async (t) => {
    const id = await customer({ firstName: 'Kept' });
    const result = await sdk.customer.update(id, { firstName: 'Lost', email: 'nobody' });
    t.same(errorsOf(result), ['customer.email 81604']);
    t.match(await sdk.customer.find(id), { firstName: 'Kept' });
  });

  t.test('when the id is updated, then cards and addresses come along', async (t) => {
    const id = await customer({ creditCard: { ...VISA, billingAddress: { locality: 'Pécs' } } });
    t.match(await sdk.customer.update(id, { id: 'moved-1' }), { success: true, customer: { id: 'moved-1' } });
    t.equal(await missing(sdk.customer.find(id)), 'notFoundError');
    t.match(await sdk.customer.find('moved-1'), {
      creditCards: [{ customerId: 'moved-1', default: true, billingAddress: { locality: 'Pécs' } }],
      addresses: [{ customerId: 'moved-1' }],
    });
  });

  t.test('when the id is updated to a taken one, then it is refused', async (t) => {
    const id = await customer();
    const other = await customer();
    t.same(errorsOf(await sdk.customer.update(id, { id: other })), ['customer.id 91609']);
  });

  t.test(
    'when a card is added by an update, then there are two and the first stays the default',
    async (t) => {
      const id = await customer({ creditCard: VISA });
      await sdk.customer.update(id, { creditCard: MASTERCARD });
      t.match(await sdk.customer.find(id), {
        creditCards: [
          { default: true, last4: '1111' },
          { default: false, last4: '4444' },
        ],
      });
    },
  );

  t.test('when a nonce is added by an update with makeDefault, then it is the default', async (t) => {
    const id = await customer({ creditCard: VISA });
    await sdk.customer.update(id, {
      paymentMethodNonce: 'fake-valid-amex-nonce',
      creditCard: { options: { makeDefault: true } },
    });
    t.match(await sdk.customer.find(id), {
      creditCards: [{ default: false }, { default: true, cardType: 'American Express' }],
    });
  });

  t.test('when an existing card is updated through the customer, then it is changed in place', async (t) => {
    const id = await customer();
    const token = await card(id);
    const result = await sdk.customer.update(id, {
      firstName: 'With card',
      creditCard: {
        cardholderName: 'Later',
        expirationDate: '07/2033',
        options: { updateExistingToken: token },
      },
    });
    t.match(result, {
      customer: {
        firstName: 'With card',
        creditCards: [{ token, cardholderName: 'Later', expirationDate: '07/2033', last4: '1111' }],
      },
    });
  });

  t.test('when the token to update is of somebody else, then it is refused', async (t) => {
    const token = await card(await customer());
    const result = await sdk.customer.update(await customer(), {
      creditCard: { cardholderName: 'x', options: { updateExistingToken: token } },
    });
    t.same(errorsOf(result), ['customer.creditCard.options.update_existing_token 91723']);
  });

  t.test('when another default is named, then it is the default', async (t) => {
    const id = await customer({ creditCard: VISA });
    const second = await card(id, MASTERCARD);
    await sdk.customer.update(id, { defaultPaymentMethodToken: second });
    t.match(await sdk.customer.find(id), {
      creditCards: [{ default: false }, { token: second, default: true }],
    });
  });

  t.test('when one is deleted, then it and its cards and addresses are gone', async (t) => {
    const id = await customer({ creditCard: { ...VISA, billingAddress: { region: 'TX' } } });
    const found = await sdk.customer.find(id);
    const token = text(found, 'creditCards', '0', 'token');
    await sdk.customer.delete(id);
    t.equal(await missing(sdk.customer.find(id)), 'notFoundError');
    t.equal(await missing(sdk.creditCard.find(token)), 'notFoundError');
    t.equal(await missing(sdk.address.find(id, text(found, 'addresses', '0', 'id'))), 'notFoundError');
    t.equal(await missing(sdk.customer.delete(id)), 'notFoundError');
  });

  t.test('when there is no such customer, then find and update say so', async (t) => {
    t.equal(await missing(sdk.customer.find('nobody')), 'notFoundError');
    t.equal(await missing(sdk.customer.update('nobody', { firstName: 'x' })), 'notFoundError');
    t.equal(await missing(sdk.customer.find(' ')), 'notFoundError');
  });

  t.test('when the filter leaves all associations out, then there are none', async (t) => {
    const id = await customer({
      creditCard: { ...VISA, billingAddress: { region: 'TX' } },
      customFields: { floor: '1' },
    });
    const found = await sdk.customer.find(id, 'customernoassociations');
    t.match(found, { id, customFields: '' });
    for (const name of ['creditCards', 'addresses', 'paymentMethods']) t.same(at(found, name), [], name);
  });

  t.test('when the filter keeps the top level, then cards come without what is tied to them', async (t) => {
    const id = await customer({ creditCard: { ...VISA, options: { verifyCard: true } } });
    t.equal((at(await sdk.customer.find(id), 'creditCards', '0', 'verifications') as unknown[]).length, 1);
    const found = await sdk.customer.find(id, 'customertoplevelassociations');
    t.match(found, { creditCards: [{ last4: '1111' }] });
    t.same(at(found, 'creditCards', '0', 'verifications'), []);
  });

  t.test('when the filter is unknown, then nothing is found', async (t) => {
    t.equal(await missing(sdk.customer.find(await customer(), 'zzz')), 'notFoundError');
  });

  t.test(
    'when a raw Apple Pay card is sent along, then the answer names what is not supported',
    async (t) => {
      const result = await sdk.customer.create({ applePayCard: { number: VISA.number, cryptogram: 'x' } });
      t.match(result, {
        success: false,
        message: 'The local sandbox does not support customer.create with applePayCard.',
      });
    },
  );
});
