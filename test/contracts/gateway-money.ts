import type { Test } from 'tap';
import type { Gateway } from '../../lib/gateway/gateway.js';
import {
  cardBytes,
  type GatewayUnderTest,
  type MakeGateway,
  newOrder,
  pay,
  type Trouble,
  usd,
  VISA,
} from './gateway.js';

/** Of each change that was lost: what it is said to be, and whether it was made. */
const LOST: readonly (readonly [string, Omit<Trouble, 'route'>, boolean])[] = [
  ['dropped before it is executed', { kind: 'drop', when: 'before' }, false],
  ['dropped after it was executed', { kind: 'drop', when: 'after' }, true],
  ['reset after it was executed', { kind: 'reset', when: 'after' }, true],
  ['never answered', { kind: 'silence', when: 'after' }, true],
  ['answered with 500, executed', { kind: 'status', when: 'after', status: 500 }, true],
  ['answered with 503, not executed', { kind: 'status', when: 'before', status: 503 }, false],
  ['answered with half of the XML', { kind: 'truncate' }, true],
  ['answered with nothing', { kind: 'blank' }, true],
];

async function authorised({ gateway }: GatewayUnderTest, minor: number): Promise<string> {
  const outcome = await gateway.authorise({
    orderId: newOrder(),
    amount: usd(minor),
    nonce: 'fake-valid-nonce',
  });
  if (outcome.kind !== 'approved') throw new Error(JSON.stringify(outcome));
  return outcome.transactionId;
}

async function statusOf(gateway: Gateway, id: string): Promise<string> {
  const found = await gateway.findTransaction(id);
  return found.kind === 'found' ? found.transaction.status : found.kind;
}

/** Authorising, capturing, voiding and refunding, and what becomes of each when its answer is lost. */
export function moneyContract(t: Test, make: MakeGateway): void {
  t.jobs = 3;
  captures(t, make);
  lost(t, make);
  told(t, make);
  ledger(t, make);
}

function captures(t: Test, make: MakeGateway): void {
  t.test('given an authorised charge', { buffered: true }, async (t) => {
    const under = await make({});
    t.teardown(() => under.stop());
    const { gateway } = under;

    t.test('when it is made, then no money moves yet, and it is found', async (t) => {
      const orderId = newOrder();
      const request = { orderId, amount: usd(5000), nonce: 'fake-valid-nonce' };
      t.match(await gateway.authorise(request), { kind: 'approved', details: { status: 'authorized' } });
      t.match(await gateway.find(orderId), { kind: 'found', status: 'authorized', amount: usd(5000) });
    });

    t.test('when all is captured, then it is submitted, and only once', async (t) => {
      const id = await authorised(under, 5000);
      const outcome = await gateway.capture({ transactionId: id, requestKey: newOrder() });
      t.match(outcome, { kind: 'approved', transactionId: id });
      t.equal(await statusOf(gateway, id), 'submitted_for_settlement');
      const again = await gateway.capture({ transactionId: id, requestKey: newOrder() });
      t.match(again, { kind: 'failed', cause: 'gateway-validation', text: /91507/ });
    });

    t.test('when less is captured, then the rest is given up', async (t) => {
      const id = await authorised(under, 5000);
      const request = { transactionId: id, amount: usd(3000), requestKey: newOrder() };
      t.match(await gateway.capture(request), { kind: 'approved', transactionId: id });
      t.match(await gateway.findTransaction(id), { transaction: { amount: usd(3000) } });
    });

    t.test('when more is captured than was authorised, then nothing is', async (t) => {
      const id = await authorised(under, 5000);
      const request = { transactionId: id, amount: usd(5001), requestKey: newOrder() };
      t.match(await gateway.capture(request), { kind: 'failed', text: /91522/ });
      t.equal(await statusOf(gateway, id), 'authorized');
    });

    t.test('when another currency is captured, then nothing is sent', async (t) => {
      const id = await authorised(under, 5000);
      const amount = { minor: 30, currency: 'JPY' };
      const outcome = await gateway.capture({ transactionId: id, amount, requestKey: newOrder() });
      t.match(outcome, { kind: 'failed', cause: 'gateway-currency' });
      t.equal(await statusOf(gateway, id), 'authorized');
    });

    t.test(
      'when it is captured in parts, then each part is a transaction that can be asked for',
      async (t) => {
        const id = await authorised(under, 5000);
        const [one, two] = [newOrder(), newOrder()];
        const first = await gateway.capture({
          transactionId: id,
          amount: usd(2000),
          more: true,
          requestKey: one,
        });
        const second = await gateway.capture({
          transactionId: id,
          amount: usd(1000),
          more: true,
          requestKey: two,
        });
        t.match([first, second], [{ kind: 'approved' }, { kind: 'approved' }]);
        t.not(first.kind === 'approved' && first.transactionId, id, 'of its own');
        t.match(await gateway.findChild(id, two), {
          kind: 'found',
          transaction: { amount: usd(1000), captureOf: id, orderId: two },
        });
        t.match(await gateway.findChild(id, newOrder()), { kind: 'not-found' });
        t.match(await gateway.capture({ transactionId: id, more: true, requestKey: newOrder() }), {
          kind: 'failed',
          cause: 'gateway-validation',
        });
      },
    );

    t.test('when it is voided, then it is, and what is not there is said', async (t) => {
      const id = await authorised(under, 5000);
      t.match(await gateway.void(id), { kind: 'approved' });
      t.equal(await statusOf(gateway, id), 'voided');
      t.equal(await statusOf(gateway, 'nosuchid'), 'not-found');
    });

    t.test('when the amount is no amount, then nothing is sent', async (t) => {
      for (const minor of [-1, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1]) {
        const orderId = newOrder();
        const request = { orderId, amount: usd(minor), nonce: 'fake-valid-nonce' };
        t.match(await gateway.charge(request), { kind: 'failed', cause: 'gateway-validation' }, `${minor}`);
        t.same(await under.executed(orderId), []);
      }
    });
  });
}

function lost(t: Test, make: MakeGateway): void {
  for (const [what, trouble, made] of LOST) {
    t.test(
      `given a change that is ${what}, then it is unknown, and a question tells`,
      { buffered: true },
      async (t) => {
        const under = await make({ deadlineMs: 1200 });
        t.teardown(() => under.stop());
        const { gateway } = under;

        t.test('a void', async (t) => {
          const id = await authorised(under, 2000);
          under.trouble({ route: 'transaction.void', times: 1, ...trouble });
          t.match(await gateway.void(id, newOrder()), { kind: 'unknown' });
          t.equal(await statusOf(gateway, id), made ? 'voided' : 'authorized');
        });

        t.test('a capture', async (t) => {
          const id = await authorised(under, 2000);
          under.trouble({ route: 'transaction.submitForSettlement', times: 1, ...trouble });
          t.match(await gateway.capture({ transactionId: id, requestKey: newOrder() }), { kind: 'unknown' });
          t.equal(await statusOf(gateway, id), made ? 'submitted_for_settlement' : 'authorized');
        });

        t.test('a refund', async (t) => {
          const paid = await pay(under, newOrder());
          const id = paid.kind === 'approved' ? paid.transactionId : '';
          await under.settle(id);
          const key = newOrder();
          under.trouble({ route: 'transaction.refund', times: 1, ...trouble });
          t.match(await gateway.refund(id, usd(500), key), { kind: 'unknown' });
          const child = await gateway.findChild(id, key);
          t.match(
            child,
            made
              ? { kind: 'found', transaction: { amount: usd(500), kind: 'credit', refundOf: id } }
              : { kind: 'not-found' },
          );
          t.equal((await under.executed(key)).length, made ? 1 : 0);
        });

        t.test('an authorisation', async (t) => {
          const orderId = newOrder();
          under.trouble({ route: 'transaction.create', times: 1, ...trouble });
          const request = { orderId, amount: usd(777), nonce: 'fake-valid-nonce' };
          t.match(await gateway.authorise(request), { kind: 'unknown' });
          t.match(
            await gateway.find(orderId),
            made ? { kind: 'found', status: 'authorized' } : { kind: 'not-found' },
          );
        });
      },
    );
  }

  t.test(
    'given api request keys, when a lost change is sent again, then it is made once',
    { buffered: true },
    async (t) => {
      const under = await make({ apiRequestKeys: true, deadlineMs: 1500 });
      t.teardown(() => under.stop());
      const { gateway } = under;
      const paid = await pay(under, newOrder());
      const id = paid.kind === 'approved' ? paid.transactionId : '';
      await under.settle(id);
      const key = newOrder();
      under.trouble({ route: 'transaction.refund', kind: 'drop', when: 'after', times: 1 });
      t.match(await gateway.refund(id, usd(500), key), { kind: 'unknown' });
      t.match(await gateway.refund(id, usd(500), key), { kind: 'approved' });
      t.equal((await under.executed(key)).length, 1);
      const open = await authorised(under, 900);
      const voided = newOrder();
      under.trouble({ route: 'transaction.void', kind: 'drop', when: 'after', times: 1 });
      t.match(await gateway.void(open, voided), { kind: 'unknown' });
      t.match(await gateway.void(open, voided), { kind: 'approved' });
    },
  );

  t.test('given a question that is in trouble, then it says nothing', { buffered: true }, async (t) => {
    const under = await make({ deadlineMs: 1200 });
    t.teardown(() => under.stop());
    const id = await authorised(under, 900);
    for (const kind of ['drop', 'silence', 'truncate', 'blank', 'status', 'cut'] as const) {
      under.trouble({ route: 'transaction.find', kind, times: 1 });
      t.match(await under.gateway.findTransaction(id), { kind: 'unreachable' }, kind);
      under.trouble({ route: 'transaction.find', kind, times: 1 });
      t.match(await under.gateway.findChild(id, 'x'), { kind: 'unreachable' }, kind);
      under.trouble({ route: 'transaction.find', kind, times: 1 });
      const refund = await under.gateway.refund(id, usd(1), newOrder());
      t.match(refund, { kind: 'failed' }, 'a refund whose currency could not be read is not sent');
    }
  });
}

function told(t: Test, make: MakeGateway): void {
  t.test(
    'given what the issuer checks, when a charge is made, then its answers are in the outcome',
    { buffered: true },
    async (t) => {
      const under = await make({});
      t.teardown(() => under.stop());
      const { gateway } = under;
      const checks = [
        ['123', '12345', '1 Main Street', 'match', 'match', 'match'],
        ['200', '20000', '200 Main Street', 'no-match', 'no-match', 'no-match'],
        ['201', '20001', '201 Main Street', 'not-verified', 'not-verified', 'not-verified'],
      ] as const;
      for (const [code, postalCode, street, cvv, postal, line] of checks) {
        const tokenised = await gateway.tokenise(cardBytes(VISA, code));
        const nonce = tokenised.kind === 'token' ? tokenised.nonce : '';
        const billing = { postalCode, street };
        const outcome = await gateway.charge({ orderId: newOrder(), amount: usd(1000), nonce, billing });
        t.match(outcome, {
          kind: 'approved',
          details: {
            cvv,
            avs: { postalCode: postal, street: line },
            amount: usd(1000),
            merchantAccountId: 'hushpay_usd',
          },
        });
        t.notMatch(JSON.stringify(outcome), /4111|411111/, 'no digit of the card');
      }
      const without = await gateway.charge({
        orderId: newOrder(),
        amount: usd(1000),
        nonce: 'fake-valid-nonce',
      });
      t.match(without, { details: { avs: { postalCode: 'not-provided' } } });
      const declined = await pay(under, newOrder(), 2001_00);
      t.match(declined, {
        kind: 'declined',
        code: '2001',
        details: { amount: usd(2001_00), status: 'processor_declined' },
      });
    },
  );

  t.test(
    'given a rule on the address, when it does not match, then it is refused',
    { buffered: true },
    async (t) => {
      const under = await make({ avsRule: true });
      t.teardown(() => under.stop());
      const billing = { postalCode: '20000' };
      const request = { orderId: newOrder(), amount: usd(1000), nonce: 'fake-valid-nonce', billing };
      t.match(await under.gateway.charge(request), {
        kind: 'refused',
        reason: 'avs',
        details: { avs: { postalCode: 'no-match' } },
      });
    },
  );

  t.test(
    'given a note, when a reference looks like a card, then it is not told',
    { buffered: true },
    async (t) => {
      const note = {
        purchaseOrder: true,
        customFields: { reference: 'hushpay_reference', description: 'hushpay_description' },
        descriptor: { name: 'SHP*TELEPHONE ORDER' },
      };
      const under = await make({ note });
      t.teardown(() => under.stop());
      const about = { reference: 'A-1042', description: `for card ${VISA}, please` };
      const request = { orderId: newOrder(), amount: usd(1000), nonce: 'fake-valid-nonce', ...about };
      t.match(await under.gateway.charge(request), { kind: 'approved' });
      const careless = {
        ...request,
        orderId: newOrder(),
        amount: usd(1001),
        reference: '4111 1111 1111 1111',
      };
      t.match(await under.gateway.charge(careless), { kind: 'approved' });
    },
  );
}

function ledger(t: Test, make: MakeGateway): void {
  t.test(
    'given charges of a period, when they are listed, then each is there once, oldest first',
    { buffered: true },
    async (t) => {
      const under = await make({});
      t.teardown(() => under.stop());
      const { gateway } = under;
      const orders: string[] = [];
      const from = new Date(Date.now() - 60_000);
      for (let i = 0; i < 60; i += 1) {
        const orderId = newOrder();
        orders.push(orderId);
        const nonce = i % 7 === 0 ? 'fake-valid-amex-nonce' : 'fake-valid-nonce';
        await gateway.charge({ orderId, amount: usd(1000 + i), nonce });
      }
      const until = new Date(Date.now() + 60_000);
      const listed = await gateway.list({ by: 'created', from, until });
      if (listed.kind !== 'listed') throw new Error(JSON.stringify(listed));
      t.same(new Set(listed.transactions.map(({ orderId }) => orderId)), new Set(orders));
      t.equal(listed.transactions.length, orders.length, 'over more than one page');
      const none = await gateway.list({ by: 'created', from: new Date(0), until: new Date(1000) });
      t.match(none, { kind: 'listed', transactions: [] });
      under.trouble({ route: 'transaction.search', kind: 'silence', times: 1 });
      const whole = await gateway.list({ by: 'created', from, until });
      t.ok(whole.kind === 'listed' && whole.transactions.length === orders.length, 'asked for one by one');
      under.trouble({ route: 'transaction.*', kind: 'drop' });
      t.match(
        await gateway.list({ by: 'created', from, until }),
        { kind: 'unreachable' },
        'never half a list',
      );
    },
  );

  t.test(
    'given a day with settled charges, when its batch is asked for, then its sums are right',
    { buffered: true },
    async (t) => {
      const under = await make({});
      t.teardown(() => under.stop());
      const { gateway } = under;
      let day = '';
      for (const minor of [1000, 2050, 3]) {
        const paid = await pay(under, newOrder(), minor);
        const id = paid.kind === 'approved' ? paid.transactionId : '';
        await under.settle(id);
        const found = await gateway.findTransaction(id);
        day = (found.kind === 'found' ? found.transaction.settlementBatchId : undefined)?.slice(0, 10) ?? '';
      }
      t.match(day, /^\d{4}-\d\d-\d\d$/, 'a settled charge names the day of its batch');
      t.match(await gateway.batch(day), {
        kind: 'batch',
        records: [
          { merchantAccountId: 'hushpay_usd', brand: 'visa', kind: 'sale', count: 3, amount: '30.53' },
        ],
      });
      t.match(await gateway.batch('2001-01-01'), { kind: 'batch', records: [] });
      t.match(await gateway.batch('yesterday'), { kind: 'unreachable', cause: 'gateway-validation' });
    },
  );
}
