// Looks for digits: a failure is never forgiven.
import { getIntrospectionQuery } from 'graphql';
import t from 'tap';
import { type Bench, type Loose, openBench } from '../bench.js';

t.test('given GraphQL, when requests are formed in every way that the language has', async (t) => {
  const bench: Bench = await openBench(t);
  const { graphql, sdk } = bench;

  t.test('then every answer has a request id of its own', async (t) => {
    const [one, two] = [await graphql('{ ping }'), await graphql('{ ping }')];
    t.match(one, { data: { ping: 'pong' }, extensions: { requestId: /^[0-9a-f-]{36}$/ } });
    t.not(one.extensions.requestId, two.extensions.requestId);
  });

  t.test('then aliases, fragments and several fields work', async (t) => {
    const { token } = await bench.vaulted();
    const query = `query($a: ID!, $skip: Boolean = true) { first: ping second: ping
      method: node(id: $a) { ...M @skip(if: $skip) __typename } again: node(id: $a) { ...M } }
      fragment M on PaymentMethod { legacyId details { ... on CreditCardDetails { last4 } } }`;
    const a = Buffer.from(`paymentmethod_${token}`).toString('base64');
    const { data } = await graphql(query, { a });
    t.same(data, {
      first: 'pong',
      second: 'pong',
      method: { __typename: 'PaymentMethod' },
      again: { legacyId: token, details: { last4: '1111' } },
    });
  });

  t.test('then the schema tells about itself', async (t) => {
    const { data } = await graphql(getIntrospectionQuery());
    const names = data.__schema.types.map(({ name }: Loose) => name);
    for (const name of [
      'Transaction',
      'Refund',
      'PaymentMethod',
      'Customer',
      'Verification',
      'ChargePaymentMethodInput',
    ]) {
      t.ok(names.includes(name), name);
    }
    const { fields } = data.__schema.types.find(({ name }: Loose) => name === 'Mutation');
    t.ok(fields.length >= 35, `${fields.length} mutations`);
  });

  const wrong: [string, string, object | undefined, RegExp][] = [
    ['an unknown field', '{ pong }', undefined, /Cannot query field "pong" on type "Query"/],
    ['an unknown argument', '{ node(ident: "x") { id } }', undefined, /Unknown argument "ident"/],
    [
      'an unknown field of an input',
      'mutation { tokenizeCreditCard(input: { creditCard: { digits: "4" } }) { token } }',
      undefined,
      /Field "digits" is not defined by type "CreditCardInput"/,
    ],
    [
      'a missing field of an input',
      'mutation { chargePaymentMethod(input: { paymentMethodId: "x" }) { clientMutationId } }',
      undefined,
      /"ChargePaymentMethodInput.transaction" of required type/,
    ],
    [
      'an unknown field in a variable',
      'mutation($input: TokenizeCreditCardInput!) { tokenizeCreditCard(input: $input) { token } }',
      { input: { creditCard: {}, more: 1 } },
      /Field "more" is not defined/,
    ],
    [
      'a missing variable',
      'query($id: ID!) { node(id: $id) { id } }',
      undefined,
      /Variable "\$id" of required type/,
    ],
    [
      'a value that no enum has',
      'query { idFromLegacyId(legacyId: "x", type: PIGEON) }',
      undefined,
      /"PIGEON" does not exist in "LegacyIdType"/,
    ],
    ['what cannot be read', '{ ping', undefined, /Syntax Error/],
    ['nothing', '', undefined, /Syntax Error/],
  ];
  for (const [what, query, variables, message] of wrong) {
    t.test(`then ${what} is named in the error`, async (t) => {
      t.match(await graphql(query, variables), {
        data: null,
        errors: [{ message, extensions: { errorClass: 'VALIDATION', errorType: 'developer_error' } }],
        extensions: { requestId: String },
      });
    });
  }

  t.test('then no error repeats a number of a card', async (t) => {
    const queries = [
      'mutation { tokenizeCreditCard(input: { creditCard: { number: "4111111111111111" }, x: 1 }) { token } }',
      'mutation { tokenizeCreditCard(input: { creditCard: { number: ["4111111111111111"] } }) { token } }',
      'mutation { tokenizeCreditCard(input: { creditCard: { number: "4111111111111111" ',
    ];
    for (const query of queries) {
      const answer = await graphql(query);
      t.ok(answer.errors?.length);
      t.notMatch(JSON.stringify(answer), /4111111/);
    }
  });

  for (const version of ['', 'yesterday', '2019-1-1']) {
    t.test(`then the version “${version}” is refused`, async (t) => {
      const answer = await graphql('{ ping }', undefined, { 'braintree-version': version });
      t.match(answer.errors[0].extensions, { errorClass: 'UNSUPPORTED_CLIENT' });
    });
  }

  const refused: [string, () => Promise<Loose>][] = [
    [
      'generateExchangeRateQuote',
      () =>
        sdk.exchangeRateQuote.generate({
          quotes: [{ baseCurrency: 'USD', quoteCurrency: 'EUR', baseAmount: '1.00' }],
        }),
    ],
  ];
  for (const [call, make] of refused) {
    t.test(`then ${call} of the SDK is refused by name`, async (t) => {
      const answer = await make();
      t.match(
        JSON.stringify(answer.errors ?? answer),
        new RegExp(`does not support the GraphQL call ${call}`),
      );
    });
  }

  const calls: [string, string, object][] = [
    ['createCustomerSession', 'CreateCustomerSessionInput', { customer: { email: 'a@b.c' } }],
    ['updateCustomerSession', 'UpdateCustomerSessionInput', { sessionId: 's' }],
  ];
  for (const [call, type, input] of calls) {
    t.test(`then ${call} is refused by name`, async (t) => {
      const answer = await graphql(`mutation($input: ${type}!) { ${call}(input: $input) { sessionId } }`, {
        input,
      });
      t.match(answer.errors, [
        { message: `The local sandbox does not support the GraphQL call ${call}.`, path: [call] },
      ]);
    });
  }

  t.test('then the merchant and its accounts are viewed', async (t) => {
    const { data } = await graphql(
      '{ viewer { merchant { id merchantAccounts { edges { node { id currencyCode isDefault } } } } } }',
    );
    t.match(data.viewer.merchant, { id: bench.sandbox.merchant.merchantId });
    t.match(data.viewer.merchant.merchantAccounts.edges[0].node, { currencyCode: 'USD', isDefault: true });
  });

  t.test('then a client token is made', async (t) => {
    const { data } = await graphql('mutation { createClientToken(input: {}) { clientToken } }');
    const token = JSON.parse(Buffer.from(data.createClientToken.clientToken, 'base64').toString());
    t.equal(token.merchantId ?? bench.sandbox.merchant.merchantId, bench.sandbox.merchant.merchantId);
  });

  t.test('then the faults know a request by its first field', async (t) => {
    bench.sandbox.faults.add({ route: 'graphql.tokenizeCvv', kind: 'status', status: 503, times: 1 });
    t.match(await graphql('{ ping }'), { data: { ping: 'pong' } });
    await t.rejects(
      graphql('mutation { tokenizeCvv(input: { cvv: "123" }) { clientMutationId } }'),
      /status 503/,
    );
  });
});
