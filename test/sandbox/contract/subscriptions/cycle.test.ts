import t from 'tap';
import { type Bench, codes, type Loose, openBench } from '../bench.js';

const plans = [
  { id: 'plain', name: 'Plain', price: '10.00' },
  { id: 'thrice', name: 'Thrice', price: '10.00', numberOfBillingCycles: 3 },
  { id: 'trial', name: 'Trial', price: '10.00', trial: { duration: 7, unit: 'day' as const } },
];
const config = {
  plans,
  discounts: [{ id: 'first2', name: 'First two', amount: '4.00', numberOfBillingCycles: 2 }],
};

/** Days until the next bill, from today. */
const until = (bench: Bench, { nextBillingDate }: Loose): number =>
  Math.round((Date.parse(nextBillingDate) - Date.parse(bench.today())) / 86_400_000);

t.test('given the clock, when time goes on', async (t) => {
  const bench: Bench = await openBench(t, config);
  const { sdk } = bench;
  await bench.toTenth();
  const { token } = await bench.vaulted();
  const subscribe = async (more: object): Promise<Loose> =>
    (await sdk.subscription.create({ paymentMethodToken: token, planId: 'plain', ...more })).subscription;
  const find = (id: string): Promise<Loose> => sdk.subscription.find(id);

  t.test('then a subscription is billed on its day, and not before', async (t) => {
    const made = await subscribe({});
    await bench.days(until(bench, made) - 1);
    t.equal((await find(made.id)).transactions.length, 1, 'the day before');
    await bench.days(1);
    const after = await find(made.id);
    t.match(after, {
      currentBillingCycle: 2,
      status: 'Active',
      billingPeriodStartDate: made.nextBillingDate,
    });
    t.equal(after.transactions.length, 2);
    t.equal(after.transactions[0].createdAt.slice(0, 10), made.nextBillingDate, 'made on its own day');
    t.ok(after.nextBillingDate > made.nextBillingDate);
  });

  t.test('then a year brings twelve bills, each on its day', async (t) => {
    await bench.toTenth();
    const made = await subscribe({});
    await bench.control('POST', 'clock', { advance: 366 * 86_400 });
    const after = await find(made.id);
    t.equal(after.transactions.length, 13);
    const days = after.transactions.map(({ createdAt }: Loose) => createdAt.slice(0, 10));
    t.equal(new Set(days).size, 13);
    t.same([...days].sort().reverse(), days, 'newest first');
  });

  t.test('then the last cycle is followed by the end', async (t) => {
    const made = await subscribe({ planId: 'thrice' });
    await bench.days(75);
    t.match(await find(made.id), { status: 'Active', currentBillingCycle: 3 });
    await bench.days(30);
    const after = await find(made.id);
    t.match(after, { status: 'Expired', currentBillingCycle: 3 });
    t.equal(after.transactions.length, 3);
    t.match(after.statusHistory[0], { status: 'Expired', subscriptionSource: 'recurring' });
    t.same(codes(await sdk.subscription.update(made.id, { price: '1.00' })), ['81910']);
  });

  t.test('then a trial ends in the first bill', async (t) => {
    const made = await subscribe({ planId: 'trial' });
    await bench.days(6);
    t.match(await find(made.id), { transactions: [], currentBillingCycle: 0 });
    await bench.days(1);
    t.match(await find(made.id), {
      status: 'Active',
      currentBillingCycle: 1,
      transactions: [{ amount: '10.00' }],
    });
  });

  t.test('then a pending one becomes active on its first billing date', async (t) => {
    const made = await subscribe({ firstBillingDate: bench.today(4) });
    t.equal(made.status, 'Pending');
    await bench.days(4);
    const after = await find(made.id);
    t.match(after, { status: 'Active', currentBillingCycle: 1 });
    t.same(
      after.statusHistory.map(({ status }: Loose) => status),
      ['Active', 'Pending'],
    );
  });

  t.test('then a canceled one is billed no more', async (t) => {
    const made = await subscribe({});
    await sdk.subscription.cancel(made.id);
    await bench.days(62);
    t.equal((await find(made.id)).transactions.length, 1);
  });

  t.test('then a discount ends with its cycles', async (t) => {
    const made = await subscribe({ discounts: { add: [{ inheritedFromId: 'first2' }] } });
    await bench.days(70);
    const amounts = (await find(made.id)).transactions.map(({ amount }: Loose) => amount);
    t.same(amounts, ['10.00', '6.00', '6.00']);
  });

  t.test('then a credit is used up before anything is charged', async (t) => {
    const made = await subscribe({ price: '30.00' });
    const { subscription } = await sdk.subscription.update(made.id, { price: '10.00' });
    t.match(subscription, { balance: '-20.00', nextBillAmount: '0.00' });
    await bench.days(until(bench, subscription));
    t.match(await find(made.id), {
      balance: '-10.00',
      currentBillingCycle: 2,
      transactions: [{ amount: '30.00' }],
    });
    await bench.days(32);
    t.match(await find(made.id), { balance: '0.00', currentBillingCycle: 3 });
    t.equal((await find(made.id)).transactions.length, 1, 'two periods were paid by the credit');
  });

  t.test('then it does not go back', async (t) => {
    const back = await bench.control('POST', 'clock', { now: '2001-01-01T00:00:00Z' });
    t.equal(back.status, 422);
    t.equal((await bench.control('POST', 'clock', { advance: -1 })).status, 422);
  });

  t.test('then it goes to a moment that is named, and everything is dated by it', async (t) => {
    const target = new Date(bench.sandbox.clock.now() + 86_400_000).toISOString();
    const moved = await bench.control('POST', 'clock', { now: target });
    t.equal(moved.body.now.slice(0, 16), target.slice(0, 16));
    t.equal((await subscribe({})).createdAt.slice(0, 16), target.slice(0, 16));
  });
});

t.test('given a bill that is declined, when time goes on', async (t) => {
  const bench: Bench = await openBench(t, {
    ...config,
    recurring: { retryDays: [3, 6], afterLastRetry: 'keep' },
  });
  const { sdk } = bench;
  await bench.toTenth();
  const { token } = await bench.vaulted();
  const pastDue = async (): Promise<Loose> => {
    const { subscription } = await sdk.subscription.create({ paymentMethodToken: token, planId: 'plain' });
    await sdk.subscription.update(subscription.id, { price: '2001.00', options: { prorateCharges: false } });
    await bench.days(until(bench, subscription));
    return sdk.subscription.find(subscription.id);
  };

  t.test('then the subscription is past due and owes the amount', async (t) => {
    const s = await pastDue();
    t.match(s, {
      status: 'Past Due',
      balance: '2001.00',
      failureCount: 1,
      daysPastDue: 0,
      currentBillingCycle: 2,
      transactions: [{ status: 'processor_declined' }, { status: 'settled' }],
    });
    t.ok(s.paidThroughDate < s.billingPeriodEndDate, 'not paid through the new period');
    await bench.days(2);
    t.match(await sdk.subscription.find(s.id), { daysPastDue: 2 });
  });

  t.test('then it is tried again on the configured days', async (t) => {
    const s = await pastDue();
    await bench.days(3);
    t.match(await sdk.subscription.find(s.id), { failureCount: 2, status: 'Past Due' });
    await bench.days(3);
    t.match(await sdk.subscription.find(s.id), { failureCount: 3, status: 'Past Due' });
    await bench.days(5);
    t.match(await sdk.subscription.find(s.id), { failureCount: 3 }, 'and then no more');
  });

  t.test('then what changes its price is refused', async (t) => {
    const s = await pastDue();
    t.same(codes(await sdk.subscription.update(s.id, { price: '10.00' })), ['91920']);
    t.same(
      codes(await sdk.subscription.update(s.id, { discounts: { add: [{ inheritedFromId: 'first2' }] } })),
      ['92022'],
    );
  });

  t.test('then a retry by hand of a part leaves the rest', async (t) => {
    const s = await pastDue();
    const answer = await sdk.subscription.retryCharge(s.id, '2.00', true);
    t.match(answer, {
      success: true,
      transaction: { amount: '2.00', status: 'submitted_for_settlement', subscriptionId: s.id },
    });
    t.match(await sdk.subscription.find(s.id), { status: 'Past Due', balance: '1999.00' });
    const rest = await sdk.subscription.retryCharge(s.id);
    t.match(rest.transaction, { amount: '1999.00', status: 'authorized' }, 'the balance, and not submitted');
    const paid = await sdk.subscription.find(s.id);
    t.match(paid, { status: 'Active', balance: '0.00', failureCount: 0, daysPastDue: null });
    t.equal(paid.paidThroughDate, paid.billingPeriodEndDate);
  });

  t.test('then a retry by hand that is declined says so and changes nothing', async (t) => {
    const s = await pastDue();
    const answer = await sdk.subscription.retryCharge(s.id);
    t.match(answer, { success: false, transaction: { status: 'processor_declined' } });
    t.match(await sdk.subscription.find(s.id), { failureCount: 1, balance: '2001.00' });
  });

  t.test('then only a past due one can be retried', async (t) => {
    const { subscription } = await sdk.subscription.create({ paymentMethodToken: token, planId: 'plain' });
    t.same(codes(await sdk.subscription.retryCharge(subscription.id, '1.00')), ['91531']);
    t.same(codes(await sdk.subscription.retryCharge('none', '1.00')), ['91528']);
  });
});

t.test(
  'given the rule to cancel after the last retry, when it fails, then the subscription ends',
  async (t) => {
    const bench: Bench = await openBench(t, {
      ...config,
      recurring: { retryDays: [2], afterLastRetry: 'cancel' },
    });
    const { token } = await bench.vaulted();
    const { subscription } = await bench.sdk.subscription.create({
      paymentMethodToken: token,
      planId: 'plain',
    });
    await bench.sdk.subscription.update(subscription.id, {
      price: '2001.00',
      options: { prorateCharges: false },
    });
    await bench.days(until(bench, subscription) + 2);
    t.match(await bench.sdk.subscription.find(subscription.id), { status: 'Canceled', failureCount: 2 });
  },
);
