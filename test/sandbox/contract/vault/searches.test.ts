import t from 'tap';
import { all, at, MASTERCARD, type Search, start, text, VISA } from './sdk.js';

type Fill = (search: Search) => void;

t.test('given customers of many kinds, a search', async (t) => {
  const { sdk, customer, card } = await start(t);
  const wanted = await customer({
    id: 'wanted-1',
    firstName: 'Timmy',
    lastName: "O'Toole",
    company: 'O’Toole & Sons',
    email: 'timmy@example.com',
    phone: '3145551234',
    fax: '3145551235',
    website: 'http://example.com',
    creditCard: {
      number: '378282246310005',
      expirationDate: '04/2035',
      cardholderName: 'Tim Toole',
      token: 'toole-1',
      billingAddress: {
        firstName: 'Thomas',
        lastName: 'Otool',
        streetAddress: '1 E Main St',
        extendedAddress: 'Suite 3',
        locality: 'Chicago',
        region: 'Illinois',
        postalCode: '60622',
        countryName: 'United States of America',
      },
    },
  });
  await sdk.paymentMethod.create({ customerId: wanted, paymentMethodNonce: 'fake-paypal-future-nonce' });
  await customer({
    id: 'other-1',
    firstName: 'Anna',
    company: 'Other',
    creditCard: { ...VISA, cardholderName: 'Anna' },
  });
  await customer({ id: 'empty-1' });
  const search = async (fill: Fill): Promise<readonly string[]> =>
    (await all(sdk.customer.search(fill))).map((one) => text(one, 'id')).sort();

  const criteria: readonly (readonly [string, Fill])[] = [
    ['id is', (s) => s.id?.().is('wanted-1')],
    ['id starts with', (s) => s.id?.().startsWith('wanted')],
    ['ids', (s) => s.ids?.().in(['wanted-1', 'nobody'])],
    ['first name is, in any case', (s) => s.firstName?.().is('timmy')],
    ['first name starts with', (s) => s.firstName?.().startsWith('Tim')],
    ['last name ends with', (s) => s.lastName?.().endsWith('Toole')],
    ['last name contains', (s) => s.lastName?.().contains("'T")],
    ['company contains', (s) => s.company?.().contains('Sons')],
    ['email is', (s) => s.email?.().is('timmy@example.com')],
    ['phone is', (s) => s.phone?.().is('3145551234')],
    ['fax is', (s) => s.fax?.().is('3145551235')],
    ['website is', (s) => s.website?.().is('http://example.com')],
    ['address’s first name', (s) => s.addressFirstName?.().is('Thomas')],
    ['address’s last name', (s) => s.addressLastName?.().is('Otool')],
    ['address’s street', (s) => s.addressStreetAddress?.().contains('Main')],
    ['address’s extension', (s) => s.addressExtendedAddress?.().is('Suite 3')],
    ['address’s place', (s) => s.addressLocality?.().is('Chicago')],
    ['address’s region', (s) => s.addressRegion?.().is('Illinois')],
    ['address’s postal code', (s) => s.addressPostalCode?.().startsWith('606')],
    ['address’s country', (s) => s.addressCountryName?.().is('United States of America')],
    ['cardholder', (s) => s.cardholderName?.().is('Tim Toole')],
    ['card’s date', (s) => s.creditCardExpirationDate?.().is('04/2035')],
    ['card’s whole number', (s) => s.creditCardNumber?.().is('378282246310005')],
    ['beginning of the card’s number', (s) => s.creditCardNumber?.().startsWith('3782')],
    ['long beginning of the card’s number', (s) => s.creditCardNumber?.().startsWith('37828224')],
    ['end of the card’s number', (s) => s.creditCardNumber?.().endsWith('0005')],
    ['payment method’s token', (s) => s.paymentMethodToken?.().is('toole-1')],
    ['PayPal’s address', (s) => s.paypalAccountEmail?.().is('jane.doe@paypal.com')],
    [
      'many at once',
      (s) => {
        s.firstName?.().is('Timmy');
        s.company?.().startsWith('O');
        s.creditCardNumber?.().endsWith('0005');
        s.createdAt?.().between(new Date(Date.now() - 60_000), new Date(Date.now() + 60_000));
      },
    ],
  ];
  for (const [name, fill] of criteria) {
    t.test(`when it asks by ${name}, then only the one it means is found`, async (t) => {
      t.same(await search(fill), ['wanted-1']);
    });
  }

  const none: readonly (readonly [string, Fill])[] = [
    ['a first name of nobody', (s) => s.firstName?.().is('Tim')],
    ['another card’s number', (s) => s.creditCardNumber?.().is('371449635398431')],
    ['another end', (s) => s.creditCardNumber?.().endsWith('0006')],
    ['a time gone by', (s) => s.createdAt?.().max(new Date(2001, 0))],
    ['a time to come', (s) => s.createdAt?.().min(new Date(Date.now() + 3_600_000))],
    [
      'two that no one has both of',
      (s) => {
        s.firstName?.().is('Timmy');
        s.company?.().is('Other');
      },
    ],
  ];
  for (const [name, fill] of none) {
    t.test(`when it asks for ${name}, then nothing is found`, async (t) => {
      t.same(await search(fill), []);
    });
  }

  t.test(
    'when it asks who is not somebody, then the others are found, those without a name too',
    async (t) => {
      t.same(await search((s) => s.firstName?.().isNot('Timmy')), ['empty-1', 'other-1']);
      t.same(await search((s) => s.creditCardNumber?.().isNot('378282246310005')), ['empty-1', 'other-1']);
    },
  );

  t.test('when it asks who else has a card, then everybody with the number is found', async (t) => {
    const first = await customer({ id: 'twin-1' });
    const token = await card(first, { number: '371449635398431' });
    await customer({ id: 'twin-2', creditCard: { number: '371449635398431', expirationDate: '01/2040' } });
    t.same(await search((s) => s.paymentMethodTokenWithDuplicates?.().is(token)), ['twin-1', 'twin-2']);
    t.same(await search((s) => s.paymentMethodToken?.().is(token)), ['twin-1']);
  });

  t.test('when what is found is whole, then it has its cards', async (t) => {
    const [found] = await all(sdk.customer.search((s) => s.id?.().is('wanted-1')));
    t.match(found, { creditCards: [{ last4: '0005', default: true }], paypalAccounts: [{ default: false }] });
  });

  t.test('when more than two pages are found, then all come, the newest first', async (t) => {
    const ids: string[] = [];
    for (let i = 0; i < 104; i += 1) ids.push(await customer({ company: 'Paged' }));
    const found = (await all(sdk.customer.search((s) => s.company?.().is('Paged')))).map((one) =>
      text(one, 'id'),
    );
    t.same([...found].sort(), [...ids].sort());
    t.equal(found[0], ids[103]);
  });

  t.test('when verifications are searched for, then every criterion narrows', async (t) => {
    const id = await customer({ email: 'ver@example.com' });
    const { creditCard } = await sdk.creditCard.create({
      customerId: id,
      ...MASTERCARD,
      cardholderName: 'Vera',
      billingAddress: { postalCode: '60677' },
      options: { verifyCard: true },
    });
    await sdk.creditCardVerification.create({
      creditCard: { ...VISA, number: '4000111111111115', cardholderName: 'Vera' },
    });
    const one = text(creditCard, 'verification', 'id');
    const pairs: readonly (readonly [string, Fill, Fill])[] = [
      ['id', (s) => s.id?.().is(one), (s) => s.id?.().isNot(one)],
      ['ids', (s) => s.ids?.().in([one]), (s) => s.ids?.().in(['nobody'])],
      ['status', (s) => s.status?.().in(['verified']), (s) => s.status?.().in(['failed'])],
      [
        'card type',
        (s) => s.creditCardCardType?.().in(['MasterCard']),
        (s) => s.creditCardCardType?.().is('Discover'),
      ],
      [
        'number',
        (s) => s.creditCardNumber?.().is(MASTERCARD.number),
        (s) => s.creditCardNumber?.().startsWith('6'),
      ],
      [
        'date',
        (s) => s.creditCardExpirationDate?.().is('06/2032'),
        (s) => s.creditCardExpirationDate?.().is('07/2032'),
      ],
      [
        'postal code',
        (s) => s.billingAddressDetailsPostalCode?.().is('60677'),
        (s) => s.billingAddressDetailsPostalCode?.().is('1'),
      ],
      ['email', (s) => s.customerEmail?.().is('ver@example.com'), (s) => s.customerEmail?.().is('x')],
      ['customer', (s) => s.customerId?.().is(id), (s) => s.customerId?.().is('x')],
      [
        'token',
        (s) => s.paymentMethodToken?.().is(text(creditCard, 'token')),
        (s) => s.paymentMethodToken?.().is('x'),
      ],
    ];
    for (const [name, fits, fails] of pairs) {
      for (const [fill, wanted] of [
        [fits, true],
        [fails, false],
      ] as const) {
        const found = await all(
          sdk.creditCardVerification.search((s) => {
            s.creditCardCardholderName?.().is('Vera');
            fill(s);
          }),
        );
        t.equal(
          found.some((found) => at(found, 'id') === one),
          wanted,
          name,
        );
        if (wanted) t.equal(found.length, 1, name);
      }
    }
  });
});

t.test('given an index that is slow, a search sees what is new only later', async (t) => {
  const { sdk, sandbox, customer } = await start(t, { indexDelay: 10 });
  const id = await customer({ firstName: 'Late' });
  const search = () => all(sdk.customer.search((s) => s.firstName?.().is('Late')));
  t.same(await search(), []);
  t.match(await sdk.customer.find(id), { firstName: 'Late' });
  sandbox.clock.set(sandbox.clock.now() + 10_000);
  t.equal((await search()).length, 1);
});
