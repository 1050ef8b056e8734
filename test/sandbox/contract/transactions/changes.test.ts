import t from 'tap';
import { codes, type Loose, openBench } from '../bench.js';
import { course, places, sale, saleBy, settledSale } from './table.js';

t.test('given transactions', async (t) => {
  const bench = await openBench(t, { rules: { duplicates: false } });
  const { sdk } = bench;
  const submitted = async (more: object = {}): Promise<Loose> =>
    (await sale(sdk, { options: { submitForSettlement: true }, ...more })).transaction;
  const authorised = async (more: object = {}): Promise<Loose> => (await sale(sdk, more)).transaction;

  t.test('when one is found, then it is whole; when none is, then the SDK says so', async (t) => {
    const { id } = await authorised({ orderId: 'to be found' });
    t.match(await sdk.transaction.find(id), {
      id,
      orderId: 'to be found',
      status: 'authorized',
      type: 'sale',
    });
    await t.rejects(sdk.transaction.find('nothere'), { name: 'notFoundError' });
    await t.rejects(sdk.transaction.void('nothere'), { name: 'notFoundError' });
    await t.rejects(sdk.transaction.refund('nothere'), { name: 'notFoundError' });
  });

  t.test('when an authorisation is submitted, then whole or in part, but not more', async (t) => {
    const whole = await authorised();
    t.match(await sdk.transaction.submitForSettlement(whole.id), {
      success: true,
      transaction: { status: 'submitted_for_settlement', amount: '10.00' },
    });
    const part = await authorised();
    const answer = await sdk.transaction.submitForSettlement(part.id, '7.50');
    t.match(answer, { transaction: { amount: '7.50', status: 'submitted_for_settlement' } });
    t.same(course(answer.transaction), ['authorized', 'submitted_for_settlement']);
    t.same(
      answer.transaction.statusHistory.map(({ amount }: Loose) => amount),
      ['10.00', '7.50'],
    );
  });
  for (const [amount, code] of [
    ['10.01', '91522'],
    ['x', '81503'],
    ['-1', '81501'],
    ['0', '81531'],
  ] as const) {
    t.test(`when ${amount} of ten is submitted, then ${code}`, async (t) => {
      const { id } = await authorised();
      t.same(places(await sdk.transaction.submitForSettlement(id, amount)), [`amount ${code}`]);
      t.match(await sdk.transaction.find(id), { status: 'authorized', amount: '10.00' });
    });
  }
  t.test('when it is submitted twice, then 91507', async (t) => {
    const { id } = await submitted();
    t.same(places(await sdk.transaction.submitForSettlement(id)), ['base 91507']);
  });
  t.test(
    'when it is submitted with an order id and a descriptor, then these go over the old ones',
    async (t) => {
      const { id } = await authorised();
      const options = {
        orderId: 'new',
        descriptor: { name: 'abc*shop', phone: '3125551212', url: 'shop.eu' },
      };
      t.match(await sdk.transaction.submitForSettlement(id, '5.00', options), { transaction: options });
      const faulty = await authorised();
      const wrong = await sdk.transaction.submitForSettlement(faulty.id, '5.00', {
        descriptor: { name: 'x' },
      });
      t.same(places(wrong), ['descriptor.name 92201']);
    },
  );
  t.test('when levels 2 and 3 come with the submission, then they are kept', async (t) => {
    const { id } = await authorised();
    const level = {
      taxAmount: '1.00',
      purchaseOrderNumber: 'po-1',
      shippingAmount: '2.00',
      discountAmount: '0.50',
    };
    t.match(await sdk.transaction.submitForSettlement(id, '10.00', level), { transaction: level });
  });

  t.test(
    'when parts are submitted, then each is a sale of its own and the authorisation waits',
    async (t) => {
      const { id } = await authorised({ amount: '100.00' });
      const first = await sdk.transaction.submitForPartialSettlement(id, '60.00');
      t.match(first, {
        success: true,
        transaction: {
          amount: '60.00',
          status: 'submitted_for_settlement',
          type: 'sale',
          authorizedTransactionId: id,
        },
      });
      const second = await sdk.transaction.submitForPartialSettlement(id, '40.00', { orderId: 'second' });
      t.match(second.transaction, { orderId: 'second', amount: '40.00' });
      t.match(await sdk.transaction.find(id), {
        status: 'settlement_pending',
        partialSettlementTransactionIds: [first.transaction.id, second.transaction.id],
      });
      t.same(places(await sdk.transaction.submitForPartialSettlement(id, '0.01')), ['amount 91522']);
      t.same(places(await sdk.transaction.submitForPartialSettlement(first.transaction.id, '1.00')), [
        'base 915103',
      ]);
    },
  );
  t.test('when the last part is announced as the last, then there is no further', async (t) => {
    const { id } = await authorised({ amount: '100.00' });
    await sdk.transaction.submitForPartialSettlement(id, '60.00', { finalCapture: true });
    t.same(places(await sdk.transaction.submitForPartialSettlement(id, '1.00')), ['base 915103']);
  });
  t.test('when a part of nothing, or of what is submitted, is asked for, then it is refused', async (t) => {
    const { id } = await authorised();
    t.same(places(await sdk.transaction.submitForPartialSettlement(id, undefined)), ['amount 81502']);
    t.same(places(await sdk.transaction.submitForPartialSettlement((await submitted()).id, '1.00')), [
      'base 915103',
    ]);
  });

  t.test('when details are updated before the settlement, then they are changed', async (t) => {
    const { id } = await submitted();
    const details = { amount: '9.00', orderId: 'updated', descriptor: { name: 'abc*new' } };
    t.match(await sdk.transaction.updateDetails(id, details), { success: true, transaction: details });
    t.same(places(await sdk.transaction.updateDetails(id, { amount: '11.00' })), ['amount 91522']);
    t.same(places(await sdk.transaction.updateDetails(id, { descriptor: { url: 'x'.repeat(14) } })), [
      'descriptor.url 92206',
    ]);
    t.same(places(await sdk.transaction.updateDetails((await authorised()).id, { orderId: 'x' })), [
      'base 915129',
    ]);
  });

  t.test('when an authorisation is adjusted, then up and down', async (t) => {
    const { id } = await authorised({ amount: '75.50' });
    const up = await sdk.transaction.adjustAuthorization(id, '85.50');
    t.match(up, { success: true, transaction: { amount: '85.50' } });
    t.match(up.transaction.authorizationAdjustments[0], { amount: '10.00', success: true });
    t.match(await sdk.transaction.adjustAuthorization(id, '60.00'), { transaction: { amount: '60.00' } });
  });
  for (const [amount, place] of [
    ['0', 'amount 95605'],
    ['75.50', 'base 95606'],
    ['x', 'amount 81503'],
    ['-1', 'amount 81501'],
    ['2046.00', 'base 95603'],
    ['2015.00', 'base 95602'],
  ] as const) {
    t.test(`when an authorisation of 75.50 is adjusted to ${amount}, then ${place}`, async (t) => {
      const { id } = await authorised({ amount: '75.50' });
      t.same(places(await sdk.transaction.adjustAuthorization(id, amount)), [place]);
      t.equal((await sdk.transaction.find(id)).amount, '75.50');
    });
  }
  t.test('when what is submitted is adjusted, then 915218', async (t) => {
    t.same(places(await sdk.transaction.adjustAuthorization((await submitted()).id, '1.00')), [
      'base 915218',
    ]);
  });

  for (const [name, make] of [
    ['authorized', () => authorised()],
    ['submitted_for_settlement', () => submitted()],
  ] as const) {
    t.test(`when what is ${name} is voided, then it is`, async (t) => {
      const answer = await sdk.transaction.void((await make()).id);
      t.match(answer, { success: true, transaction: { status: 'voided' } });
      t.equal(course(answer.transaction).at(-1), 'voided');
      t.same(places(await sdk.transaction.void(answer.transaction.id)), ['base 91504']);
    });
  }
  t.test('when what is settled, declined or rejected is voided, then 91504', async (t) => {
    const declined = (await sale(sdk, { amount: '2000.00' })).transaction;
    const rejected = (await sale(sdk, { amount: '5001.00' })).transaction;
    for (const { id } of [await settledSale(bench), declined, rejected]) {
      t.same(places(await sdk.transaction.void(id)), ['base 91504']);
    }
  });

  t.test('when the whole is refunded, then by a credit that knows its sale', async (t) => {
    const { id } = await settledSale(bench);
    const { success, transaction } = await sdk.transaction.refund(id);
    t.ok(success);
    t.match(transaction, {
      type: 'credit',
      status: 'submitted_for_settlement',
      amount: '10.00',
      refundedTransactionId: id,
      processorResponseCode: '1002',
    });
    t.match(await sdk.transaction.find(id), { refundIds: [transaction.id], refundId: transaction.id });
    t.same(places(await sdk.transaction.refund(id)), ['base 91512']);
    await sdk.testing.settle(transaction.id);
    t.equal((await sdk.transaction.find(transaction.id)).status, 'settled');
  });
  t.test('when parts are refunded, then up to the whole and to the cent', async (t) => {
    const { id } = await settledSale(bench, { amount: '100.00' });
    t.match(await sdk.transaction.refund(id, '60.00'), { transaction: { amount: '60.00' } });
    t.same(places(await sdk.transaction.refund(id, '40.01')), ['amount 91521']);
    const { transaction } = await sdk.transaction.refund(id, { amount: '40.00', orderId: 'refund-2' });
    t.match(transaction, { amount: '40.00', orderId: 'refund-2' });
    t.same(places(await sdk.transaction.refund(id, '0.01')), ['base 91512']);
    t.equal((await sdk.transaction.find(id)).refundIds.length, 2);
  });
  t.test('when a refund is voided, then its amount can be refunded again', async (t) => {
    const { id } = await settledSale(bench);
    const { transaction } = await sdk.transaction.refund(id);
    await sdk.transaction.void(transaction.id);
    t.ok((await sdk.transaction.refund(id)).success);
  });
  for (const [amount, place] of [
    ['10.01', 'amount 91521'],
    ['0.00', 'amount 81531'],
    ['-1.00', 'amount 81501'],
    ['x', 'amount 81503'],
  ] as const) {
    t.test(`when ${amount} of ten is refunded, then ${place}`, async (t) => {
      t.same(places(await sdk.transaction.refund((await settledSale(bench)).id, amount)), [place]);
    });
  }
  for (const [amount, place] of [
    ['2046.00', 'base 915201'],
    ['2009.00', 'base 915200'],
  ] as const) {
    t.test(`when the issuer declines a refund of ${amount}, then ${place}`, async (t) => {
      const { id } = await settledSale(bench, { amount: '9000.00' });
      t.same(places(await sdk.transaction.refund(id, amount)), [place]);
      t.same((await sdk.transaction.find(id)).refundIds, []);
    });
  }
  t.test('when what is not settled, or a credit, is refunded, then it is refused', async (t) => {
    t.same(places(await sdk.transaction.refund((await authorised()).id)), ['base 91506']);
    t.same(places(await sdk.transaction.refund((await submitted()).id)), ['base 91506']);
    const refund = await sdk.transaction.refund((await settledSale(bench)).id);
    t.same(places(await sdk.transaction.refund(refund.transaction.id)), ['base 91505']);
  });
  t.test('when a long order id is given to a refund, then 91501', async (t) => {
    const { id } = await settledSale(bench);
    t.same(places(await sdk.transaction.refund(id, { orderId: 'x'.repeat(256) })), ['orderId 91501']);
  });

  t.test('when a credit is made that refunds nothing, then it is submitted', async (t) => {
    const creditCard = { number: '4111111111111111', expirationDate: '12/2031' };
    t.match(await sdk.transaction.credit({ amount: '25.00', creditCard }), {
      success: true,
      transaction: {
        type: 'credit',
        status: 'submitted_for_settlement',
        amount: '25.00',
        refundedTransactionId: null,
      },
    });
    t.same(places(await sdk.transaction.credit({ amount: '25.00', creditCard, serviceFeeAmount: '1.00' })), [
      'base 91552',
    ]);
    t.same(places(await sdk.transaction.credit({ creditCard })), ['amount 81502']);
  });

  t.test('when a transaction is cloned, then card and details are the same, the amount is new', async (t) => {
    const details = {
      customer: { firstName: 'Dan' },
      billing: { firstName: 'Carl' },
      shipping: { firstName: 'Ann' },
    };
    const original = await authorised({ orderId: 'cloned', ...details });
    const clone = await sdk.transaction.cloneTransaction(original.id, {
      amount: '123.45',
      channel: 'Channel',
      options: { submitForSettlement: true },
    });
    t.match(clone, {
      success: true,
      transaction: {
        amount: '123.45',
        channel: 'Channel',
        orderId: 'cloned',
        status: 'submitted_for_settlement',
        creditCard: { last4: '1111' },
        ...details,
      },
    });
    t.not(clone.transaction.id, original.id);
  });
  const options = { submitForSettlement: false };
  for (const [what, place, make, attributes] of [
    [
      'nothing about the settlement',
      'options.submitForSettlement 91544',
      () => authorised(),
      { amount: '1.00' },
    ],
    ['no amount', 'amount 81502', () => authorised(), { options }],
    [
      'a decline',
      'base 91542',
      async () => (await sale(sdk, { amount: '2000.00' })).transaction,
      { amount: '1.00', options },
    ],
    [
      'a credit',
      'base 91543',
      async () => (await sdk.transaction.refund((await settledSale(bench)).id)).transaction,
      { amount: '1.00', options },
    ],
    [
      'a PayPal account',
      'base 91573',
      async () => (await saleBy(sdk, 'fake-paypal-one-time-nonce')).transaction,
      { amount: '1.00', options },
    ],
  ] as const) {
    t.test(`when a transaction is cloned with ${what}, then ${place}`, async (t) => {
      t.same(places(await sdk.transaction.cloneTransaction((await make()).id, attributes)), [place]);
    });
  }
  t.test('when a charge of the vault is cloned, then 91540', async (t) => {
    const { token } = await bench.vaulted();
    const { transaction } = await sdk.transaction.sale({ amount: '10.00', paymentMethodToken: token });
    t.same(places(await sdk.transaction.cloneTransaction(transaction.id, { amount: '1.00', options })), [
      'base 91540',
    ]);
  });

  t.test('when the release from escrow is cancelled, then it is refused: nothing is held here', async (t) => {
    t.same(places(await sdk.transaction.cancelRelease((await authorised()).id)), ['base 91562']);
  });
  t.test('when packages are tracked, then the sandbox says that it does not', async (t) => {
    const answer = await sdk.transaction.packageTracking((await authorised()).id, {
      carrier: 'UPS',
      trackingNumber: '1',
    });
    t.match(answer, { success: false, message: /packageTracking/ });
  });

  t.test('when PayPal is charged, then it settles at once and can be refunded', async (t) => {
    const { transaction } = await saleBy(sdk, 'fake-paypal-one-time-nonce', {
      options: { submitForSettlement: true },
    });
    t.equal(transaction.status, 'settling');
    t.ok((await sdk.transaction.refund(transaction.id)).success);
  });
});

t.test(
  'given a merchant without credits and adjustments, when either is asked for, then it is refused',
  async (t) => {
    const { sdk } = await openBench(t, { rules: { credits: false, adjustments: false } });
    const creditCard = { number: '4111111111111111', expirationDate: '12/2031' };
    t.same(codes(await sdk.transaction.credit({ amount: '25.00', creditCard })), ['91546']);
    const { transaction } = await sale(sdk);
    t.same(codes(await sdk.transaction.adjustAuthorization(transaction.id, '5.00')), ['915222']);
  },
);
