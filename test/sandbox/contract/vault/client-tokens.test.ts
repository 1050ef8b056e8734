// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { at, errorsOf, type Result, start, text, VISA } from './sdk.js';
import { ask, graphql } from './wire.js';

/** The content of a client token of version 2 or 3. */
const decoded = (result: Result): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(text(result, 'clientToken'), 'base64').toString());

const CARD = { number: '4111111111111111', expirationMonth: '11', expirationYear: '2099' };
const KEY = 'sandbox_f252zhq7_hh4cpc39zq4rgjcg';

t.test('given the SDK on the sandbox, client tokens', async (t) => {
  const { sdk, sandbox, customer, card } = await start(t, { tokenizationKeys: [KEY], rules: { cvv: ['N'] } });
  const { merchantId } = sandbox.merchant;
  const base = `/merchants/${merchantId}/client_api/v1`;
  const fingerprint = async (params: object = {}): Promise<string> =>
    text(decoded(await sdk.clientToken.generate(params)), 'authorizationFingerprint');
  const post = (creditCard: object, authorizationFingerprint: string) =>
    ask(sandbox, 'POST', `${base}/payment_methods/credit_cards.json`, {
      creditCard,
      authorizationFingerprint,
    });

  t.test('when one is generated, then it holds what a browser needs', async (t) => {
    const result = await sdk.clientToken.generate({});
    t.ok(result.success);
    t.match(decoded(result), {
      version: 2,
      authorizationFingerprint: /^[\w-]+\.[\w-]+\.[\w-]+$/,
      configUrl: `${sandbox.url}${base}/configuration`,
      clientApiUrl: `${sandbox.url}/merchants/${merchantId}/client_api`,
      graphQL: { url: `${sandbox.url}/graphql`, date: '2018-05-08', features: ['tokenize_credit_cards'] },
      environment: 'sandbox',
      challenges: ['cvv'],
      merchantId,
      merchantAccountId: 'hushpay_usd',
    });
  });

  t.test(
    'when version 1 is wanted, then it is plain JSON; 3 is shorter and says whether there is a customer',
    async (t) => {
      const first = JSON.parse(text(await sdk.clientToken.generate({ version: 1 }), 'clientToken'));
      t.match(first, { version: 1, merchantId });
      const third = decoded(await sdk.clientToken.generate({ version: 3, customerId: await customer() }));
      t.match(third, { version: 3, hasCustomer: true, merchantId });
      t.notOk('merchantAccountId' in third);
    },
  );

  t.test('when a merchant account is named, then it is the token’s', async (t) => {
    t.match(decoded(await sdk.clientToken.generate({ merchantAccountId: 'hushpay_eur' })), {
      merchantAccountId: 'hushpay_eur',
    });
  });

  t.test('when it is for a customer, then the fingerprint says so', async (t) => {
    const customerId = await customer();
    t.match(await fingerprint({ customerId }), new RegExp(`\\?customer_id=${customerId}$`));
  });

  const refused: readonly (readonly [string, object, readonly string[]])[] = [
    ['a customer who is not there', { customerId: 'nobody' }, ['clientToken.customer_id 92804']],
    [
      'an account that is not there',
      { merchantAccountId: 'nobody' },
      ['clientToken.merchant_account_id 92807'],
    ],
    ['a version that is none', { version: 4 }, ['clientToken.version 92806']],
    [
      'both',
      { customerId: 'nobody', version: 9 },
      ['clientToken.customer_id 92804', 'clientToken.version 92806'],
    ],
    ['a domain that is none', { domains: ['exa mple'] }, ['clientToken.domains 92011']],
    [
      'too many domains',
      { domains: Array.from({ length: 11 }, (_one, i) => `d${i}.example.com`) },
      ['clientToken.domains 92810'],
    ],
  ];
  for (const [what, params, errors] of refused) {
    t.test(`when one is generated for ${what}, then it is refused with ${errors.join(', ')}`, async (t) => {
      const result = await sdk.clientToken.generate(params);
      t.equal(result.success, false);
      t.same(errorsOf(result), errors);
    });
  }

  const options: readonly (readonly [string, number])[] = [
    ['make_default', 92801],
    ['verify_card', 92802],
    ['fail_on_duplicate_payment_method', 92803],
    ['fail_on_duplicate_payment_method_for_customer', 92805],
  ];
  for (const [name, code] of options) {
    t.test(
      `when ${name} comes without a customer, then the SDK refuses, and the sandbox with ${code}`,
      async (t) => {
        const camel = name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
        await t.rejects(sdk.clientToken.generate({ options: { [camel]: true } }), {
          message: /customer id is required/,
        });
        const { publicKey, privateKey } = sandbox.merchant;
        const answer = await ask(
          sandbox,
          'POST',
          `/merchants/${merchantId}/client_token`,
          { client_token: { options: { [name]: true } } },
          {
            authorization: `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`,
            'x-apiversion': '6',
          },
        );
        t.equal(answer.status, 422);
        t.match(answer.body, `<code>${code}</code>`);
      },
    );
  }

  t.test('when the browser asks for the configuration, then it gets it', async (t) => {
    const query = `?authorizationFingerprint=${encodeURIComponent(await fingerprint())}&configVersion=3`;
    const answer = await ask(sandbox, 'GET', `${base}/configuration${query}`);
    t.match(answer, {
      status: 200,
      headers: { 'access-control-allow-origin': '*' },
      body: {
        merchantId,
        environment: 'sandbox',
        challenges: ['cvv'],
        creditCards: { supportedCardTypes: Array },
      },
    });
  });

  t.test('when the page is of another origin, then the browser’s question is answered', async (t) => {
    for (const path of [`${base}/payment_methods/credit_cards`, '/graphql']) {
      const answer = await ask(sandbox, 'OPTIONS', path);
      t.match(answer, { status: 204, headers: { 'access-control-allow-headers': /authorization/ } }, path);
    }
  });

  t.test('when a card is tokenised, then the nonce can be stored and charged', async (t) => {
    const answer = await post(
      { ...CARD, cardholderName: 'Browser', billingAddress: { postalCode: '60622' } },
      await fingerprint(),
    );
    t.match(answer, {
      status: 201,
      body: {
        creditCards: [
          {
            type: 'CreditCard',
            consumed: false,
            description: 'ending in 11',
            details: { lastFour: '1111', cardType: 'Visa', cardholderName: 'Browser' },
            binData: { prepaid: 'Unknown' },
          },
        ],
      },
    });
    t.notMatch(JSON.stringify(answer.body), /4111111111111111/);
    const nonce = text(answer.body, 'creditCards', '0', 'nonce');
    const stored = await sdk.paymentMethod.create({
      customerId: await customer(),
      paymentMethodNonce: nonce,
    });
    t.match(stored, {
      success: true,
      paymentMethod: {
        maskedNumber: '411111******1111',
        cardholderName: 'Browser',
        billingAddress: { postalCode: '60622' },
      },
    });
  });

  t.test(
    'when a card is faulty, then the browser is told the fields; without validation it is not',
    async (t) => {
      const faulty = { ...CARD, number: '4111111111111112', cvv: 'x' };
      const answer = await post(faulty, await fingerprint());
      t.match(answer, {
        status: 422,
        body: {
          error: { message: 'Credit card is invalid' },
          fieldErrors: [
            {
              field: 'creditCard',
              fieldErrors: [
                { field: 'number', code: '81715' },
                { field: 'cvv', code: '81707' },
              ],
            },
          ],
        },
      });
      const unchecked = await post({ ...faulty, options: { validate: false } }, await fingerprint());
      t.equal(unchecked.status, 202);
      const nonce = text(unchecked.body, 'creditCards', '0', 'nonce');
      const stored = await sdk.paymentMethod.create({
        customerId: await customer(),
        paymentMethodNonce: nonce,
      });
      t.same(errorsOf(stored), ['creditCard.cvv 81707', 'creditCard.number 81715']);
    },
  );

  t.test('when the fingerprint is a customer’s, then the card is stored', async (t) => {
    const customerId = await customer();
    t.equal((await post(CARD, await fingerprint({ customerId }))).status, 201);
    t.match(await sdk.customer.find(customerId), { creditCards: [{ last4: '1111', default: true }] });
  });

  t.test('when makeDefault is of the token, then the new card is the default', async (t) => {
    const customerId = await customer();
    await card(customerId, { number: '5555555555554444' });
    await post(CARD, await fingerprint({ customerId, options: { makeDefault: true } }));
    t.match(await sdk.customer.find(customerId), {
      creditCards: [
        { last4: '4444', default: false },
        { last4: '1111', default: true },
      ],
    });
  });

  t.test('when verifyCard is of the token, then a declined card is not stored', async (t) => {
    const customerId = await customer();
    const answer = await post(
      { ...CARD, number: '4000111111111115' },
      await fingerprint({ customerId, options: { verifyCard: true } }),
    );
    t.match(answer, { status: 422, body: { error: { message: 'Do Not Honor' } } });
    t.same(at(await sdk.customer.find(customerId), 'creditCards'), []);
  });

  for (const name of ['failOnDuplicatePaymentMethod', 'failOnDuplicatePaymentMethodForCustomer']) {
    t.test(`when ${name} is of the token, then the same card is refused`, async (t) => {
      const customerId = await customer();
      await card(customerId, VISA);
      const answer = await post(CARD, await fingerprint({ customerId, options: { [name]: true } }));
      t.match(answer, { status: 422, body: { fieldErrors: [{ fieldErrors: [{ field: 'number' }] }] } });
    });
  }

  t.test(
    'when the browser asks for the customer’s payment methods, then each comes with a nonce',
    async (t) => {
      const customerId = await customer();
      await card(customerId);
      await sdk.paymentMethod.create({ customerId, paymentMethodNonce: 'fake-paypal-future-nonce' });
      const query = encodeURIComponent(await fingerprint({ customerId }));
      const answer = await ask(
        sandbox,
        'GET',
        `${base}/payment_methods.json?authorizationFingerprint=${query}`,
      );
      t.match(answer, {
        status: 200,
        body: {
          paymentMethods: [
            { type: 'CreditCard', default: true, nonce: /^tokencc_/ },
            { type: 'PayPalAccount', default: false },
          ],
        },
      });
    },
  );

  t.test(
    'when there is a tokenization key, then cards can be tokenised with it, but nothing is stored',
    async (t) => {
      const answer = await ask(sandbox, 'POST', `${base}/payment_methods/credit_cards`, {
        credit_card: { number: CARD.number, expiration_date: '11/2099' },
        tokenization_key: KEY,
      });
      t.match(answer, {
        status: 201,
        body: { creditCards: [{ details: { expirationMonth: '11', expirationYear: '2099' } }] },
      });
      t.match(await ask(sandbox, 'GET', `${base}/payment_methods?tokenizationKey=${KEY}`), {
        status: 200,
        body: { paymentMethods: { length: 0 } },
      });
    },
  );

  const wrong: readonly (readonly [string, () => Promise<string>])[] = [
    ['missing', async () => ''],
    ['made up', async () => 'a.b.c'],
    [
      'altered',
      async () =>
        (await fingerprint()).replace(/\.(.)/, (_all, one: string) => `.${one === 'x' ? 'y' : 'x'}`),
    ],
    ['of an unknown key', async () => 'sandbox_00000000_nobody'],
  ];
  for (const [what, make] of wrong) {
    t.test(`when the fingerprint is ${what}, then the browser is sent away`, async (t) => {
      t.equal((await post(CARD, await make())).status, 401);
    });
  }

  t.test('when the fingerprint is a day old, then it is over', async (t) => {
    const old = await fingerprint();
    const { clock } = sandbox;
    clock.set(clock.now() + 25 * 3_600_000);
    t.equal((await post(CARD, old)).status, 401);
    t.equal((await post(CARD, await fingerprint())).status, 201);
  });

  t.test('when the fingerprint is for another merchant’s address, then it is not allowed', async (t) => {
    const answer = await ask(
      sandbox,
      'GET',
      `/merchants/nobody/client_api/v1/configuration?tokenizationKey=${KEY}`,
    );
    t.equal(answer.status, 403);
  });

  t.test('when the client API is asked what it cannot do, then it says what', async (t) => {
    const answer = await ask(
      sandbox,
      'POST',
      `${base}/payment_methods/paypal_accounts?tokenizationKey=${KEY}`,
      {},
    );
    t.match(answer, {
      status: 422,
      body: { error: { message: /does not support POST \/payment_methods\/paypal_accounts/ } },
    });
  });

  const asClient = async (query: string, variables: object = {}): Promise<unknown> => {
    const headers = { authorization: `Bearer ${await fingerprint()}`, 'braintree-version': '2018-05-10' };
    return (await ask(sandbox, 'POST', '/graphql', { query, variables }, headers)).body;
  };

  t.test('when the browser asks GraphQL for its configuration, then it gets it', async (t) => {
    const query = `query ClientConfiguration { clientConfiguration {
      analyticsUrl environment merchantId assetsUrl clientApiUrl
      creditCard { supportedCardBrands challenges threeDSecureEnabled threeDSecure { cardinalAuthenticationJWT } }
      applePayWeb { countryCode } googlePay { displayName } paypal { clientId } unionPay { merchantAccountId }
      usBankAccount { routeId plaidPublicKey } venmo { merchantId } braintreeApi { url } supportedFeatures } }`;
    t.match(await asClient(query), {
      data: {
        clientConfiguration: {
          environment: 'SANDBOX',
          merchantId,
          creditCard: { challenges: ['CVV'] },
          supportedFeatures: ['TOKENIZE_CREDIT_CARDS'],
        },
      },
    });
  });

  t.test('when the browser tokenises a card by GraphQL, then the nonce can be stored', async (t) => {
    const query = `mutation TokenizeCreditCard($input: TokenizeCreditCardInput!) { tokenizeCreditCard(input: $input) {
      token creditCard { bin brandCode last4 binData { prepaid healthcare debit durbinRegulated commercial payroll issuingBank countryOfIssuance productId } } } }`;
    const input = { creditCard: { ...CARD, number: '4111111111111210' }, options: { validate: true } };
    const answer = await asClient(query, { input });
    t.match(answer, {
      data: {
        tokenizeCreditCard: {
          creditCard: {
            brandCode: 'VISA',
            last4: '1210',
            binData: { prepaid: 'YES', debit: 'NO', countryOfIssuance: 'Unknown' },
          },
        },
      },
    });
    const paymentMethodNonce = text(answer, 'data', 'tokenizeCreditCard', 'token');
    t.match(await sdk.paymentMethod.create({ customerId: await customer(), paymentMethodNonce }), {
      success: true,
    });
  });

  t.test('when the browser asks GraphQL for more than that, then it may not', async (t) => {
    for (const query of [
      '{ viewer { id } }',
      'mutation { createClientToken(input: {}) { clientToken } }',
      'fragment More on Query { viewer { id } } query { ping ...More }',
    ]) {
      t.match(
        await asClient(query),
        { data: null, errors: [{ extensions: { errorClass: 'AUTHORIZATION' } }] },
        query,
      );
    }
    t.match(await asClient('{ ping }'), { data: { ping: 'pong' } });
    t.match(await graphql(sandbox, '{ viewer { id } }', {}), { data: { viewer: { id: /./ } } });
  });
});
