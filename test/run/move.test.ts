import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { Reconciler } from '../../lib/run/reconcile.js';
import { Bank, usd } from './bank.js';

t.setTimeout(120_000);

const MINUTE = 60_000;

t.test('given a settled charge, when it is refunded in parts, then each part is one refund', async (t) => {
  const bank = await Bank.open(t);
  const orderId = await bank.pay(usd(1999));
  t.match(
    await bank.move({ orderId, kind: 'refund' }),
    { kind: 'refused', movement: { status: 'failed', text: /91506/ } },
    'not before it is settled',
  );
  await bank.settle(orderId);
  t.match(await bank.move({ orderId, kind: 'refund', amount: usd(999) }), { kind: 'moved', earlier: false });
  t.match(await bank.move({ orderId, kind: 'refund', amount: usd(999) }), { kind: 'repeated' });
  t.same(await bank.move({ orderId, kind: 'refund', amount: usd(1001) }), {
    kind: 'too-much',
    left: usd(1000),
  });
  t.match(await bank.move({ orderId, kind: 'refund' }), { kind: 'moved', movement: { amount: usd(1000) } });
  t.match(await bank.has(`${orderId}-r2`), [/^credit .* 9\.99$/]);
  t.match(await bank.has(`${orderId}-r3`), [/^credit .* 10\.00$/]);
  t.match(await bank.journal.payment(orderId), { refunded: 1999 });
});

t.test('given an authorisation, when it is captured in parts, then the parts can be refunded', async (t) => {
  const bank = await Bank.open(t);
  const orderId = await bank.pay(usd(5000), 'authorisation');
  const part = { orderId, kind: 'capture', more: true } as const;
  t.match(await bank.move({ ...part, amount: usd(1500) }), { kind: 'moved' });
  t.match(await bank.move({ ...part, amount: usd(3501) }), { kind: 'too-much', left: usd(3500) });
  t.match(await bank.move(part), { kind: 'moved', movement: { amount: usd(3500) } });
  await bank.settle(`${orderId}-c1`);
  await bank.settle(`${orderId}-c2`);
  t.match(await bank.move({ orderId, kind: 'refund', amount: usd(1200) }), { kind: 'moved' });
  t.match(await bank.journal.payment(orderId), { captured: 5000, refunded: 1200 });
});

t.test('given an authorisation, when a part is captured for good, then the rest is given up', async (t) => {
  const bank = await Bank.open(t);
  const orderId = await bank.pay(usd(5000), 'authorisation');
  t.match(await bank.move({ orderId, kind: 'capture', amount: usd(4000) }), { kind: 'moved' });
  t.match(await bank.has(orderId), ['sale submitted_for_settlement 40.00']);
  t.match(await bank.move({ orderId, kind: 'capture' }), { kind: 'impossible', why: /given up/ });
  await bank.settle(orderId);
  t.same(await bank.move({ orderId, kind: 'refund', amount: usd(4001) }), {
    kind: 'too-much',
    left: usd(4000),
  });
});

for (const when of ['before', 'after'] as const) {
  t.test(
    `given a refund whose answer is lost ${when} it was made, when it is asked for again, then there is one`,
    async (t) => {
      const bank = await Bank.open(t);
      const orderId = await bank.pay(usd(1999));
      await bank.settle(orderId);
      bank.sandbox.faults.add({ route: 'transaction.refund', kind: 'drop', when, times: 1 });
      const wish = { orderId, kind: 'refund', amount: usd(500) } as const;
      t.match(await bank.move(wish), { kind: 'open', movement: { status: 'unknown' } });
      const again = await bank.move(wish);
      if (when === 'after') {
        t.match(again, { kind: 'moved', earlier: true, movement: { id: `${orderId}-r1`, status: 'done' } });
        t.equal((await bank.has(`${orderId}-r1`)).length, 1);
        return;
      }
      t.match(again, { kind: 'open' }, 'it may still come');
      t.match(await bank.has(`${orderId}-r1`), []);
      bank.sandbox.clock.set(bank.now() + 6 * MINUTE);
      t.match(await bank.move(wish), { kind: 'moved', earlier: false, movement: { id: `${orderId}-r2` } });
      t.match(await bank.has(`${orderId}-r2`), [/5\.00/]);
      t.match(await bank.journal.payment(orderId), { refunded: 500 });
    },
  );
}

t.test(
  'given a movement intended and never sent, when it is asked for at once, then nothing is sent',
  async (t) => {
    const bank = await Bank.open(t);
    const orderId = await bank.pay(usd(1999));
    await bank.settle(orderId);
    // As a command leaves it that is killed between the journal and the network.
    await bank.journal.intend({ orderId, kind: 'refund', amount: usd(500), by: 'anna' }, bank.now());
    t.match(await bank.move({ orderId, kind: 'refund', amount: usd(500) }), { kind: 'open' });
    t.match(await bank.move({ orderId, kind: 'void' }), { kind: 'open' });
    t.match((await bank.sandbox.transactions()).length, 1);
  },
);

t.test(
  'given api request keys, when a refund is unknown, then it is sent again by the same key',
  async (t) => {
    const bank = await Bank.open(t, { rules: { apiRequestKeys: true } });
    const orderId = await bank.pay(usd(1999));
    await bank.settle(orderId);
    for (const when of ['before', 'after'] as const) {
      bank.sandbox.faults.add({ route: 'transaction.refund', kind: 'drop', when, times: 1 });
      const wish = {
        orderId,
        kind: 'refund',
        amount: usd(when === 'before' ? 300 : 400),
        request: when,
      } as const;
      t.match(await bank.move(wish), { kind: 'open' }, when);
      t.match(await bank.move(wish), { kind: 'moved', movement: { status: 'done' } }, when);
    }
    t.equal((await bank.sandbox.transactions()).filter(({ type }) => type === 'credit').length, 2);
    t.match(await bank.journal.payment(orderId), { refunded: 700 });
  },
);

for (const kind of ['void', 'capture', 'refund'] as const) {
  t.test(`given a ${kind} of which nothing is known, when reconciled, then the truth is found`, async (t) => {
    const bank = await Bank.open(t);
    const reconciler = new Reconciler({
      ...bank.ports,
      everyMs: 1000,
      giveUpAfterMs: 24 * 60 * MINUTE,
      owned: () => false,
    });
    for (const when of ['before', 'after'] as const) {
      const orderId = await bank.pay(usd(1000), kind === 'capture' ? 'authorisation' : 'charge');
      if (kind === 'refund') await bank.settle(orderId);
      const route = kind === 'capture' ? 'transaction.submitForSettlement' : `transaction.${kind}`;
      bank.sandbox.faults.add({ route, kind: 'reset', when, times: 1 });
      const moved = await bank.move({ orderId, kind });
      t.match(moved, { kind: 'open' }, when);
      const id = moved.kind === 'open' ? moved.movement.id : '';
      if (when === 'before') {
        t.equal(await reconciler.round(), 0, 'not at once');
        t.equal(await reconciler.round(), 0);
        bank.sandbox.clock.set(bank.now() + 6 * MINUTE);
      }
      t.equal(await reconciler.round(), 1);
      t.match(await bank.journal.movement(id), { status: when === 'after' ? 'done' : 'failed' });
    }
  });
}

t.test(
  'given a running reconciliation, when a charge becomes unknown, then it is known in seconds',
  async (t) => {
    const bank = await Bank.open(t, { indexDelay: 3 });
    const reconciler = new Reconciler({
      ...bank.ports,
      everyMs: 30 * MINUTE,
      giveUpAfterMs: 24 * 60 * MINUTE,
      owned: () => false,
      acting: () => bank.journal.isOwner(),
    });
    reconciler.start();
    t.teardown(() => reconciler.stop());
    bank.sandbox.faults.add({ route: 'transaction.create', kind: 'drop', when: 'after', times: 1 });
    const orderId = await bank.pay(usd(1999));
    const began = Date.now();
    reconciler.hurry();
    while ((await bank.journal.unsettled()).length > 0 && Date.now() - began < 30_000) await pause(50);
    t.match(await bank.journal.payment(orderId), { status: 'approved' });
    t.ok(Date.now() - began < 20_000, 'long before the next round was due');

    await bank.journal.takeOver('two');
    const replaced = new Reconciler({ ...reconciler.options, acting: async () => false });
    bank.sandbox.faults.add({ route: 'transaction.create', kind: 'drop', when: 'after', times: 1 });
    await bank.pay(usd(1999));
    bank.sandbox.clock.set(bank.now() + MINUTE);
    t.equal(await replaced.round(), 0, 'an instance that was replaced leaves it to the other');
    t.equal(await reconciler.round(), 1);
  },
);
