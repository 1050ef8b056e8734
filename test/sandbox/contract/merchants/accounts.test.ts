import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startSandbox } from '../../../../lib/sandbox/sandbox.js';
import { all, codes, type Loose, openBench } from '../bench.js';

const merchantAccounts = { main_usd: 'USD', main_eur: 'EUR', shut_gbp: 'GBP' };

t.test('given merchant accounts, when the SDK asks for them', async (t) => {
  const { sdk } = await openBench(t, { merchantAccounts, suspendedAccounts: ['shut_gbp'] });

  t.test('then all are listed, with their currencies', async (t) => {
    const accounts = await all(sdk.merchantAccount.all());
    t.same(
      accounts.map(({ id, currencyIsoCode, status }) => [id, currencyIsoCode, status]),
      [
        ['main_usd', 'USD', 'active'],
        ['main_eur', 'EUR', 'active'],
        ['shut_gbp', 'GBP', 'suspended'],
      ],
    );
  });

  t.test('then one is found, and the first is the default', async (t) => {
    t.match(await sdk.merchantAccount.find('main_usd'), { id: 'main_usd', default: true, status: 'active' });
    t.match(await sdk.merchantAccount.find('main_eur'), { default: false });
    await t.rejects(sdk.merchantAccount.find('none'), { name: 'notFoundError' });
  });

  t.test('then one is created for a currency, and charged over', async (t) => {
    t.match(await sdk.merchantAccount.createForCurrency({ currency: 'JPY' }), {
      success: true,
      merchantAccount: { id: 'JPY', currencyIsoCode: 'JPY' },
    });
    t.match(await sdk.merchantAccount.createForCurrency({ currency: 'USD', id: 'second_usd' }), {
      success: true,
    });
    const sale = await sdk.transaction.sale({
      amount: '1500',
      merchantAccountId: 'JPY',
      paymentMethodNonce: 'fake-valid-nonce',
    });
    t.match(sale, { success: true, transaction: { amount: '1500.00', currencyIsoCode: 'JPY' } });
  });

  const faulty: [string, object, string][] = [
    ['no currency', {}, '93617'],
    ['a currency that is none', { currency: 'dollars' }, '93618'],
    ['a currency that there is', { currency: 'EUR' }, '93616'],
    ['an id that there is', { currency: 'CHF', id: 'main_eur' }, '93620'],
  ];
  for (const [what, request, code] of faulty) {
    t.test(`then ${what} is refused with ${code}`, async (t) => {
      t.same(codes(await sdk.merchantAccount.createForCurrency(request)), [code]);
    });
  }
});

t.test(
  'given a sandbox on disk, when it is started again, then created accounts are there, and its time',
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'accounts-'));
    t.teardown(() => rmSync(directory, { recursive: true }));
    const first = await startSandbox({ directory });
    const keys = Buffer.from(`${first.merchant.publicKey}:${first.merchant.privateKey}`).toString('base64');
    const headers = { authorization: `Basic ${keys}`, 'x-apiversion': '6' };
    await first.stop();
    const plain = await startSandbox({ directory, tls: false });
    const path = `/merchants/${plain.merchant.merchantId}/merchant_accounts`;
    const body = JSON.stringify({ merchant_account: { currency: 'SEK' } });
    t.equal(
      (await fetch(`${plain.url}${path}/create_for_currency`, { method: 'POST', headers, body })).status,
      201,
    );
    await fetch(`${plain.url}/_control/clock`, { method: 'POST', headers, body: '{"advance":864000}' });
    await plain.stop();
    const again = await startSandbox({ directory, tls: false });
    t.teardown(() => again.stop());
    t.equal((await fetch(`${again.url}${path}/SEK`, { headers })).status, 200);
    t.ok(again.clock.now() > Date.now() + 863_000_000, 'ten days ahead');
  },
);

t.test('given settled transactions, when the SDK asks for the batch of a day', async (t) => {
  const bench = await openBench(t, {
    merchantAccounts,
    rules: { duplicates: false, customFields: ['cost_centre'] },
  });
  const { sdk } = bench;
  const settle = async (more: object): Promise<Loose> => {
    const request = {
      amount: '10.00',
      paymentMethodNonce: 'fake-valid-visa-nonce',
      options: { submitForSettlement: true },
      ...more,
    };
    const { transaction } = await sdk.transaction.sale(request);
    await sdk.testing.settle(transaction.id);
    return transaction;
  };
  const first = await settle({ customFields: { cost_centre: 'a' } });
  await settle({ amount: '5.50', customFields: { cost_centre: 'b' } });
  await settle({ amount: '7.00', paymentMethodNonce: 'fake-valid-mastercard-nonce' });
  await settle({ amount: '8.00', merchantAccountId: 'main_eur' });
  const refund = await sdk.transaction.refund(first.id, '4.00');
  await sdk.testing.settle(refund.transaction.id);
  await sdk.transaction.sale({
    amount: '99.00',
    paymentMethodNonce: 'fake-valid-visa-nonce',
    options: { submitForSettlement: true },
  });
  const generate = (more: object = {}): Promise<Loose> =>
    sdk.settlementBatchSummary.generate({ settlementDate: bench.today(), ...more });
  const rows = (summary: Loose): string[] =>
    summary.settlementBatchSummary.records
      .map((one: Loose) =>
        [
          one.kind,
          one.cardType,
          one.merchantAccountId,
          one.currencyIsoCode,
          one.count,
          one.amountSettled,
        ].join(' '),
      )
      .sort();

  t.test('then it is summed by kind, card type and account, to the cent', async (t) => {
    t.same(rows(await generate()), [
      'credit Visa main_usd USD 1 4.00',
      'sale MasterCard main_usd USD 1 7.00',
      'sale Visa main_eur EUR 1 8.00',
      'sale Visa main_usd USD 2 15.50',
    ]);
  });

  t.test('then another day is empty', async (t) => {
    t.same(rows(await generate({ settlementDate: bench.today(-1) })), []);
  });

  t.test('then a custom field divides it further', async (t) => {
    const { settlementBatchSummary } = await generate({ groupByCustomField: 'cost_centre' });
    const visa = settlementBatchSummary.records.filter(
      (one: Loose) => one.cardType === 'Visa' && one.kind === 'sale' && one.merchantAccountId === 'main_usd',
    );
    t.same(visa.map((one: Loose) => [one.cost_centre, one.amountSettled]).sort(), [
      ['a', '10.00'],
      ['b', '5.50'],
    ]);
  });

  const faulty: [string, object, string][] = [
    ['no day', { settlementDate: undefined }, '82301'],
    ['a day that is none', { settlementDate: 'yesterday' }, '82302'],
    ['a field that is not there', { groupByCustomField: 'none' }, '82303'],
  ];
  for (const [what, more, code] of faulty) {
    t.test(`then ${what} is refused with ${code}`, async (t) => {
      t.same(codes(await generate(more)), [code]);
    });
  }
});
