import t from 'tap';
import { type Bench, type Loose, openBench } from '../bench.js';
import { openReceiver, type Receiver } from './receiver.js';

const plans = [
  { id: 'plain', name: 'Plain', price: '10.00' },
  { id: 'once', name: 'Once', price: '10.00', numberOfBillingCycles: 1 },
  { id: 'trial', name: 'Trial', price: '10.00', trial: { duration: 3, unit: 'day' as const } },
];

interface Scene {
  readonly bench: Bench;
  readonly receiver: Receiver;
  readonly flush: () => Promise<Loose>;
}

async function open(
  t: Parameters<typeof openBench>[0],
  more: object = {},
  body: object = {},
): Promise<Scene> {
  const bench = await openBench(t, { plans, ...more });
  const receiver = await openReceiver(t, bench.sdk);
  const added = await bench.control('POST', 'webhooks', { url: receiver.url, ...body });
  if (added.status !== 201) throw new Error(JSON.stringify(added.body));
  const flush = async (): Promise<Loose> => (await bench.control('POST', 'webhooks/flush')).body;
  return { bench, receiver, flush };
}

const submitted = async ({ sdk }: Bench, more: object = {}): Promise<Loose> =>
  (
    await sdk.transaction.sale({
      amount: '10.00',
      paymentMethodNonce: 'fake-valid-nonce',
      orderId: `hook-${Math.random()}`,
      options: { submitForSettlement: true },
      ...more,
    })
  ).transaction;

t.test('given a destination, when transactions settle', async (t) => {
  const { bench, receiver, flush } = await open(t);
  const sale = await submitted(bench);
  await bench.sdk.testing.settle(sale.id);
  await flush();

  t.test('then it is told, in a form that the SDK parses', async (t) => {
    t.match(receiver.got, [
      {
        kind: 'transaction_settled',
        transaction: { id: sale.id, status: 'settled', amount: '10.00', orderId: sale.orderId },
      },
    ]);
    t.match(receiver.got[0].timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  t.test('then the payout of the next day is told too', async (t) => {
    await bench.days(1);
    await flush();
    t.match(receiver.got.at(-1), {
      kind: 'transaction_disbursed',
      transaction: { id: sale.id, disbursementDetails: { disbursementDate: bench.today(), success: true } },
    });
  });

  t.test('then a declined settlement is told', async (t) => {
    const other = await submitted(bench, { amount: '11.00' });
    await bench.sdk.testing.settlementDecline(other.id);
    await flush();
    t.match(receiver.got.at(-1), {
      kind: 'transaction_settlement_declined',
      transaction: { id: other.id, status: 'settlement_declined' },
    });
  });

  t.test('then nothing is told twice', async (t) => {
    const before = receiver.got.length;
    await flush();
    t.equal(receiver.got.length, before);
  });
});

t.test('given a destination, when subscriptions live', async (t) => {
  const { bench, receiver, flush } = await open(t, {
    recurring: { retryDays: [2], afterLastRetry: 'cancel' },
  });
  const { sdk } = bench;
  const { token } = await bench.vaulted();
  const subscribe = async (planId: string, more: object = {}): Promise<Loose> =>
    (await sdk.subscription.create({ paymentMethodToken: token, planId, ...more })).subscription;
  const heard = async (id: string): Promise<string[]> => {
    await flush();
    return receiver.got
      .filter(({ subscription }) => subscription?.id === id)
      .map(({ kind }) => kind)
      .sort();
  };

  const lives: [string, string, (s: Loose) => Promise<unknown>, string[]][] = [
    [
      'begins',
      'plain',
      async () => undefined,
      ['subscription_charged_successfully', 'subscription_went_active'],
    ],
    [
      'is canceled',
      'plain',
      (s) => sdk.subscription.cancel(s.id),
      ['subscription_canceled', 'subscription_charged_successfully', 'subscription_went_active'],
    ],
    [
      'ends its trial',
      'trial',
      () => bench.days(3),
      ['subscription_charged_successfully', 'subscription_trial_ended'],
    ],
    [
      'expires',
      'once',
      () => bench.days(32),
      ['subscription_charged_successfully', 'subscription_expired', 'subscription_went_active'],
    ],
    [
      'falls past due, is tried again and ended',
      'plain',
      async (s) => {
        await sdk.subscription.update(s.id, { price: '2000.00', options: { prorateCharges: false } });
        await bench.days(40);
      },
      [
        'subscription_canceled',
        'subscription_charged_successfully',
        'subscription_charged_unsuccessfully',
        'subscription_charged_unsuccessfully',
        'subscription_went_active',
        'subscription_went_past_due',
      ],
    ],
  ];
  for (const [what, planId, act, wanted] of lives) {
    t.test(`then all is told of one that ${what}`, async (t) => {
      const s = await subscribe(planId);
      await act(s);
      t.same(await heard(s.id), wanted);
    });
  }

  t.test('then a notification carries the subscription and its transactions', async (t) => {
    const s = await subscribe('plain');
    await flush();
    const told = receiver.got.find(
      ({ kind, subscription }) => kind === 'subscription_charged_successfully' && subscription.id === s.id,
    );
    t.match(told.subscription, {
      status: 'Active',
      nextBillAmount: '10.00',
      transactions: [{ id: s.transactions[0].id, amount: '10.00' }],
    });
  });
});

t.test('given a destination, when disputes move, then each step is told', async (t) => {
  const { bench, receiver, flush } = await open(t);
  const sale = await submitted(bench, {
    paymentMethodNonce: undefined,
    creditCard: { number: '4023898493988028', expirationDate: '12/2031' },
  });
  const [dispute] = sale.disputes;
  await bench.sdk.dispute.addTextEvidence(dispute.id, 'compelling_evidence');
  await bench.sdk.dispute.finalize(dispute.id);
  await flush();
  t.same(receiver.kinds().sort(), ['dispute_disputed', 'dispute_opened', 'dispute_won']);
  t.match(receiver.got.find(({ kind }) => kind === 'dispute_won').dispute, {
    id: dispute.id,
    status: 'won',
    amountWon: '10.00',
    transactionDetails: { id: sale.id },
  });
});

t.test('given a destination that fails, when something is told', async (t) => {
  const { bench, receiver, flush } = await open(t);
  receiver.answer(500);
  const sale = await submitted(bench);
  await bench.sdk.testing.settlementDecline(sale.id);
  t.match((await flush()).waiting, [
    { kind: 'transaction_settlement_declined', attempts: [{ answer: '500' }] },
  ]);

  t.test('then it waits an hour before it tries again', async (t) => {
    receiver.answer(200);
    await bench.control('POST', 'clock', { advance: 59 * 60 });
    await flush();
    t.equal(receiver.got.length, 0);
    await bench.control('POST', 'clock', { advance: 120 });
    t.match((await flush()).done, [{ state: 'delivered' }]);
    t.equal(receiver.got.length, 1);
  });

  t.test('then it gives up after a day', async (t) => {
    receiver.answer(503);
    const other = await submitted(bench, { amount: '12.00' });
    await bench.sdk.testing.settlementDecline(other.id);
    let tries = 0;
    for (let hour = 0; hour < 30; hour += 1) {
      const { waiting, done } = await flush();
      if (waiting.length === 0) {
        tries = done.at(-1).attempts.length;
        t.equal(done.at(-1).state, 'given up');
        break;
      }
      await bench.control('POST', 'clock', { advance: 3601 });
    }
    t.equal(tries, 24, 'once an hour for a day');
  });
});

t.test(
  'given a destination that cannot be reached, when something is told, then the queue says why',
  async (t) => {
    const { bench, flush } = await open(t, {}, {});
    await bench.control('DELETE', 'webhooks');
    await bench.control('POST', 'webhooks', { url: 'http://127.0.0.1:1/none', verify: false });
    await bench.sdk.testing.settlementDecline((await submitted(bench)).id);
    t.match((await flush()).waiting, [{ attempts: [{ answer: /ECONNREFUSED/ }] }]);
  },
);

t.test('given destinations, when they are added', async (t) => {
  const bench = await openBench(t);
  const receiver = await openReceiver(t, bench.sdk);

  t.test('then the challenge must be answered', async (t) => {
    receiver.honest = false;
    t.match(await bench.control('POST', 'webhooks', { url: receiver.url }), {
      status: 422,
      body: { error: /another signature/ },
    });
    t.match(await bench.control('POST', 'webhooks', { url: 'http://127.0.0.1:1/x' }), {
      status: 422,
      body: { error: /not reached/ },
    });
    receiver.honest = true;
    t.match(await bench.control('POST', 'webhooks', { url: receiver.url }), { status: 201 });
    t.match((await bench.control('GET', 'webhooks')).body.destinations, [{ url: receiver.url, kinds: [] }]);
  });

  t.test('then what is no address is refused', async (t) => {
    t.equal((await bench.control('POST', 'webhooks', { url: 'nowhere' })).status, 422);
  });
});

t.test('given a destination for some kinds, when others happen, then it hears of its own only', async (t) => {
  const { bench, receiver, flush } = await open(t, {}, { kinds: ['transaction_settled'] });
  const [one, two] = [await submitted(bench), await submitted(bench, { amount: '11.00' })];
  await bench.sdk.testing.settlementDecline(one.id);
  await bench.sdk.testing.settle(two.id);
  await flush();
  t.same(receiver.kinds(), ['transaction_settled']);
});

t.test('given copies and another order, when several are due together, then both show', async (t) => {
  const { bench, receiver, flush } = await open(t, { webhookDelivery: { copies: 2, shuffle: true } });
  receiver.answer(500);
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const sale = await submitted(bench, { amount: `2${i}.00` });
    await bench.sdk.testing.settlementDecline(sale.id);
    ids.push(sale.id);
  }
  await flush();
  receiver.answer(200);
  await bench.control('POST', 'clock', { advance: 3700 });
  await flush();
  const heard = receiver.got.map(({ transaction }) => transaction.id);
  t.equal(heard.length, 10, 'each twice');
  t.same(new Set(heard), new Set(ids));
  const order = heard.filter((id, i) => heard.indexOf(id) === i);
  t.strictNotSame(order, ids, 'not in the order in which they came up');
});

t.test(
  'given a destination in the configuration, when a transaction settles, then it hears of it',
  async (t) => {
    const keys = { merchantId: 'shop', publicKey: 'open', privateKey: 'secret' };
    const other = await openBench(t, { merchants: [keys] });
    const receiver = await openReceiver(t, other.sdk);
    const bench = await openBench(t, { merchants: [{ ...keys, webhooks: [receiver.url] }] });
    await bench.sdk.testing.settle((await submitted(bench)).id);
    await bench.control('POST', 'webhooks/flush');
    t.same(receiver.kinds(), ['transaction_settled']);
  },
);
