import type { Test } from 'tap';
import type { Notification, TransactionState } from '../../lib/gateway/state.js';
import type { Journal, MovementWish } from '../../lib/journal/journal.js';
import type { DisputeStatus } from '../../lib/money/dispute-status.js';
import type { TransactionNews } from '../../lib/money/transaction-status.js';
import type { PaymentKind } from '../../lib/session/command.js';
import { AT, approved, session, tokenised, unknown } from './sessions.js';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const ORDER = 'hpa-1';

/** A payment of 19.99 that was approved as transaction `tx1`. */
async function paid(journal: Journal, kind: PaymentKind = 'charge', orderId = ORDER): Promise<void> {
  await journal.open();
  await journal.takeOver('one');
  const charging = session('hpa', { name: 'charging', orderId });
  await journal.record(charging, tokenised, { change: 'intended', orderId, kind, amount: usd(1999) });
  await journal.settle(orderId, approved, AT + 50);
}

const wish = (more: Partial<MovementWish> = {}): MovementWish => ({
  orderId: ORDER,
  kind: 'refund',
  by: 'anna',
  ...more,
});

const done = (transactionId: string) => ({ kind: 'approved', transactionId }) as const;

function state(status: TransactionNews, at: number, more: Partial<TransactionState> = {}): TransactionState {
  return { id: 'tx1', type: 'sale', status, at, createdAt: AT, amount: usd(1999), ...more };
}

function notification(id: string, more: Partial<Notification> = {}): Notification {
  return { id, kind: 'transaction_settled', at: AT + 1000, transactions: [], ...more };
}

const again = ({ retryOf }: TransactionState, orderId: string) =>
  retryOf === undefined ? {} : { retryOf: `${retryOf}-${orderId}` };

interface Pair {
  readonly first: Journal;
  readonly second: Journal;
}

/** What every Journal must do with money after it was taken. */
export const MONEY_CASES: Record<string, (t: Test, subject: Pair) => Promise<void>> = {
  'given a charge, when it is refunded in parts, then never more than was taken': async (t, { first }) => {
    await paid(first);
    const one = await first.intend(wish({ amount: usd(999) }), AT + 100);
    t.match(one, { kind: 'intended', movement: { id: 'hpa-1-r1', target: 'tx1', status: 'intended' } });
    t.match(await first.unsettledMovements(), [{ id: 'hpa-1-r1' }]);
    t.match(await first.intend(wish({ amount: usd(1) }), AT + 110), { kind: 'open' }, 'one at a time');
    t.equal(await first.settleMovement('hpa-1-r1', done('re1'), AT + 120), true);
    t.equal(await first.settleMovement('hpa-1-r1', unknown, AT + 130), false, 'what is settled stays');
    t.match(await first.payment(ORDER), { captured: 1999, refunded: 999 });
    const left = await first.intend(wish({ amount: usd(1001) }), AT + 140);
    t.same(left, { kind: 'too-much', left: usd(1000) }, 'to the cent');
    t.match(await first.intend(wish({ amount: usd(999) }), AT + 140), {
      kind: 'repeated',
      movement: { id: 'hpa-1-r1' },
    });
    t.match(await first.intend(wish(), AT + 150), { kind: 'intended', movement: { amount: usd(1000) } });
    await first.settleMovement('hpa-1-r2', done('re2'), AT + 160);
    t.same(await first.intend(wish(), AT + 170), { kind: 'too-much', left: usd(0) });
    t.same(
      (await first.payments({ transactionId: 're2' })).map(({ orderId }) => orderId),
      [ORDER],
      'found by the refund',
    );
  },

  'given two who wish at once, when both ask, then only one is allowed': async (t, { first, second }) => {
    await paid(first);
    await second.open();
    const both = await Promise.all(
      Array.from({ length: 8 }, (_, n) => (n % 2 ? first : second).intend(wish(), AT + 100)),
    );
    t.equal(both.filter(({ kind }) => kind === 'intended').length, 1);
    t.equal((await first.movements(ORDER)).length, 1);
  },

  'given a movement that failed or was declined, when it is settled, then nothing is moved': async (
    t,
    { first },
  ) => {
    await paid(first);
    await first.intend(wish(), AT + 100);
    t.equal(await first.settleMovement('hpa-1-r1', unknown, AT + 110), true);
    await first.movementLooked('hpa-1-r1', AT + 120);
    t.match(await first.movement('hpa-1-r1'), { status: 'unknown', finds: 1, foundAt: AT + 120 });
    t.equal(
      await first.settleMovement('hpa-1-r1', { kind: 'failed', cause: 'decided', text: 'y' }, AT + 130),
      true,
    );
    t.equal(await first.settleMovement('hpa-1-r1', done('re1'), AT + 140), false);
    t.match(await first.payment(ORDER), { refunded: 0 });
    t.match(await first.intend(wish(), AT + 150), { kind: 'intended', movement: { id: 'hpa-1-r2' } });
    t.equal(await first.settleMovement('nobody', unknown, AT), false);
  },

  'given a name for a wish, when it is asked again by it, then it is the same movement': async (
    t,
    { first },
  ) => {
    await paid(first);
    const named = wish({ amount: usd(500), request: 'ticket-7' });
    t.match(await first.intend(named, AT + 100), { kind: 'intended' });
    t.match(await first.intend(named, AT + 110), { kind: 'known', movement: { status: 'intended' } });
    await first.settleMovement('hpa-1-r1', done('re1'), AT + 120);
    t.match(await first.intend(named, AT + 130), { kind: 'known', movement: { status: 'done' } });
    t.match(await first.intend({ ...named, amount: usd(400) }, AT + 140), { kind: 'impossible' });
    const again = wish({ amount: usd(500), again: true });
    t.match(await first.intend(again, AT + 150), { kind: 'intended' }, 'said to be meant');
  },

  'given a void, when it is done, then nothing else is possible': async (t, { first }) => {
    await paid(first);
    t.match(await first.intend(wish({ kind: 'void' }), AT + 100), {
      kind: 'intended',
      movement: { id: 'hpa-1-v1', amount: usd(1999) },
    });
    await first.settleMovement('hpa-1-v1', done('tx1'), AT + 110);
    t.match(await first.payment(ORDER), { voided: 1999 });
    for (const kind of ['refund', 'void', 'capture'] as const) {
      t.match(await first.intend(wish({ kind }), AT + 120), { kind: 'impossible' }, kind);
    }
    t.match(await first.intend(wish({ orderId: 'nobody' }), AT), { kind: 'impossible' });
  },

  'given an authorisation, when it is captured, then only that may be refunded': async (t, { first }) => {
    await paid(first, 'authorisation');
    t.match(await first.payment(ORDER), { kind: 'authorisation', captured: 0 });
    t.match(await first.intend(wish(), AT + 100), { kind: 'impossible' });
    const part = await first.intend(wish({ kind: 'capture', amount: usd(1500) }), AT + 110);
    t.match(part, { kind: 'intended', movement: { id: 'hpa-1-c1', target: 'tx1' } });
    await first.settleMovement('hpa-1-c1', done('tx1'), AT + 120);
    t.match(await first.intend(wish({ kind: 'capture' }), AT + 130), { kind: 'impossible' }, 'given up');
    t.same(await first.intend(wish({ amount: usd(1501) }), AT + 140), { kind: 'too-much', left: usd(1500) });
  },

  'given captures in parts, when they are refunded, then each from its own transaction': async (
    t,
    { first },
  ) => {
    await paid(first, 'authorisation');
    await first.intend(wish({ kind: 'capture', amount: usd(1200), more: true }), AT + 100);
    await first.settleMovement('hpa-1-c1', done('part1'), AT + 110);
    t.match(await first.intend(wish({ kind: 'capture' }), AT + 120), {
      kind: 'intended',
      movement: { amount: usd(799), more: true },
    });
    await first.settleMovement('hpa-1-c2', done('part2'), AT + 130);
    t.match(await first.intend(wish({ amount: usd(700) }), AT + 140), { movement: { target: 'part2' } });
    await first.settleMovement('hpa-1-r1', done('re1'), AT + 150);
    t.match(await first.intend(wish({ amount: usd(100) }), AT + 160), { movement: { target: 'part1' } });
  },

  'given states in any order, when they are observed, then the payment has the newest': async (
    t,
    { first },
  ) => {
    await paid(first);
    const current = async () => (await first.payment(ORDER))?.settlement;
    t.equal(await first.observe(state('settling', AT + 300), 'search', AT + 900), ORDER);
    await first.observe(state('submitted_for_settlement', AT + 100), 'webhook', AT + 910);
    t.same(await current(), { status: 'settling', at: AT + 300 });
    await first.observe(state('settled', AT + 400, { batch: '2026-11-24' }), 'webhook', AT + 920);
    await first.observe(state('settling', AT + 999), 'webhook', AT + 930);
    t.same(await current(), { status: 'settled', at: AT + 400, batch: '2026-11-24' });
    await first.observe(state('unknown', AT + 2000), 'webhook', AT + 940);
    await first.observe(state('settlement_declined', AT + 500), 'webhook', AT + 950);
    t.match(await current(), { status: 'settlement_declined', batch: '2026-11-24' });
    t.equal((await first.account(ORDER))?.settlements.length, 6, 'all of it is history');
    t.equal(await first.observe(state('settled', AT, { id: 'tx9' }), 'webhook', AT), undefined, 'not ours');
  },

  'given a notification, when it comes twice, then it counts once': async (t, { first, second }) => {
    await paid(first);
    await second.open();
    const settled = notification('n1', { transactions: [state('settled', AT + 400)] });
    t.same(await first.receive(settled, AT + 900), { fresh: true, subjects: [ORDER] });
    t.same(await second.receive(settled, AT + 901), { fresh: false, subjects: [] });
    t.equal((await first.account(ORDER))?.settlements.length, 1);
    const of = (orderId: string) => state('settled', AT, { id: 'tx7', orderId });
    t.same(await first.receive(notification('n2', { transactions: [of('hpz-1')] }), AT), {
      fresh: true,
      subjects: [],
    });
    t.same(
      await first.receive(notification('n3', { transactions: [of(ORDER)] }), AT),
      { fresh: true, subjects: [] },
      'another transaction with our order id is not our payment',
    );
  },

  'given a refund, when its own state is told, then the refund has it': async (t, { first }) => {
    await paid(first);
    await first.intend(wish(), AT + 100);
    const told = state('settled', AT + 300, { id: 're1', type: 'credit', orderId: 'hpa-1-r1' });
    t.equal(await first.observe(told, 'webhook', AT + 310), 'hpa-1-r1', 'by its order id');
    t.match(await first.movement('hpa-1-r1'), { status: 'intended', settlement: { status: 'settled' } });
    t.equal((await first.payment(ORDER))?.settlement, undefined);
  },

  'given disputes, when they are told out of order, then the newest counts': async (t, { first }) => {
    await paid(first);
    const dispute = (status: DisputeStatus, at: number) => ({
      dispute: { id: 'd1', transactionId: 'tx1', status, at, amount: usd(1999), reason: 'fraud' },
    });
    await first.receive(notification('n1', dispute('lost', AT + 900)), AT + 1000);
    await first.receive(notification('n2', dispute('open', AT + 500)), AT + 1001);
    t.match(await first.payment(ORDER), { dispute: 'lost' });
    t.match((await first.account(ORDER))?.disputes, [{ id: 'd1', status: 'lost', amount: usd(1999) }]);
  },

  'given a subscription, when it was charged, then that is a payment, once': async (t, { first }) => {
    await paid(first);
    const charge = (status: TransactionNews, at: number) =>
      state(status, at, { id: 'sx1', subscriptionId: 'plan-1', card: { brand: 'visa', last4: '1111' } });
    const subscription = { id: 'plan-1', status: 'Active', at: AT + 10 };
    const kind = 'subscription_charged_successfully';
    const of = (id: string, one: TransactionState) =>
      notification(id, { kind, transactions: [one], subscription });
    const subject = 'subscription-sx1';
    t.same((await first.receive(of('n1', charge('submitted_for_settlement', AT)), AT)).subjects, [subject]);
    await first.receive(of('n2', charge('settled', AT + 100)), AT + 200);
    t.match(await first.payment(subject), {
      kind: 'subscription',
      status: 'approved',
      captured: 1999,
      subscriptionId: 'plan-1',
      settlement: { status: 'settled' },
    });
    t.match(await first.intend(wish({ orderId: subject }), AT + 300), { kind: 'intended' });
  },

  'given a capture in part, when it is disputed, then its payment is, and loses what is lost': async (
    t,
    { first },
  ) => {
    await paid(first, 'authorisation');
    await first.intend(wish({ kind: 'capture', amount: usd(1200), more: true }), AT + 100);
    const about = (status: DisputeStatus, at: number, more: object = {}) => ({
      dispute: { id: 'd1', transactionId: 'part1', status, at, ...more },
    });
    const early = notification('n1', about('open', AT + 105, { orderId: 'hpa-1-c1' }));
    t.same((await first.receive(early, AT + 106)).subjects, [ORDER], 'before its outcome, by its order id');
    await first.settleMovement('hpa-1-c1', done('part1'), AT + 110);
    const lost = notification('n2', about('lost', AT + 900));
    t.same((await first.receive(lost, AT + 901)).subjects, [ORDER]);
    t.match(await first.payment(ORDER), { dispute: 'lost', captured: 1200, returned: 1200 });
    t.match((await first.account(ORDER))?.disputes, [{ id: 'd1', status: 'lost', amount: usd(1200) }]);
  },

  'given a capture in part, when its own state comes before its outcome, then it has it': async (
    t,
    { first },
  ) => {
    await paid(first, 'authorisation');
    await first.intend(wish({ kind: 'capture', amount: usd(1200), more: true }), AT + 100);
    const told = state('settlement_declined', AT + 300, { id: 'part1', orderId: 'hpa-1-c1' });
    t.equal(await first.observe(told, 'webhook', AT + 310), 'hpa-1-c1');
    await first.settleMovement('hpa-1-c1', done('part1'), AT + 320);
    t.match(await first.payment(ORDER), { captured: 1200, returned: 1200 });
    const stranger = state('settled', AT + 400, { id: 'part9', orderId: 'hpa-1-c1' });
    t.equal(await first.observe(stranger, 'webhook', AT + 410), undefined, 'known by another transaction');
  },

  "given a subscription's debit sent again, when all its debits are told, then each counts once": async (
    t,
    { first, second },
  ) => {
    await paid(first);
    await second.open();
    const charge = (id: string, at: number, more: Partial<TransactionState> = {}) =>
      state('settled', at, { id, createdAt: at, subscriptionId: 'plan-1', ...more });
    const [a, b, c] = [charge('A', AT + 10), charge('B', AT + 20, { retryOf: 'A' }), charge('C', AT + 30)];
    const told = (id: string, ...transactions: TransactionState[]) => notification(id, { transactions });
    await first.receive(told('n1', a), AT + 11);
    await first.receive(told('n2', { ...a, status: 'returned', at: AT + 15 }), AT + 16);
    await first.receive(told('n3', b), AT + 21);
    const all = told('n4', c, b, a);
    t.match((await first.receive(all, AT + 31)).subjects, ['subscription-C', 'subscription-A']);
    const books = async () =>
      (await first.payments())
        .filter(({ kind }) => kind === 'subscription')
        .map(({ orderId, transactionId, returned }) => `${orderId} ${transactionId} ${returned}`)
        .toSorted();
    const once = ['subscription-A B 0', 'subscription-C C 0'];
    t.same(await books(), once);
    await first.receive(told('n5', b), AT + 40);
    t.same(await books(), once, 'nor when it is told once more');
  },

  "given a subscription's debits, when all are news at once, then the one sent again counts once": async (
    t,
    { first },
  ) => {
    await paid(first);
    const charge = (id: string, at: number, more: Partial<TransactionState> = {}) =>
      state('settled', at, { id, createdAt: at, subscriptionId: 'plan-1', ...more });
    const b = charge('B', AT + 20, { retryOf: 'A' });
    await first.receive(notification('n1', { transactions: [b, charge('A', AT + 10)] }), AT + 30);
    await first.receive(notification('n2', { transactions: [b] }), AT + 40);
    const own = (await first.payments()).filter(({ kind }) => kind === 'subscription');
    t.match(own, [{ orderId: 'subscription-A', transactionId: 'B', captured: 1999 }]);
    t.equal(own.length, 1);
  },

  'given a debit heard of after the one sent again for it, when told again, then two stand, not three':
    async (t, { first }) => {
      await paid(first);
      const charge = (id: string, at: number, more: Partial<TransactionState> = {}) =>
        state('settled', at, { id, createdAt: at, subscriptionId: 'plan-1', ...more });
      const b = charge('B', AT + 20, { retryOf: 'A' });
      const returned = { ...charge('A', AT + 10), status: 'returned' as const };
      for (const [n, one] of [b, returned, b].entries()) {
        await first.receive(notification(`n${n}`, { transactions: [one] }), AT + 30 + n);
      }
      const own = (await first.payments()).filter(({ kind }) => kind === 'subscription');
      const all = own.map(({ transactionId, returned: back }) => `${transactionId} ${back}`);
      t.same(all.toSorted(), ['A 1999', 'B 0']);
    },

  'given a charge nobody answered, returned and sent again, when both are heard, then the later stands':
    async (t, { first }) => {
      await first.open();
      await first.takeOver('one');
      const later = state('settled', AT + 400, {
        id: 'B',
        orderId: ORDER,
        createdAt: AT + 300,
        retryOf: 'A',
      });
      const back = state('returned', AT + 200, { id: 'A', orderId: ORDER });
      for (const heard of [
        [later, back],
        [back, later],
      ]) {
        const orderId = `${ORDER}-${heard[0]?.id}`;
        const charging = session(`hp${heard[0]?.id}`, { name: 'charging', orderId });
        const intent = { change: 'intended', orderId, kind: 'charge', amount: usd(1999) } as const;
        await first.record(charging, tokenised, intent);
        for (const one of heard) {
          await first.observe(
            { ...one, id: `${one.id}-${orderId}`, orderId, ...again(one, orderId) },
            'webhook',
            AT + 500,
          );
        }
        await first.settle(orderId, done(`B-${orderId}`), AT + 600);
        t.match(await first.payment(orderId), { settlement: { status: 'settled' }, returned: 0 }, orderId);
      }
    },

  'given one transaction that cannot be kept, when told with others, then the others are': async (
    t,
    { first },
  ) => {
    await paid(first);
    const good = state('settled', AT + 400);
    const bad = (id: string) =>
      state('settled', AT, { id, subscriptionId: 'plan-1', amount: usd(Number.NaN) });
    const dispute = { id: 'd1', transactionId: 'tx1', status: 'open', at: AT + 500 } as const;
    const told = notification('n1', { transactions: [bad('x1'), good, bad('x2')], dispute });
    const received = await first.receive(told, AT + 900);
    t.match(received, { fresh: true, subjects: [ORDER, ORDER] });
    t.same(
      received.faults?.map(({ transactionId }) => transactionId).toSorted(),
      ['x1', 'x2'],
      'and they are named',
    );
    t.match(await first.payment(ORDER), { settlement: { status: 'settled' }, dispute: 'open' });
    t.match(await first.receive(told, AT + 901), { fresh: false });
  },

  'given a payment nobody knows of, when a person decides, then who and why is kept': async (
    t,
    { first },
  ) => {
    await paid(first);
    const decision = { decision: 'approved', transactionId: 'tx5', by: 'anna', why: 'seen there' } as const;
    t.equal(await first.decide(ORDER, { ...decision, at: AT }), false, 'it is known already');
    const charging = session('hpb', { name: 'charging', orderId: 'hpb-1' });
    await first.record(charging, tokenised, { change: 'intended', orderId: 'hpb-1', amount: usd(5) });
    t.equal(await first.decide('hpb-1', { ...decision, at: AT + 9 }), true);
    t.match(await first.account('hpb-1'), {
      payment: { status: 'approved', transactionId: 'tx5', text: /anna: seen there/, captured: 5 },
      decisions: [{ by: 'anna', why: 'seen there', decision: 'approved', transactionId: 'tx5', at: AT + 9 }],
    });
    await first.intend(wish(), AT + 100);
    t.equal(await first.decide('hpa-1-r1', { decision: 'failed', by: 'b', why: 'c', at: AT }), true);
    t.match(await first.movement('hpa-1-r1'), { status: 'failed' });
  },

  'given payments, when filtered by money and card, then only those come': async (t, { first }) => {
    await paid(first);
    const charging = session('hpb', { name: 'charging', orderId: 'hpb-1' });
    const card = { brand: 'visa', last4: '4242' } as const;
    await first.record(charging, tokenised, { change: 'intended', orderId: 'hpb-1', card, amount: usd(500) });
    const ids = async (...args: Parameters<Journal['payments']>) =>
      (await first.payments(...args)).map(({ orderId }) => orderId);
    t.same(await ids({ minor: 500, currency: 'USD' }), ['hpb-1']);
    t.same(await ids({ minor: 500, currency: 'EUR' }), []);
    t.same(await ids({ last4: '4242' }), ['hpb-1']);
    t.same(await ids({ transactionId: 'tx1' }), ['hpa-1']);
    t.same(await ids({ transactionId: 'tx1', status: 'declined' }), []);
  },
};
