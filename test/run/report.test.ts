import t from 'tap';
import { reportOn } from '../../lib/run/report.js';
import { session } from '../journal/sessions.js';
import { Bank, usd } from './bank.js';

t.setTimeout(120_000);

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

t.test('given a day whose books are the same, when reported, then all is accounted for', async (t) => {
  const bank = await Bank.open(t);
  const day = dayOf(bank.now());
  const [first, second] = [await bank.pay(usd(1999)), await bank.pay({ minor: 1500, currency: 'JPY' })];
  const held = await bank.pay(usd(3000), 'authorisation');
  await bank.pay(usd(200_000));
  const waiting = await bank.pay(usd(777));
  await bank.move({ orderId: held, kind: 'capture', amount: usd(2500) });
  for (const orderId of [first, second, held]) await bank.settle(orderId);
  await bank.move({ orderId: first, kind: 'refund', amount: usd(500) });
  await bank.settle(`${first}-r1`);
  const voided = await bank.pay(usd(888));
  await bank.move({ orderId: voided, kind: 'void' });

  const report = await reportOn(bank.ports, day);
  t.match(report, { kind: 'report', differences: [], open: [], pending: [{ subject: waiting }] });
  if (report.kind === 'report') {
    t.same(
      report.matched.toSorted((a, b) => a.minor - b.minor),
      [
        { kind: 'credit', currency: 'USD', count: 1, minor: 500 },
        { kind: 'sale', currency: 'JPY', count: 1, minor: 1500 },
        { kind: 'sale', currency: 'USD', count: 2, minor: 4499 },
      ],
    );
  }
  t.match(await bank.journal.payment(first), { settlement: { status: 'settled', batch: day } });
  const before = dayOf(bank.now() - 24 * 3600_000);
  t.match(await reportOn(bank.ports, before), { kind: 'report', matched: [], differences: [] });
});

t.test('given books that differ, when reported, then each difference is named to the cent', async (t) => {
  const bank = await Bank.open(t);
  const day = dayOf(bank.now());
  // Charged beside us.
  const stranger = { orderId: 'elsewhere-1', amount: usd(4321), nonce: 'fake-valid-visa-nonce' };
  await bank.gateway.charge(stranger);
  // Another amount than was written down.
  const odd = await bank.pay(usd(1999));
  // Never known to us.
  const lost = await bank.pay(usd(1000));
  // Ours alone.
  const ours = await bank.pay(usd(650));
  for (const orderId of ['elsewhere-1', odd, lost]) await bank.settle(orderId);
  const { journal } = bank;
  const falsify = async (orderId: string, amount: number, transactionId: string) => {
    const id = `${orderId}x`;
    const charging = session(id, { name: 'charging', orderId: id });
    const at = bank.now();
    await journal.record(
      charging,
      { type: 'tokenised', at },
      { change: 'intended', orderId: id, amount: usd(amount) },
    );
    await journal.settle(id, { kind: 'approved', transactionId }, at);
    return id;
  };
  const missing = await falsify(ours, 650, 'nosuchid');
  const known = await journal.payment(odd);
  t.ok(known?.transactionId);

  const report = await reportOn(bank.ports, day);
  t.match(report, { kind: 'report' });
  if (report.kind !== 'report') return;
  t.match(
    report.differences.find(({ kind }) => kind === 'not-in-journal'),
    { orderId: 'elsewhere-1', theirs: usd(4321) },
  );
  t.match(
    report.differences.find(({ kind }) => kind === 'not-at-braintree'),
    { subject: missing, transactionId: 'nosuchid', ours: usd(650) },
  );
  t.equal(report.differences.length, 2);
});

t.test('given Braintree is away, when reported, then nothing is said about the money', async (t) => {
  const bank = await Bank.open(t);
  await bank.pay(usd(1999));
  bank.sandbox.faults.add({ kind: 'drop' });
  t.match(await reportOn(bank.ports, dayOf(bank.now())), { kind: 'unreachable' });
});

t.test('given a card to be removed from the vault, when reported, then it is named', async (t) => {
  const bank = await Bank.open(t);
  const at = bank.now();
  const storing = session('hpkeep', { name: 'storing', token: 'hpkeep-1' });
  for (const change of ['intended', 'unwanted'] as const)
    await bank.journal.record(storing, { type: 'tokenised', at }, undefined, { change, token: 'hpkeep-1' });
  t.match(await reportOn(bank.ports, dayOf(at)), {
    kind: 'report',
    methods: [{ token: 'hpkeep-1', sessionId: 'hpkeep', createdAt: at }],
  });
});
