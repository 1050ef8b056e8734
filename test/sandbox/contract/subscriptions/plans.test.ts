import t from 'tap';
import { codes, type Loose, openBench } from '../bench.js';

const config = {
  addOns: [{ id: 'seat', name: 'Seat', amount: '5.00', numberOfBillingCycles: 2 }],
  discounts: [{ id: 'early', name: 'Early bird', amount: '3.00' }],
  plans: [
    { id: 'basic', name: 'Basic', price: '10.00' },
    {
      id: 'team',
      name: 'Team',
      price: '20.00',
      billingFrequency: 3,
      trial: { duration: 2, unit: 'month' as const },
      numberOfBillingCycles: 12,
      addOns: ['seat'],
      discounts: ['early'],
    },
  ],
};

t.test('given plans in the configuration, when the SDK lists them', async (t) => {
  const { sdk } = await openBench(t, config);

  t.test('then all are there, with what they include', async (t) => {
    const plans = await sdk.plan.all();
    t.equal(plans.success, true);
    t.same(
      plans.map(({ id }: Loose) => id),
      ['basic', 'team'],
    );
    t.match(plans[1], {
      name: 'Team',
      price: '20.00',
      billingFrequency: 3,
      currencyIsoCode: 'USD',
      numberOfBillingCycles: 12,
      trialPeriod: true,
      trialDuration: 2,
      trialDurationUnit: 'month',
      addOns: [{ id: 'seat', amount: '5.00', neverExpires: false, numberOfBillingCycles: 2, kind: 'add_on' }],
      discounts: [{ id: 'early', amount: '3.00', neverExpires: true, kind: 'discount' }],
    });
  });

  t.test('then one is found by its id', async (t) => {
    t.match(await sdk.plan.find('basic'), { id: 'basic', trialPeriod: false, billingDayOfMonth: null });
  });

  t.test('then one that is not there is not found', async (t) => {
    await t.rejects(sdk.plan.find('none'), { name: 'notFoundError' });
  });

  t.test('then add-ons and discounts are listed by themselves', async (t) => {
    t.match(await sdk.addOn.all(), [{ id: 'seat', name: 'Seat', amount: '5.00', quantity: 1 }]);
    t.match(await sdk.discount.all(), [{ id: 'early', name: 'Early bird', amount: '3.00' }]);
  });
});

t.test('given a merchant without plans, when the SDK lists them, then there are none', async (t) => {
  const { sdk } = await openBench(t);
  t.same([...(await sdk.plan.all())], []);
  t.same([...(await sdk.addOn.all())], []);
});

t.test('given the SDK, when plans are made and changed', async (t) => {
  const { sdk } = await openBench(t, config);
  const made = await sdk.plan.create({
    id: 'gold',
    name: 'Gold',
    price: '99.90',
    billingFrequency: 12,
    currencyIsoCode: 'EUR',
    billingDayOfMonth: 31,
    description: 'by the year',
    addOns: { add: [{ inheritedFromId: 'seat', amount: '7.00', quantity: 2 }] },
  });
  t.match(made, { success: true, plan: { id: 'gold', price: '99.90', billingDayOfMonth: 31 } });
  t.match(await sdk.plan.find('gold'), {
    currencyIsoCode: 'EUR',
    description: 'by the year',
    addOns: [{ id: 'seat', amount: '7.00', quantity: 2 }],
  });
  t.match(await sdk.plan.update('gold', { price: '88.00', name: 'Golden' }), {
    success: true,
    plan: { price: '88.00', name: 'Golden', billingFrequency: 12 },
  });
  t.match(await sdk.plan.update('basic', { trialPeriod: true, trialDuration: 5, trialDurationUnit: 'day' }), {
    plan: { trialPeriod: true, trialDuration: 5 },
  });
  t.equal((await sdk.plan.all()).length, 3, 'a changed one of the configuration is not listed twice');
  await t.rejects(sdk.plan.update('none', { price: '1.00' }), { name: 'notFoundError' });

  const good = { name: 'X', price: '1.00', billingFrequency: 1, currencyIsoCode: 'USD' };
  const faulty: [string, object, string[]][] = [
    ['an id that is taken', { id: 'gold' }, ['81902']],
    ['an id with a blank', { id: 'a b' }, ['81906']],
    ['no price', { price: undefined }, ['81903']],
    ['a price that is none', { price: 'cheap' }, ['81904']],
    ['no billing frequency', { billingFrequency: undefined }, ['93202']],
    ['a day that no month has', { billingDayOfMonth: 32 }, ['91914']],
    ['no cycles at all', { numberOfBillingCycles: 0 }, ['91907']],
    ['a trial without its length', { trialPeriod: true }, ['81908', '81909']],
    ['an add-on that is not there', { addOns: { add: [{ inheritedFromId: 'none' }] } }, ['92013']],
  ];
  for (const [what, more, wanted] of faulty) {
    t.same(codes(await sdk.plan.create({ ...good, ...more })), wanted, what);
  }
});
