import t from 'tap';
import { all, type Bench, type Loose, openBench } from '../bench.js';

const config = {
  merchantAccounts: { main_usd: 'USD', second_usd: 'USD' },
  plans: [
    { id: 'plain', name: 'Plain', price: '10.00' },
    { id: 'plain-trial', name: 'Trial', price: '20.00', trial: { duration: 9, unit: 'day' as const } },
  ],
};

t.test('given several subscriptions, when the SDK searches', async (t) => {
  const bench: Bench = await openBench(t, config);
  const { sdk } = bench;
  await bench.toTenth();
  const { token } = await bench.vaulted();
  const make = async (id: string, more: object = {}): Promise<Loose> =>
    (await sdk.subscription.create({ id, paymentMethodToken: token, planId: 'plain', ...more })).subscription;
  const one = await make('one');
  await make('two', { price: '15.00', numberOfBillingCycles: 4 });
  await make('three', { planId: 'plain-trial', merchantAccountId: 'second_usd' });
  await make('four', { firstBillingDate: bench.today(20) });
  await make('five');
  await sdk.subscription.cancel('five');
  const ids = async (criteria: (search: Loose) => void): Promise<string[]> =>
    (await all(sdk.subscription.search(criteria))).map(({ id }) => id).sort();

  const searches: [string, (search: Loose) => void, string[]][] = [
    ['id is', (s) => s.id().is('two'), ['two']],
    ['id is not', (s) => s.id().isNot('two'), ['five', 'four', 'one', 'three']],
    ['id starts with', (s) => s.id().startsWith('t'), ['three', 'two']],
    ['id ends with', (s) => s.id().endsWith('e'), ['five', 'one', 'three']],
    ['id contains', (s) => s.id().contains('o'), ['four', 'one', 'two']],
    ['ids', (s) => s.ids().in(['one', 'four']), ['four', 'one']],
    ['transaction id', (s) => s.transactionId().is(one.transactions[0].id), ['one']],
    ['plan id is', (s) => s.planId().is('plain-trial'), ['three']],
    ['plan id in', (s) => s.planId().in(['plain']), ['five', 'four', 'one', 'two']],
    ['plan id starts with', (s) => s.planId().startsWith('plain'), ['five', 'four', 'one', 'three', 'two']],
    ['status', (s) => s.status().in(['Canceled', 'Pending']), ['five', 'four']],
    ['merchant account', (s) => s.merchantAccountId().is('second_usd'), ['three']],
    ['in trial', (s) => s.inTrialPeriod().is(true), ['three']],
    ['not in trial', (s) => s.inTrialPeriod().in([false]), ['five', 'four', 'one', 'two']],
    ['price is', (s) => s.price().is('15.00'), ['two']],
    ['price between', (s) => s.price().between('12.00', '20.00'), ['three', 'two']],
    ['price at least', (s) => s.price().min('20.00'), ['three']],
    ['price at most', (s) => s.price().max('10.00'), ['five', 'four', 'one']],
    ['cycles remaining', (s) => s.billingCyclesRemaining().is(3), ['two']],
    [
      'next billing date',
      (s) => s.nextBillingDate().between(bench.today(8), bench.today(21)),
      ['four', 'three'],
    ],
    ['created at', (s) => s.createdAt().min(new Date(bench.sandbox.clock.now() + 3_600_000)), []],
    [
      'created at before',
      (s) => s.createdAt().max(new Date(bench.sandbox.clock.now() + 3_600_000)),
      ['five', 'four', 'one', 'three', 'two'],
    ],
    [
      'two criteria',
      (s) => {
        s.status().in(['Active']);
        s.price().max('10.00');
      },
      ['one'],
    ],
    ['nothing', (s) => s.id().is('none'), []],
  ];
  for (const [what, criteria, wanted] of searches) {
    t.test(`then by ${what} the right ones are found`, async (t) => {
      t.same(await ids(criteria), wanted);
    });
  }

  t.test('then days past due are a criterion', async (t) => {
    await sdk.subscription.update('one', { price: '2000.00', options: { prorateCharges: false } });
    await bench.days(35);
    t.same(await ids((s) => s.daysPastDue().between(1, 10)), ['one']);
  });

  t.test('then more than a page is found whole', async (t) => {
    for (let i = 0; i < 60; i += 1) await make(`page-${i}`, { price: '0.00' });
    t.equal((await ids((s) => s.id().startsWith('page-'))).length, 60);
  });
});
