import t from 'tap';
import { type Bench, codes, type Loose, openBench } from '../bench.js';

const config = {
  merchantAccounts: { main_usd: 'USD', second_usd: 'USD' },
  rules: { duplicates: false },
  addOns: [{ id: 'a10', name: 'Ten', amount: '10.00' }],
  discounts: [{ id: 'd15', name: 'Fifteen', amount: '15.00' }],
  plans: [
    { id: 'plain', name: 'Plain', price: '54.32' },
    { id: 'other', name: 'Other', price: '60.00' },
    { id: 'yearly', name: 'Yearly', price: '120.00', billingFrequency: 12 },
  ],
};

t.test('given an active subscription, when the SDK updates it', async (t) => {
  const bench: Bench = await openBench(t, config);
  const { sdk } = bench;
  await bench.toTenth();
  const { token, customerId } = await bench.vaulted();
  const subscribe = async (more: object = {}): Promise<Loose> =>
    (await sdk.subscription.create({ paymentMethodToken: token, planId: 'plain', ...more })).subscription;

  const updates: [string, object, object][] = [
    ['another id', { id: 'new-id' }, { id: 'new-id' }],
    ['another merchant account', { merchantAccountId: 'second_usd' }, { merchantAccountId: 'second_usd' }],
    ['cycles', { numberOfBillingCycles: 5 }, { numberOfBillingCycles: 5, neverExpires: false }],
    ['never expires', { neverExpires: true }, { numberOfBillingCycles: null, neverExpires: true }],
    ['a descriptor', { descriptor: { name: 'aaa*1234' } }, { descriptor: { name: 'aaa*1234' } }],
    [
      'a plan of the same frequency keeps the price',
      { planId: 'other' },
      { planId: 'other', price: '54.32' },
    ],
    [
      'a plan of another frequency brings its price',
      { planId: 'yearly' },
      { planId: 'yearly', price: '120.00' },
    ],
    [
      'an add-on',
      { addOns: { add: [{ inheritedFromId: 'a10' }] }, options: { prorateCharges: false } },
      { addOns: [{ id: 'a10' }], nextBillAmount: '64.32' },
    ],
  ];
  for (const [what, more, wanted] of updates) {
    t.test(`then ${what} is taken`, async (t) => {
      const { id } = await subscribe();
      const answer = await sdk.subscription.update(id, more);
      t.equal(answer.success, true, answer.message);
      t.match(answer.subscription, wanted);
      t.match(await sdk.subscription.find(answer.subscription.id), wanted);
    });
  }

  t.test('then the old id is gone', async (t) => {
    const { id } = await subscribe();
    await sdk.subscription.update(id, { id: 'moved' });
    await t.rejects(sdk.subscription.find(id), { name: 'notFoundError' });
  });

  t.test('then another payment method is charged from now on', async (t) => {
    const { id } = await subscribe();
    const other = await bench.sdk.creditCard.create({
      customerId,
      number: '5555555555554444',
      expirationDate: '12/2031',
    });
    const answer = await sdk.subscription.update(id, { paymentMethodToken: other.creditCard.token });
    t.equal(answer.subscription.paymentMethodToken, other.creditCard.token);
    t.equal(answer.subscription.transactions[0].creditCard.token, token, 'what was charged stays');
  });

  t.test('then the payment method of another customer is refused', async (t) => {
    const { id } = await subscribe();
    const stranger = await bench.vaulted('5555555555554444');
    t.same(codes(await sdk.subscription.update(id, { paymentMethodToken: stranger.token })), ['91905']);
  });

  t.test('then a dearer price is charged for the rest of the period', async (t) => {
    const { id } = await subscribe();
    const { subscription } = await sdk.subscription.update(id, { price: '55.32' });
    t.match(subscription, { price: '55.32', balance: '0.00' });
    t.equal(subscription.transactions.length, 2);
    t.equal(subscription.transactions[0].amount, '1.00', 'all of it on the first day');
    t.match(subscription.statusHistory[0], { price: '55.32', subscriptionSource: 'api' });
  });

  t.test('then only the days that are left are charged', async (t) => {
    const { id, billingPeriodEndDate, billingPeriodStartDate } = await subscribe();
    await bench.days(10);
    const days = (Date.parse(billingPeriodEndDate) - Date.parse(billingPeriodStartDate)) / 86_400_000 + 1;
    const { subscription } = await sdk.subscription.update(id, { price: '84.32' });
    t.equal(subscription.transactions[0].amount, ((30 * (days - 10)) / days).toFixed(2));
  });

  t.test('then no proration is charged when it is switched off', async (t) => {
    const { id } = await subscribe();
    const { subscription } = await sdk.subscription.update(id, {
      price: '99.00',
      options: { prorateCharges: false },
    });
    t.equal(subscription.transactions.length, 1);
    t.equal(subscription.balance, '0.00');
  });

  t.test('then a cheaper price is credited to the balance', async (t) => {
    const { id } = await subscribe();
    const { subscription } = await sdk.subscription.update(id, { price: '44.32' });
    t.match(subscription, {
      price: '44.32',
      balance: '-10.00',
      nextBillAmount: '34.32',
      nextBillingPeriodAmount: '44.32',
    });
    t.equal(subscription.transactions.length, 1);
  });

  t.test('then a declined proration undoes the update', async (t) => {
    const { id } = await subscribe();
    const answer = await sdk.subscription.update(id, {
      price: '2154.32',
      options: { revertSubscriptionOnProrationFailure: true },
    });
    t.equal(answer.success, false);
    t.match(answer.subscription, { price: '54.32', balance: '0.00' });
    t.match(answer.transaction, { status: 'processor_declined' });
    const found = await sdk.subscription.find(id);
    t.match(found, { price: '54.32', status: 'Active' });
    t.equal(found.transactions.length, 2);
  });

  t.test('then a declined proration goes to the balance when asked', async (t) => {
    const { id } = await subscribe();
    const answer = await sdk.subscription.update(id, {
      price: '2154.32',
      options: { revertSubscriptionOnProrationFailure: false },
    });
    t.equal(answer.success, true);
    t.match(answer.subscription, { price: '2154.32', balance: '2100.00' });
    t.match(answer.subscription.transactions[0], { status: 'processor_declined', amount: '2100.00' });
  });

  t.test('then entire sets of add-ons and discounts are replaced', async (t) => {
    const { id } = await subscribe({ addOns: { add: [{ inheritedFromId: 'a10' }] } });
    const { subscription } = await sdk.subscription.update(id, {
      discounts: { add: [{ inheritedFromId: 'd15' }] },
      options: { replaceAllAddOnsAndDiscounts: true },
    });
    t.match(subscription, { addOns: [], discounts: [{ id: 'd15', amount: '15.00' }] });
  });

  await subscribe({ id: 'taken' });
  const faulty: [string, object, string[]][] = [
    ['an id with a blank', { id: 'a b' }, ['81906']],
    ['an id that is taken', { id: 'taken' }, ['81902']],
    ['a blank price', { price: '' }, ['81903']],
    ['a price that is none', { price: '9.2.1 apples' }, ['81904']],
    ['a plan that is not there', { planId: 'none' }, ['91904']],
    ['another billing day', { billingDayOfMonth: 3 }, ['91918']],
    ['another first billing date', { firstBillingDate: '2099-01-01' }, ['91919']],
  ];
  for (const [what, more, wanted] of faulty) {
    t.test(`then ${what} is refused with ${wanted.join(', ')}`, async (t) => {
      const { id } = await subscribe();
      t.same(codes(await sdk.subscription.update(id, more)), wanted);
    });
  }

  t.test('then one that is not there is not found', async (t) => {
    await t.rejects(sdk.subscription.update('none', { price: '1.00' }), { name: 'notFoundError' });
  });

  t.test('then a canceled one is not changed, nor canceled again', async (t) => {
    const { id } = await subscribe();
    t.match(await sdk.subscription.cancel(id), { success: true, subscription: { status: 'Canceled' } });
    t.match((await sdk.subscription.find(id)).statusHistory, [{ status: 'Canceled' }, { status: 'Active' }]);
    t.same(codes(await sdk.subscription.update(id, { price: '1.00' })), ['81901']);
    t.same(codes(await sdk.subscription.cancel(id)), ['81905']);
    await t.rejects(sdk.subscription.cancel('none'), { name: 'notFoundError' });
  });

  t.test('then deleting its payment method cancels it', async (t) => {
    const other = await bench.vaulted();
    const { id } = await subscribe({ paymentMethodToken: other.token });
    await sdk.paymentMethod.delete(other.token);
    t.match(await sdk.subscription.find(id), { status: 'Canceled' });
  });
});
