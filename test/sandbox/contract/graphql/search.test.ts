import t from 'tap';
import { type Bench, type Loose, openBench } from '../bench.js';

const SEARCH = `query($input: TransactionSearchInput!, $first: Int, $after: String) {
  search { transactions(input: $input, first: $first, after: $after) {
    edges { cursor node { legacyId orderId status } }
    pageInfo { hasNextPage startCursor endCursor }
  } }
}`;

t.test('given transactions, when they are searched over GraphQL', async (t) => {
  const bench: Bench = await openBench(t, {
    merchantAccounts: { usd: 'USD', eur: 'EUR' },
    rules: { duplicates: false },
  });
  const { sdk } = bench;
  const sale = async (orderId: string, more: object = {}): Promise<Loose> =>
    (
      await sdk.transaction.sale({
        amount: '10.00',
        paymentMethodNonce: 'fake-valid-nonce',
        orderId,
        ...more,
      })
    ).transaction;
  const first = await sale('order-1');
  await sale('order-2', { amount: '25.00', options: { submitForSettlement: true } });
  await sale('other-3', { amount: '2000.00' });
  await sale('other-4', { merchantAccountId: 'eur', amount: '40.00' });
  const settled = await sale('order-5', { options: { submitForSettlement: true } });
  await sdk.testing.settle(settled.id);
  const refund = (await sdk.transaction.refund(settled.id, '5.00')).transaction;
  const orders = async (input: object): Promise<string[]> =>
    (await bench.graphql(SEARCH, { input })).data.search.transactions.edges
      .map(({ node }: Loose) => node.orderId)
      .sort();

  const searches: [string, object, string[]][] = [
    ['order id is', { orderId: { is: 'order-1' } }, ['order-1']],
    ['order id starts with', { orderId: { startsWith: 'order-' } }, ['order-1', 'order-2', 'order-5']],
    ['order id ends with', { orderId: { endsWith: '-3' } }, ['other-3']],
    ['order id contains', { orderId: { contains: 'ther' } }, ['other-3', 'other-4']],
    ['order id is not', { orderId: { isNot: 'order-1', startsWith: 'order' } }, ['order-2', 'order-5']],
    ['status is', { status: { is: 'AUTHORIZED' } }, ['order-1', 'other-4']],
    ['status in', { status: { in: ['PROCESSOR_DECLINED', 'SETTLED'] } }, ['order-5', 'other-3']],
    ['amount is', { amount: { value: { is: '25.00' } } }, ['order-2']],
    [
      'amount between',
      { amount: { value: { greaterThanOrEqualTo: '20.00', lessThanOrEqualTo: '40.00' } } },
      ['order-2', 'other-4'],
    ],
    ['currency', { amount: { currencyCode: { is: 'EUR' } } }, ['other-4']],
    ['merchant account', { merchantAccountId: { in: ['eur'] } }, ['other-4']],
    ['legacy id', { id: { is: first.id } }, ['order-1']],
    ['global ids', { id: { in: [first.graphQLId] } }, ['order-1']],
    [
      'settled at',
      { statusTransition: { settledAt: { greaterThanOrEqualTo: '2020-01-01T00:00:00Z' } } },
      ['order-5'],
    ],
    ['created later', { createdAt: { greaterThanOrEqualTo: '2199-01-01T00:00:00Z' } }, []],
    [
      'created before',
      { createdAt: { lessThanOrEqualTo: '2199-01-01T00:00:00Z' }, orderId: { is: 'order-2' } },
      ['order-2'],
    ],
    ['nothing', { orderId: { is: 'none' } }, []],
  ];
  for (const [what, input, wanted] of searches) {
    t.test(`then by ${what} the right ones are found`, async (t) => {
      t.same(await orders(input), wanted);
    });
  }

  t.test('then refunds are found apart, and payments together', async (t) => {
    const query = `query { search {
      refunds(input: {}) { edges { node { legacyId amount { value } refundedTransaction { legacyId } } } }
      payments(input: { type: { in: [REFUND, TRANSACTION] } }) { edges { node { __typename legacyId } } }
    } }`;
    const { search } = (await bench.graphql(query)).data;
    t.match(search.refunds.edges, [
      {
        node: {
          legacyId: refund.id,
          amount: { value: '5.00' },
          refundedTransaction: { legacyId: settled.id },
        },
      },
    ]);
    t.equal(search.payments.edges.length, 6);
    t.equal(search.payments.edges.filter(({ node }: Loose) => node.__typename === 'Refund').length, 1);
  });

  t.test('then pages follow one another by their cursors', async (t) => {
    for (let i = 0; i < 7; i += 1) await sale(`page-${i}`);
    const seen: string[] = [];
    let after: string | undefined;
    let pages = 0;
    for (;;) {
      const { transactions } = (
        await bench.graphql(SEARCH, { input: { orderId: { startsWith: 'page-' } }, first: 3, after })
      ).data.search;
      seen.push(...transactions.edges.map(({ node }: Loose) => node.orderId));
      pages += 1;
      t.equal(transactions.pageInfo.startCursor, transactions.edges[0].cursor);
      t.equal(transactions.pageInfo.endCursor, transactions.edges.at(-1).cursor);
      after = transactions.pageInfo.endCursor;
      if (!transactions.pageInfo.hasNextPage) break;
    }
    t.equal(pages, 3);
    t.equal(new Set(seen).size, 7);
  });

  t.test('then a cursor that is none is refused', async (t) => {
    const answer = await bench.graphql(SEARCH, { input: {}, after: 'nonsense' });
    t.match(answer.errors[0].extensions, { errorClass: 'VALIDATION' });
  });
});

t.test('given an index delay, when a transaction is searched, then it is found only after it', async (t) => {
  const bench: Bench = await openBench(t, { indexDelay: 3600 });
  await bench.sdk.transaction.sale({
    amount: '10.00',
    paymentMethodNonce: 'fake-valid-nonce',
    orderId: 'late',
  });
  const count = async (): Promise<number> =>
    (await bench.graphql(SEARCH, { input: { orderId: { is: 'late' } } })).data.search.transactions.edges
      .length;
  t.equal(await count(), 0);
  await bench.control('POST', 'clock', { advance: 3601 });
  t.equal(await count(), 1);
});

t.test('given ids, when nodes are looked up', async (t) => {
  const bench: Bench = await openBench(t);
  const { sdk } = bench;
  const { transaction } = await sdk.transaction.sale({
    amount: '10.00',
    paymentMethodNonce: 'fake-valid-nonce',
    options: { submitForSettlement: true },
  });
  await sdk.testing.settle(transaction.id);
  const refund = (await sdk.transaction.refund(transaction.id)).transaction;
  const { token, customerId } = await bench.vaulted();
  const verify = await bench.graphql(
    `mutation($input: VerifyPaymentMethodInput!) { verifyPaymentMethod(input: $input) { verification { legacyId } } }`,
    { input: { paymentMethodId: token } },
  );
  const NODE = `query($id: ID!) { node(id: $id) { __typename id
    ... on Transaction { legacyId } ... on Refund { legacyId } ... on PaymentMethod { legacyId usage } ... on Customer { legacyId paymentMethods { edges { node { legacyId } } } }
    ... on Verification { legacyId status } } }`;
  const ID =
    'query($legacyId: ID!, $type: LegacyIdType!) { idFromLegacyId(legacyId: $legacyId, type: $type) }';
  const nodes: [string, string, object][] = [
    ['TRANSACTION', transaction.id, { __typename: 'Transaction' }],
    ['REFUND', refund.id, { __typename: 'Refund' }],
    ['PAYMENT_METHOD', token, { __typename: 'PaymentMethod', usage: 'MULTI_USE' }],
    [
      'CUSTOMER',
      customerId,
      { __typename: 'Customer', paymentMethods: { edges: [{ node: { legacyId: token } }] } },
    ],
    [
      'VERIFICATION',
      verify.data.verifyPaymentMethod.verification.legacyId,
      { __typename: 'Verification', status: 'VERIFIED' },
    ],
  ];
  for (const [type, legacyId, wanted] of nodes) {
    t.test(`then a ${type} is found by the id that its legacy id becomes`, async (t) => {
      const id = (await bench.graphql(ID, { legacyId, type })).data.idFromLegacyId;
      t.match((await bench.graphql(NODE, { id })).data.node, { id, legacyId, ...wanted });
    });
  }

  t.test('then what is not there is null', async (t) => {
    for (const id of ['nonsense', Buffer.from('transaction_none').toString('base64')]) {
      t.equal((await bench.graphql(NODE, { id })).data.node, null, id);
    }
  });
});
