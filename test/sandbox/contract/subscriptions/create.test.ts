import t from 'tap';
import { type Bench, codes, type Loose, openBench } from '../bench.js';

const config = {
  merchantAccounts: { main_usd: 'USD', second_usd: 'USD', main_eur: 'EUR' },
  addOns: [
    { id: 'a10', name: 'Ten', amount: '10.00' },
    { id: 'a20', name: 'Twenty', amount: '20.00' },
    { id: 'a30', name: 'Thirty', amount: '30.00' },
  ],
  discounts: [
    { id: 'd7', name: 'Seven', amount: '7.00' },
    { id: 'd15', name: 'Fifteen', amount: '15.00' },
  ],
  plans: [
    { id: 'plain', name: 'Plain', price: '12.34' },
    { id: 'trial', name: 'Trial', price: '43.21', trial: { duration: 2, unit: 'day' as const } },
    { id: 'fifth', name: 'Fifth', price: '8.88', billingDayOfMonth: 5 },
    { id: 'rich', name: 'Rich', price: '100.00', addOns: ['a10', 'a20'], discounts: ['d7'] },
    { id: 'ten', name: 'Ten times', price: '5.00', numberOfBillingCycles: 10 },
    { id: 'yearly', name: 'Yearly', price: '120.00', billingFrequency: 12 },
  ],
};

/** Days of the sandbox are compared as text. */
const plusMonths = (day: string, months: number): string => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
};

t.test('given a vaulted card and plans, when the SDK subscribes', async (t) => {
  const bench: Bench = await openBench(t, config);
  const { sdk, today } = bench;
  await bench.toTenth();
  const { token } = await bench.vaulted();
  const create = (more: object): Promise<Loose> =>
    sdk.subscription.create({ paymentMethodToken: token, planId: 'plain', ...more });

  t.test('then it is active, billed and paid through the first period', async (t) => {
    const { success, subscription } = await create({});
    t.equal(success, true);
    t.match(subscription.id, /^[a-z0-9]{6}$/);
    t.match(subscription, {
      status: 'Active',
      planId: 'plain',
      paymentMethodToken: token,
      merchantAccountId: 'main_usd',
      price: '12.34',
      balance: '0.00',
      nextBillAmount: '12.34',
      nextBillingPeriodAmount: '12.34',
      currentBillingCycle: 1,
      failureCount: 0,
      daysPastDue: null,
      neverExpires: true,
      numberOfBillingCycles: null,
      trialPeriod: false,
      trialDuration: null,
      firstBillingDate: today(),
      billingPeriodStartDate: today(),
      addOns: [],
      discounts: [],
    });
    t.equal(subscription.paidThroughDate, subscription.billingPeriodEndDate);
    t.match(subscription.statusHistory, [
      {
        status: 'Active',
        price: '12.34',
        balance: '0.00',
        subscriptionSource: 'api',
        currencyIsoCode: 'USD',
      },
    ]);
  });

  t.test('then its charge is a recurring sale of the period', async (t) => {
    const { subscription } = await create({});
    const [transaction] = subscription.transactions;
    t.match(transaction, {
      type: 'sale',
      amount: '12.34',
      status: 'submitted_for_settlement',
      recurring: true,
      subscriptionId: subscription.id,
      planId: 'plain',
      creditCard: { token, last4: '1111' },
      subscription: {
        billingPeriodStartDate: subscription.billingPeriodStartDate,
        billingPeriodEndDate: subscription.billingPeriodEndDate,
      },
    });
    t.match(await sdk.transaction.find(transaction.id), { subscriptionId: subscription.id });
  });

  const made: [string, object, object][] = [
    ['an id of ours is taken', { id: 'sub-1' }, { id: 'sub-1' }],
    [
      'another merchant account is taken',
      { merchantAccountId: 'second_usd' },
      { merchantAccountId: 'second_usd' },
    ],
    [
      'a price of ours goes before the plan’s',
      { price: '98.76' },
      { price: '98.76', nextBillAmount: '98.76' },
    ],
    ['cycles are limited', { numberOfBillingCycles: 3 }, { numberOfBillingCycles: 3, neverExpires: false }],
    ['the plan’s cycles are inherited', { planId: 'ten' }, { numberOfBillingCycles: 10 }],
    [
      'never expires goes before the plan’s cycles',
      { planId: 'ten', neverExpires: true },
      { numberOfBillingCycles: null },
    ],
    [
      'a descriptor is kept',
      { descriptor: { name: 'abc*defghijkl', phone: '1234567890', url: 'ebay.com' } },
      { descriptor: { name: 'abc*defghijkl', phone: '1234567890', url: 'ebay.com' } },
    ],
    [
      'a free one is active and not charged',
      { price: '0.00' },
      { status: 'Active', transactions: [], currentBillingCycle: 1 },
    ],
    [
      'a plan’s trial is inherited, without a charge',
      { planId: 'trial' },
      {
        status: 'Active',
        trialPeriod: true,
        trialDuration: 2,
        trialDurationUnit: 'day',
        transactions: [],
        currentBillingCycle: 0,
      },
    ],
    [
      'a trial of ours goes before the plan’s',
      { planId: 'trial', trialDuration: 5, trialDurationUnit: 'month' },
      { trialDuration: 5, trialDurationUnit: 'month' },
    ],
    [
      'a plan’s trial is refused',
      { planId: 'trial', trialPeriod: false },
      { trialPeriod: false, currentBillingCycle: 1 },
    ],
    [
      'add-ons and discounts are inherited',
      { planId: 'rich' },
      {
        nextBillAmount: '123.00',
        addOns: [{ id: 'a10', amount: '10.00', quantity: 1 }, { id: 'a20' }],
        discounts: [{ id: 'd7', amount: '7.00' }],
      },
    ],
    [
      'nothing is inherited when asked',
      { planId: 'rich', options: { doNotInheritAddOnsOrDiscounts: true } },
      { nextBillAmount: '100.00', addOns: [], discounts: [] },
    ],
    [
      'start immediately goes before the plan’s day',
      { planId: 'fifth', options: { startImmediately: true } },
      { status: 'Active', currentBillingCycle: 1 },
    ],
  ];
  for (const [what, more, wanted] of made) {
    t.test(`then ${what}`, async (t) => {
      const answer = await create(more);
      t.equal(answer.success, true, answer.message);
      t.match(answer.subscription, wanted);
    });
  }

  t.test('then add-ons and discounts of the request change what is inherited', async (t) => {
    const { subscription } = await create({
      planId: 'rich',
      addOns: {
        add: [{ inheritedFromId: 'a30', quantity: 2 }],
        update: [{ existingId: 'a10', amount: '11.00', numberOfBillingCycles: 4 }],
        remove: ['a20'],
      },
      discounts: {
        add: [{ inheritedFromId: 'd15', neverExpires: true }],
        update: [{ existingId: 'd7', quantity: 3 }],
      },
    });
    t.match(subscription.addOns, [
      { id: 'a10', amount: '11.00', neverExpires: false, numberOfBillingCycles: 4, currentBillingCycle: 1 },
      { id: 'a30', amount: '30.00', quantity: 2 },
    ]);
    t.match(subscription.discounts, [{ id: 'd7', quantity: 3 }, { id: 'd15' }]);
    t.equal(subscription.transactions[0].amount, '135.00', '100 + 11 + 60 − 21 − 15');
    t.match(subscription.transactions[0].addOns, [{ id: 'a10', amount: '11.00' }, { id: 'a30' }]);
  });

  t.test('then a first billing date ahead makes it pending', async (t) => {
    const first = today(3);
    const { subscription } = await create({ firstBillingDate: first });
    t.match(subscription, {
      status: 'Pending',
      firstBillingDate: first,
      nextBillingDate: first,
      transactions: [],
      currentBillingCycle: 0,
      billingPeriodStartDate: null,
    });
  });

  t.test('then a day of the month is waited for', async (t) => {
    const day = Number(today(2).slice(8)) > 28 ? 31 : Number(today(2).slice(8));
    const { subscription } = await create({ billingDayOfMonth: day });
    t.match(subscription, { status: 'Pending', billingDayOfMonth: day });
    t.ok(subscription.firstBillingDate > today(), subscription.firstBillingDate);
    t.match((await create({ planId: 'fifth' })).subscription, { billingDayOfMonth: 5 });
  });

  t.test('then a yearly plan is billed again after twelve months', async (t) => {
    const { subscription } = await create({ planId: 'yearly' });
    t.equal(subscription.nextBillingDate.slice(0, 7), plusMonths(today(), 12).slice(0, 7));
  });

  t.test('then a declined first charge leaves no subscription, and tells the transaction', async (t) => {
    const answer = await create({ id: 'declined', price: '2000.00' });
    t.equal(answer.success, false);
    t.match(answer, {
      message: 'Do Not Honor',
      transaction: { status: 'processor_declined', amount: '2000.00' },
    });
    await t.rejects(sdk.subscription.find('declined'), { name: 'notFoundError' });
  });

  t.test('then the nonce of a vaulted card is as good as its token', async (t) => {
    const { paymentMethodNonce } = await sdk.paymentMethodNonce.create(token);
    const { subscription } = await create({
      paymentMethodToken: undefined,
      paymentMethodNonce: paymentMethodNonce.nonce,
    });
    t.match(subscription, { paymentMethodToken: token, status: 'Active' });
  });

  await create({ id: 'taken' });
  const faulty: [string, object, string[]][] = [
    ['an id with a blank', { id: 'a b' }, ['81906']],
    ['an id that is taken', { id: 'taken' }, ['81902']],
    ['no plan', { planId: undefined }, ['91904']],
    ['a plan that is not there', { planId: 'none' }, ['91904']],
    ['a token that is not there', { paymentMethodToken: 'none' }, ['91903']],
    [
      'a nonce that is not of the vault',
      { paymentMethodToken: undefined, paymentMethodNonce: 'fake-valid-nonce' },
      ['91925'],
    ],
    ['a merchant account that is not there', { merchantAccountId: 'none' }, ['91901']],
    ['a merchant account of another currency', { merchantAccountId: 'main_eur' }, ['91923']],
    ['a blank price', { price: '' }, ['81903']],
    ['a price that is none', { price: '9.2.1 apples' }, ['81904']],
    ['too much', { price: '99999999999.00' }, ['81923']],
    ['cycles that are no number', { numberOfBillingCycles: 'beagle' }, ['91906']],
    ['no cycles at all', { numberOfBillingCycles: 0 }, ['91907']],
    ['cycles of what never expires', { numberOfBillingCycles: 3, neverExpires: true }, ['91908']],
    ['a trial without its length', { planId: 'trial', trialPeriod: true, trialDuration: null }, ['81908']],
    [
      'a trial whose length is none',
      { trialPeriod: true, trialDuration: 'x', trialDurationUnit: 'day' },
      ['81907'],
    ],
    [
      'a trial of two nothings',
      { planId: 'trial', trialPeriod: true, trialDuration: 2, trialDurationUnit: null },
      ['81909'],
    ],
    ['a date in the past', { firstBillingDate: '2001-01-01' }, ['91916']],
    ['a date that is none', { firstBillingDate: 'tomorrow' }, ['91915']],
    ['a day that is no number', { billingDayOfMonth: 'x' }, ['91913']],
    ['a day that not every month has', { billingDayOfMonth: 29 }, ['91914']],
    ['two starts', { billingDayOfMonth: 5, options: { startImmediately: true } }, ['91917']],
    [
      'several faults at once',
      { price: 'x', planId: 'none', numberOfBillingCycles: 0 },
      ['81904', '91904', '91907'],
    ],
    ['an add-on that is not there', { addOns: { add: [{ inheritedFromId: 'none' }] } }, ['92013']],
    ['an add-on without a name', { addOns: { add: [{ amount: '1.00' }] } }, ['92014']],
    ['an add-on twice', { planId: 'rich', addOns: { add: [{ inheritedFromId: 'a10' }] } }, ['91911']],
    [
      'a change of what is not there',
      { planId: 'rich', addOns: { update: [{ existingId: 'a30', quantity: 1 }] } },
      ['92011'],
    ],
    [
      'a change and removal of one',
      { planId: 'rich', addOns: { update: [{ existingId: 'a10', quantity: 1 }], remove: ['a10'] } },
      ['92015'],
    ],
    ['a removal of what is not there', { planId: 'rich', discounts: { remove: ['d15'] } }, ['92016']],
    [
      'an amount that is none',
      { planId: 'rich', addOns: { update: [{ existingId: 'a10', amount: 'x' }] } },
      ['92002'],
    ],
    [
      'a quantity of nothing',
      { planId: 'rich', addOns: { update: [{ existingId: 'a10', quantity: -2 }] } },
      ['92010'],
    ],
  ];
  for (const [what, more, wanted] of faulty) {
    t.test(`then ${what} is refused with ${wanted.join(', ')}`, async (t) => {
      const answer = await create(more);
      t.same(codes(answer), wanted);
      t.notOk(answer.subscription);
    });
  }

  t.test('then errors of add-ons stand where the fault is', async (t) => {
    const { errors } = await create({
      planId: 'rich',
      addOns: {
        update: [
          { existingId: 'a10', quantity: 1 },
          { existingId: 'a20', amount: 'x' },
        ],
      },
    });
    const at = errors.for('subscription').for('addOns').for('update').forIndex(1).on('amount');
    t.match(at, [{ code: '92002', attribute: 'amount' }]);
  });
});
