import t from 'tap';
import type { Money } from '../../lib/money/money.js';
import { Reconciler } from '../../lib/run/reconcile.js';
import { reportOn } from '../../lib/run/report.js';
import { session } from '../journal/sessions.js';
import { Bank, log, usd } from './bank.js';

t.setTimeout(120_000);

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const jpy = (minor: number): Money => ({ minor, currency: 'JPY' });
const isk = (minor: number): Money => ({ minor, currency: 'ISK' });
const HOUR_MS = 3_600_000;

const period = (bank: Bank) => ({
  by: 'created' as const,
  from: new Date(bank.now() - HOUR_MS),
  until: new Date(bank.now() + HOUR_MS),
});

/** Intended and charged; how it ended, nobody here has heard. */
async function unheard(bank: Bank, id: string, amount: Money): Promise<string> {
  const orderId = `${id}-1`;
  const at = bank.now();
  const charging = session(id, { name: 'charging', orderId });
  const intended = { change: 'intended', orderId, amount } as const;
  await bank.journal.record(charging, { type: 'tokenised', at }, intended);
  await bank.gateway.charge({ orderId, amount, nonce: 'fake-valid-visa-nonce' });
  return orderId;
}

t.test('given yen and krónur, when charged, then find, list and report have them', async (t) => {
  const bank = await Bank.open(t);
  const day = dayOf(bank.now());
  for (const amount of [jpy(7), isk(250), usd(1999)]) {
    const orderId = await bank.pay(amount);
    t.match(await bank.journal.payment(orderId), { status: 'approved', captured: amount.minor });
    t.match(await bank.gateway.find(orderId), { kind: 'found', amount });
    await bank.settle(orderId);
    const refund = await bank.move({ orderId, kind: 'refund', amount: { ...amount, minor: 5 } });
    t.match(refund, { kind: 'moved' }, `${amount.currency} given back in part`);
  }
  const listed = await bank.gateway.list(period(bank));
  t.match(listed, { kind: 'listed', unreadable: [] });
  const report = await reportOn(bank.ports, day);
  t.match(report, { kind: 'report', differences: [], open: [] });
  if (report.kind !== 'report') return;
  const sums = report.matched.map(({ currency, minor }) => `${currency} ${minor}`);
  t.same(sums.sort(), ['ISK 250', 'JPY 7', 'USD 1999']);
});

t.test('given an amount with half a yen, when looked at, then it hides nothing else', async (t) => {
  const bank = await Bank.open(t);
  const day = dayOf(bank.now());
  const odd = await unheard(bank, 'hpodd', jpy(7));
  const good = await unheard(bank, 'hpgood', usd(1999));
  // Charged beside us: the check for other money must not be skipped either.
  await bank.gateway.charge({ orderId: 'other-1', amount: usd(4321), nonce: 'fake-valid-visa-nonce' });
  for (const orderId of [odd, good, 'other-1']) await bank.settle(orderId);
  await bank.happens(odd, { told: '7.50' });

  const reconciler = new Reconciler({
    ...bank.ports,
    log,
    everyMs: 0,
    giveUpAfterMs: Number.POSITIVE_INFINITY,
    owned: () => false,
  });
  t.equal(await reconciler.round(), 2, 'both became known');
  for (const orderId of [odd, good]) t.match(await bank.journal.payment(orderId), { status: 'approved' });

  const report = await reportOn(bank.ports, day);
  t.match(report, { kind: 'report', matched: [{ currency: 'USD', minor: 1999 }], open: [] });
  if (report.kind !== 'report') return;
  const { differences } = report;
  t.match(
    differences.find(({ kind }) => kind === 'unreadable'),
    { subject: odd, ours: jpy(7), theirs: '7.50 JPY' },
  );
  t.match(
    differences.find(({ kind }) => kind === 'not-in-journal'),
    { orderId: 'other-1', theirs: usd(4321) },
  );
});

t.test('given a record the SDK cannot read, when listed and reconciled, then the others are', async (t) => {
  const bank = await Bank.open(t);
  const day = dayOf(bank.now());
  const bad = await unheard(bank, 'hpbad', usd(1234));
  const good = await unheard(bank, 'hpgood', usd(1999));
  for (const orderId of [bad, good]) await bank.settle(orderId);
  await bank.happens(bad, { broken: true });
  const [{ id = '' } = {}] = (await bank.sandbox.transactions()).filter(({ orderId }) => orderId === bad);

  const listed = await bank.gateway.list(period(bank));
  t.match(listed, { kind: 'listed', unreadable: [{ transactionId: id }] });
  t.ok(listed.kind === 'listed' && listed.transactions.some(({ orderId }) => orderId === good));

  const reconciler = new Reconciler({
    ...bank.ports,
    log,
    everyMs: 0,
    giveUpAfterMs: Number.POSITIVE_INFINITY,
    owned: () => false,
  });
  t.equal(await reconciler.round(), 1, 'the one that can be read');
  t.match(await bank.journal.payment(good), { status: 'approved' });
  t.match(await bank.journal.payment(bad), { status: 'intended' }, 'unknown is not failed');

  const report = await reportOn(bank.ports, day);
  t.match(report, { kind: 'report', matched: [{ minor: 1999 }], open: [bad] });
  if (report.kind !== 'report') return;
  t.match(
    report.differences.find(({ kind }) => kind === 'unreadable'),
    { transactionId: id },
  );
});

t.test('given other decimals in the answer to a charge, then that is not what was asked for', async (t) => {
  const bank = await Bank.open(t);
  const orderId = 'hphalf-1';
  bank.sandbox.faults.add({ route: 'transaction.create', orderId, kind: 'drop', when: 'after', times: 1 });
  await bank.gateway.charge({ orderId, amount: jpy(7), nonce: 'fake-valid-visa-nonce' });
  await bank.happens(orderId, { told: '7.50' });
  const found = await bank.gateway.find(orderId);
  t.match(found, { kind: 'found', outcome: { kind: 'approved' }, transaction: { told: '7.50 JPY' } });
  t.ok(found.kind === 'found' && found.amount === undefined, 'no amount is made up');
});
