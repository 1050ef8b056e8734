import t from 'tap';
import { at, errorsOf, missing, start, text, VISA } from './sdk.js';

const long = 'x'.repeat(256);

t.test('given the SDK on the sandbox, addresses', async (t) => {
  const { sdk, customer } = await start(t);
  const owner = await customer();
  const create = (more: object) => sdk.address.create({ customerId: owner, ...more });

  t.test('when one is created with everything, then it is all there again', async (t) => {
    const details = {
      firstName: 'Ann',
      lastName: 'Ray',
      company: 'Ray & Co',
      streetAddress: '1 E Main St',
      extendedAddress: 'Suite 3',
      locality: 'Chicago',
      region: 'Illinois',
      postalCode: '60622',
      countryName: 'United States of America',
      phoneNumber: '312-123-4567',
      internationalPhone: { countryCode: '1', nationalNumber: '3121234567' },
    };
    const { success, address } = await create(details);
    t.ok(success);
    const wanted = {
      ...details,
      customerId: owner,
      countryCodeAlpha2: 'US',
      countryCodeAlpha3: 'USA',
      countryCodeNumeric: '840',
    };
    t.match(address, wanted);
    t.match(await sdk.address.find(owner, text(address, 'id')), wanted);
  });

  const countries: readonly (readonly [object, string])[] = [
    [{ countryName: 'American Samoa' }, 'ASM'],
    [{ countryCodeAlpha2: 'GB' }, 'GBR'],
    [{ countryCodeAlpha3: 'HUN' }, 'HUN'],
    [{ countryCodeNumeric: '756' }, 'CHE'],
    [{ countryCodeNumeric: '16' }, 'ASM'],
    [
      { countryName: 'Canada', countryCodeAlpha2: 'CA', countryCodeAlpha3: 'CAN', countryCodeNumeric: '124' },
      'CAN',
    ],
  ];
  for (const [names, alpha3] of countries) {
    t.test(`when the country is given as ${JSON.stringify(names)}, then it is ${alpha3}`, async (t) => {
      t.match(await create(names), { success: true, address: { countryCodeAlpha3: alpha3 } });
    });
  }

  const refused: readonly (readonly [string, object, readonly string[]])[] = [
    ['nothing', {}, ['address.base 81801']],
    ['a country name that is none', { countryName: 'zzzz' }, ['address.country_name 91803']],
    ['an alpha2 that is none', { countryCodeAlpha2: 'zz' }, ['address.country_code_alpha2 91814']],
    ['an alpha3 that is none', { countryCodeAlpha3: 'zzz' }, ['address.country_code_alpha3 91816']],
    ['a number that is none', { countryCodeNumeric: '000' }, ['address.country_code_numeric 91817']],
    ['two countries', { countryCodeAlpha2: 'US', countryCodeAlpha3: 'CAN' }, ['address.base 91815']],
    ['a long company', { company: long }, ['address.company 81802']],
    ['a long first name', { firstName: long }, ['address.first_name 81805']],
    ['a long last name', { lastName: long }, ['address.last_name 81806']],
    ['a long street', { streetAddress: long }, ['address.street_address 81812']],
    ['a long extended address', { extendedAddress: long }, ['address.extended_address 81804']],
    ['a long locality', { locality: long }, ['address.locality 81807']],
    ['a long region', { region: long }, ['address.region 81810']],
    ['a postal code of strange letters', { postalCode: '606$22' }, ['address.postal_code 81813']],
    ['a postal code of ten letters', { postalCode: '1234567890' }, ['address.postal_code 81809']],
    ['a first name that is an object', { firstName: { a: 1 } }, ['address.first_name 91819']],
    [
      'several faults at once',
      { countryName: 'zzzz', company: long, postalCode: '%%' },
      ['address.company 81802', 'address.country_name 91803', 'address.postal_code 81813'],
    ],
  ];
  for (const [what, request, errors] of refused) {
    t.test(`when one is created with ${what}, then it is refused with ${errors.join(', ')}`, async (t) => {
      const result = await create(request);
      t.equal(result.success, false);
      t.same(errorsOf(result), errors);
    });
  }

  t.test('when the postal code has nine letters and some hyphens, then it is good', async (t) => {
    t.match(await create({ postalCode: '12345-6789' }), {
      success: true,
      address: { postalCode: '12345-6789' },
    });
  });

  t.test('when the refusal repeats the request, then the words are in params and the message', async (t) => {
    const result = await create({ countryName: 'zzzz' });
    t.equal(result.message, 'Country name is not an accepted country.');
    t.match(result, { params: { address: { countryName: 'zzzz' } } });
  });

  t.test('when one is updated, then what was given changes and the rest stays', async (t) => {
    const { address } = await create({
      streetAddress: '1 Old',
      extendedAddress: 'Apt',
      countryName: 'Canada',
    });
    const result = await sdk.address.update(owner, text(address, 'id'), {
      streetAddress: '2 New',
      countryCodeAlpha2: 'MX',
    });
    t.match(result, {
      success: true,
      address: {
        id: at(address, 'id'),
        streetAddress: '2 New',
        extendedAddress: 'Apt',
        countryName: 'Mexico',
        countryCodeAlpha3: 'MEX',
      },
    });
  });

  t.test('when an update is faulty, then nothing changes', async (t) => {
    const { address } = await create({ locality: 'Kept' });
    const id = text(address, 'id');
    t.same(errorsOf(await sdk.address.update(owner, id, { locality: 'Lost', countryName: 'zzzz' })), [
      'address.country_name 91803',
    ]);
    t.match(await sdk.address.find(owner, id), { locality: 'Kept' });
  });

  t.test('when one is deleted, then it is gone', async (t) => {
    const { address } = await create({ locality: 'Gone' });
    const id = text(address, 'id');
    await sdk.address.delete(owner, id);
    t.equal(await missing(sdk.address.find(owner, id)), 'notFoundError');
    t.equal(await missing(sdk.address.delete(owner, id)), 'notFoundError');
  });

  t.test('when the address of a card is deleted, then the card stays without one', async (t) => {
    const id = await customer({ creditCard: { ...VISA, billingAddress: { locality: 'Gone' } } });
    const found = await sdk.customer.find(id);
    await sdk.address.delete(id, text(found, 'addresses', '0', 'id'));
    const card = at(await sdk.customer.find(id), 'creditCards', '0');
    t.equal(at(card, 'last4'), '1111');
    t.equal(at(card, 'billingAddress'), undefined);
  });

  t.test('when it is somebody else’s, then it is not found', async (t) => {
    const { address } = await create({ locality: 'Mine' });
    const other = await customer();
    t.equal(await missing(sdk.address.find(other, text(address, 'id'))), 'notFoundError');
    t.equal(await missing(sdk.address.update(other, text(address, 'id'), { region: 'x' })), 'notFoundError');
  });

  t.test('when the customer does not exist, then there is no place for it', async (t) => {
    t.equal(await missing(sdk.address.create({ customerId: 'nobody', locality: 'x' })), 'notFoundError');
  });

  t.test('when a customer has fifty, then one more is refused, also with a card', async (t) => {
    const id = await customer();
    for (let i = 0; i < 50; i += 1) {
      const { success } = await sdk.address.create({ customerId: id, streetAddress: `${i} Main` });
      if (!success) t.fail(`address ${i}`);
    }
    const result = await sdk.address.create({ customerId: id, streetAddress: '51 Main' });
    t.same(errorsOf(result), ['address.base 91818']);
    const withCard = await sdk.creditCard.create({
      customerId: id,
      ...VISA,
      billingAddress: { region: 'x' },
    });
    t.same(errorsOf(withCard), ['creditCard.billingAddress.base 91818']);
    t.equal((at(await sdk.customer.find(id), 'addresses') as unknown[]).length, 50);
  });
});
