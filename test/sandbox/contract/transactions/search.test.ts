import { Agent } from 'node:https';
import t from 'tap';
import { all, type Loose, openBench } from '../bench.js';
import { sale } from './table.js';

const ADDRESS = {
  company: 'Lamps Ltd',
  countryName: 'Germany',
  extendedAddress: 'Suite 7',
  firstName: 'Ada',
  lastName: 'Byron',
  locality: 'Berlin',
  postalCode: '10115',
  region: 'BE',
  streetAddress: '12 Linden',
};
const CUSTOMER = {
  company: 'Engines',
  email: 'ada@example.com',
  fax: '555-1',
  firstName: 'Augusta',
  lastName: 'King',
  phone: '555-2',
  website: 'https://example.com',
};

/** Criterion of text, and the value that the wanted transaction has there. */
const TEXTS: readonly (readonly [string, string])[] = [
  ...Object.entries(ADDRESS).flatMap(([name, value]) =>
    ['billing', 'shipping'].map(
      (place) => [`${place}${name[0]?.toUpperCase()}${name.slice(1)}`, value] as const,
    ),
  ),
  ...Object.entries(CUSTOMER).map(
    ([name, value]) => [`customer${name[0]?.toUpperCase()}${name.slice(1)}`, value] as const,
  ),
  ['creditCardCardholderName', 'A. Byron'],
  ['orderId', 'wanted-order'],
];

t.test('given transactions to search', async (t) => {
  const bench = await openBench(t, {
    merchantAccounts: { shop_usd: 'USD', shop_eur: 'EUR' },
    rules: { duplicates: false },
  });
  const { sdk } = bench;
  // Hundreds of searches: one connection for all of them.
  sdk.config.customHttpAgent = new Agent({ ca: bench.sandbox.ca, keepAlive: true });
  const before = new Date(Date.now() - 60_000);
  const { transaction: wanted } = await sale(sdk, {
    orderId: 'wanted-order',
    amount: '123.45',
    merchantAccountId: 'shop_eur',
    creditCard: { number: '5555555555554444', expirationDate: '05/2032', cardholderName: 'A. Byron' },
    billing: ADDRESS,
    shipping: ADDRESS,
    customer: CUSTOMER,
    options: { submitForSettlement: true, storeInVault: true },
  });
  const { transaction: plain } = await sale(sdk, { orderId: 'plain-order', amount: '50.00' });
  const { transaction: declined } = await sale(sdk, { orderId: 'declined-order', amount: '2000.00' });
  const { transaction: failed } = await sale(sdk, { orderId: 'failed-order', amount: '3000.00' });
  const { transaction: rejected } = await sale(sdk, { orderId: 'rejected-order', amount: '5001.00' });
  const { transaction: voided } = await sale(sdk, { orderId: 'voided-order', amount: '60.00' });
  await sdk.transaction.void(voided.id);
  const { transaction: settled } = await sale(sdk, {
    orderId: 'settled-order',
    amount: '70.00',
    options: { submitForSettlement: true },
  });
  await sdk.testing.settle(settled.id);
  const { transaction: refund } = await sdk.transaction.refund(settled.id, { orderId: 'refund-order' });
  const { transaction: paypal } = await sale(sdk, {
    orderId: 'paypal-order',
    creditCard: undefined,
    paymentMethodNonce: 'fake-paypal-one-time-nonce',
    amount: '80.00',
  });
  const { transaction: token } = await sdk.transaction.sale({
    orderId: 'token-order',
    amount: '90.00',
    paymentMethodToken: (await bench.vaulted('378282246310005')).token,
  });
  const batch = (await sdk.transaction.find(settled.id)).settlementBatchId;

  const found = async (criteria: (search: Loose) => void): Promise<string[]> =>
    (await all(sdk.transaction.search(criteria))).map(({ id }) => id).sort();
  const sorted = (...list: Loose[]): string[] => list.map(({ id }) => id).sort();

  for (const [name, value] of TEXTS) {
    t.test(`when ${name} is searched, then by every operator of text`, async (t) => {
      t.same(await found((search) => search[name]().is(value)), [wanted.id], 'is');
      t.same(
        await found((search) => search[name]().startsWith(value.slice(0, -1))),
        [wanted.id],
        'starts with',
      );
      t.same(await found((search) => search[name]().endsWith(value.slice(1))), [wanted.id], 'ends with');
      t.same(await found((search) => search[name]().contains(value.slice(1, -1))), [wanted.id], 'contains');
      t.same(await found((search) => search[name]().is(`${value}%`)), [], 'no wildcards');
      const others = await found((search) => search[name]().isNot(value));
      t.notOk(others.includes(wanted.id), 'is not');
      t.ok(others.includes(plain.id), 'and the others are found');
    });
  }

  const since = (name: string) => (search: Loose) => search[name]().min(before);
  const cases: readonly (readonly [string, (search: Loose) => void, readonly Loose[]])[] = [
    ['id', (s) => s.id().is(plain.id), [plain]],
    ['ids', (s) => s.ids().in([plain.id, wanted.id]), [plain, wanted]],
    ['currency', (s) => s.currency().is('EUR'), [wanted]],
    ['customerId', (s) => s.customerId().is(wanted.customer.id), [wanted]],
    ['paymentMethodToken', (s) => s.paymentMethodToken().is(wanted.creditCard.token), [wanted]],
    [
      'processorAuthorizationCode',
      (s) => s.processorAuthorizationCode().is(plain.processorAuthorizationCode),
      [plain],
    ],
    [
      'creditCardUniqueIdentifier',
      (s) => s.creditCardUniqueIdentifier().is(wanted.creditCard.uniqueNumberIdentifier),
      [wanted],
    ],
    ['creditCardExpirationDate', (s) => s.creditCardExpirationDate().is('05/2032'), [wanted]],
    ['creditCardNumber is', (s) => s.creditCardNumber().is('5555555555554444'), [wanted]],
    ['creditCardNumber starts with', (s) => s.creditCardNumber().startsWith('5555'), [wanted]],
    ['creditCardNumber ends with', (s) => s.creditCardNumber().endsWith('4444'), [wanted]],
    ['creditCardCardType', (s) => s.creditCardCardType().in(['MasterCard']), [wanted]],
    [
      'creditCardCardType of two',
      (s) => s.creditCardCardType().in(['MasterCard', 'American Express']),
      [wanted, token],
    ],
    [
      'creditCardCustomerLocation',
      (s) => {
        s.creditCardCustomerLocation().is('us');
        s.currency().is('EUR');
      },
      [wanted],
    ],
    ['createdUsing token', (s) => s.createdUsing().is('token'), [token]],
    ['merchantAccountId', (s) => s.merchantAccountId().is('shop_eur'), [wanted]],
    ['paymentInstrumentType', (s) => s.paymentInstrumentType().is('paypal_account'), [paypal]],
    ['paypalPayerEmail', (s) => s.paypalPayerEmail().contains('@'), [paypal]],
    ['paypalPaymentId', (s) => s.paypalPaymentId().is(paypal.paypalAccount.paymentId), [paypal]],
    [
      'paypalAuthorizationId',
      (s) => s.paypalAuthorizationId().is(paypal.paypalAccount.authorizationId),
      [paypal],
    ],
    ['settlementBatchId', (s) => s.settlementBatchId().is(batch), [settled]],
    ['status', (s) => s.status().in(['voided', 'settled']), [voided, settled]],
    ['status failed', (s) => s.status().is('failed'), [failed]],
    ['type', (s) => s.type().is('credit'), [refund]],
    ['refund', (s) => s.refund().is(true), [refund]],
    [
      'refund with the sales',
      (s) => {
        s.refund().is(false);
        s.status().is('settled');
      },
      [settled],
    ],
    [
      'source',
      (s) => {
        s.source().is('api');
        s.orderId().is('plain-order');
      },
      [plain],
    ],
    ['source of recurring', (s) => s.source().is('recurring'), []],
    [
      'user',
      (s) => {
        s.user().in([bench.sandbox.merchant.merchantId]);
        s.orderId().is('plain-order');
      },
      [plain],
    ],
    ['amount is', (s) => s.amount().is('50.00'), [plain]],
    ['amount between', (s) => s.amount().between('55.00', '75.00'), [voided, settled, refund]],
    ['amount min', (s) => s.amount().min('3000.00'), [failed, rejected]],
    ['amount max', (s) => s.amount().max('50.00'), [plain]],
    ['createdAt before', (s) => s.createdAt().max(before), []],
    [
      'createdAt and orderId',
      (s) => {
        s.createdAt().min(before);
        s.orderId().startsWith('plain');
      },
      [plain],
    ],
    [
      'createdAt between',
      (s) => {
        s.createdAt().between(before, new Date(Date.now() + 60_000));
        s.status().is('failed');
      },
      [failed],
    ],
    ['voidedAt', since('voidedAt'), [voided]],
    ['settledAt', since('settledAt'), [settled]],
    ['failedAt', since('failedAt'), [failed]],
    ['gatewayRejectedAt', since('gatewayRejectedAt'), [rejected]],
    ['processorDeclinedAt', since('processorDeclinedAt'), [declined]],
    ['authorizedAt', since('authorizedAt'), [wanted, plain, voided, settled, paypal, token]],
    ['submittedForSettlementAt', since('submittedForSettlementAt'), [wanted, settled, refund]],
    ['authorizationExpiredAt', since('authorizationExpiredAt'), []],
    ['disbursementDate', since('disbursementDate'), []],
    ['disputeDate', since('disputeDate'), []],
    ['achReturnResponsesCreatedAt', since('achReturnResponsesCreatedAt'), []],
    ['acquirerReferenceNumber', (s) => s.acquirerReferenceNumber().is('x'), []],
    ['storeId', (s) => s.storeId().is('x'), []],
    ['storeIds', (s) => s.storeIds().in(['x']), []],
    ['reasonCode', (s) => s.reasonCode().in(['R01']), []],
    ['achType', (s) => s.achType().in(['same_day']), []],
    ['debitNetwork', (s) => s.debitNetwork().in(['STAR']), []],
    ['sepaDebitPaypalV2_OrderId', (s) => s.sepaDebitPaypalV2_OrderId().is('x'), []],
    [
      'three criteria at once',
      (s) => {
        s.amount().min('60.00');
        s.amount().max('90.00');
        s.status().in(['authorized']);
      },
      [paypal, token],
    ],
  ];
  for (const [name, criteria, wantedOnes] of cases) {
    t.test(`when it is searched by ${name}, then ${wantedOnes.length} are found`, async (t) => {
      t.same(await found(criteria), sorted(...wantedOnes));
    });
  }

  t.test('when every criterion of the SDK is used, then the sandbox knows it', async (t) => {
    const names: string[] = [];
    await all(
      sdk.transaction.search((search: Loose) => {
        names.push(...Object.getOwnPropertyNames(Object.getPrototypeOf(search)));
      }),
    );
    const criteria = names.filter((name) => name !== 'constructor');
    t.ok(criteria.length >= 70, `${criteria.length} criteria`);
    for (const name of criteria) {
      const search = sdk.transaction.search((one: Loose) => {
        const node = one[name]();
        if ('in' in node && !('contains' in node)) node.in(node.allowedValues?.() ?? ['x']);
        else if ('min' in node) node.min('1');
        else node.is('x');
      });
      await t.resolves(all(search), name);
    }
  });

  t.test('when there are more than a page, then all of them come, newest first', async (t) => {
    for (let i = 0; i < 60; i += 1) await sale(sdk, { orderId: `page-${i}`, amount: '1.00' });
    const ids = await all(sdk.transaction.search((search: Loose) => search.orderId().startsWith('page-')));
    t.equal(ids.length, 60);
    t.equal(new Set(ids.map(({ orderId }) => orderId)).size, 60);
  });
});

t.test(
  'given an index that is late, when a new transaction is searched, then it is found only later',
  async (t) => {
    const bench = await openBench(t, { indexDelay: 30 });
    const { transaction } = await sale(bench.sdk, { orderId: 'late' });
    const search = (): Promise<Loose[]> =>
      all(bench.sdk.transaction.search((one: Loose) => one.orderId().is('late')));
    t.same(await search(), []);
    t.equal((await bench.sdk.transaction.find(transaction.id)).orderId, 'late', 'though find knows it');
    await bench.control('POST', 'clock', { advance: 31 });
    t.equal((await search()).length, 1);
  },
);
