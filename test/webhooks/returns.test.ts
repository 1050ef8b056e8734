import braintree from 'braintree';
import t, { type Test } from 'tap';
import { KINDS } from '../../lib/gateway/braintree/kinds.js';
import { reportOn } from '../../lib/run/report.js';
import { takeIn } from '../../lib/webhooks/intake.js';
import { WebhookListener } from '../../lib/webhooks/listener.js';
import { session } from '../journal/sessions.js';
import { Bank, log, usd } from '../run/bank.js';

t.setTimeout(180_000);

const PATH = '/braintree';
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** A bank that tells its news to our own listener, signed and sent by the sandbox as Braintree does. */
async function open(t: Test): Promise<Bank> {
  const bank = await Bank.open(t);
  const { journal, gateway, now } = bank;
  const listener = new WebhookListener({
    host: '127.0.0.1',
    port: 0,
    path: PATH,
    perMinute: 6000,
    log,
    take: (signature, payload) =>
      takeIn({ journal, gateway, log, now, changed: () => undefined }, signature, payload),
    signed: (signature, payload) => gateway.isSigned(signature, payload),
    challenge: (text) => gateway.answerChallenge(text),
  });
  listener.start();
  t.teardown(() => listener.stop());
  while (!listener.health().up) await new Promise((resolve) => setImmediate(resolve));
  const url = `http://127.0.0.1:${listener.port}${PATH}`;
  t.equal((await bank.control('POST', 'webhooks', { url, kinds: [] })).status, 201);
  return bank;
}

const delivered = (bank: Bank) => bank.control('POST', 'webhooks/flush');

/** A debit of a bank account, stored and verified as on a call. */
async function debit(t: Test, bank: Bank, minor: number): Promise<string> {
  const { gateway, journal, now } = bank;
  const account = {
    accountNumber: Buffer.from('1000000000'),
    routingNumber: Buffer.from('021000021'),
    accountType: 'checking' as const,
  };
  const holder = {
    owner: { firstName: 'Ada', lastName: 'Byron' },
    billing: { street: '1 Main', city: 'Springfield', region: 'IL', postalCode: '60606' },
    mandate: 'I agree.',
  };
  const token = `ach${minor}`;
  const tokenised = await gateway.tokeniseAccount(account, holder);
  if (tokenised.kind !== 'token') throw new Error(JSON.stringify(tokenised));
  const { nonce } = tokenised;
  const customer = { id: 'ada', firstName: 'Ada' };
  t.match(await gateway.vault({ nonce, token, customer, verify: 'network-check' }), { kind: 'stored' });
  const orderId = `hpach${minor}-1`;
  const charging = session(`hpach${minor}`, { name: 'charging', orderId });
  const intended = { change: 'intended', orderId, amount: usd(minor) } as const;
  await journal.record(charging, { type: 'tokenised', at: now() }, intended);
  await journal.settle(orderId, await gateway.charge({ orderId, amount: usd(minor), token }), now());
  return orderId;
}

t.test('given a debit that has settled, when the bank sends it back, then nothing is kept', async (t) => {
  const bank = await open(t);
  const { journal, ports } = bank;
  const day = dayOf(bank.now());
  const orderId = await debit(t, bank, 1999);
  await bank.settle(orderId);
  await delivered(bank);
  t.match(await journal.payment(orderId), { settlement: { status: 'settled' }, returned: 0 });

  await bank.control('POST', 'clock', { advance: 3 * 86_400 });
  await bank.happens(orderId, { returned: 'R01' });
  await delivered(bank);
  const settlement = { status: 'returned', code: 'R01', batch: day };
  t.match(await journal.payment(orderId), { captured: 1999, returned: 1999, settlement });
  const account = await journal.account(orderId);
  t.match(account?.settlements.at(-1), { status: 'returned', code: 'R01', source: 'webhook' });
  t.match(await bank.move({ orderId, kind: 'refund' }), { kind: 'impossible', why: /took .* back \(R01\)/ });
  for (const one of [day, dayOf(bank.now())]) {
    const told = await reportOn(ports, one);
    t.match(told, { matched: [], returned: [{ subject: orderId, returned: { code: 'R01' } }] }, one);
    if (told.kind === 'report') t.same(told.differences, []);
  }
});

t.test('given news of the bank, when it comes before the outcome, then it counts all the same', async (t) => {
  const bank = await open(t);
  const { journal, now } = bank;
  const orderId = 'hpearly-1';
  const charging = session('hpearly', { name: 'charging', orderId });
  const intended = { change: 'intended', orderId, amount: usd(1999) } as const;
  await journal.record(charging, { type: 'tokenised', at: now() }, intended);
  const outcome = await bank.gateway.charge({ orderId, amount: usd(1999), nonce: 'fake-valid-visa-nonce' });
  await bank.settle(orderId);
  await bank.happens(orderId, { returned: 'R01' });
  await delivered(bank);
  t.match(await journal.payment(orderId), { status: 'intended', settlement: { status: 'returned' } });
  await journal.settle(orderId, outcome, now());
  t.match(await journal.payment(orderId), { status: 'approved', captured: 1999, returned: 1999 });
});

t.test('given no webhook, when the report is made, then it finds what was sent back', async (t) => {
  const bank = await Bank.open(t);
  const day = dayOf(bank.now());
  const orderId = await bank.pay(usd(1999));
  await bank.settle(orderId);
  t.match(await reportOn(bank.ports, day), { matched: [{ minor: 1999 }], returned: [] });
  await bank.control('POST', 'clock', { advance: 20 * 86_400 });
  await bank.happens(orderId, { returned: 'R10' });
  const today = dayOf(bank.now());
  t.match(await reportOn(bank.ports, today), { matched: [], returned: [{ subject: orderId }] });
  t.match(await bank.journal.payment(orderId), { returned: 1999, settlement: { code: 'R10' } });
  t.match(await reportOn(bank.ports, day), { matched: [], returned: [{ subject: orderId }] });
});

t.test('given a debit sent back, when it is sent again, then the new one stands for it', async (t) => {
  const bank = await open(t);
  const { journal } = bank;
  const orderId = await bank.pay(usd(1999));
  const first = (await journal.payment(orderId))?.transactionId;
  await bank.settle(orderId);
  await bank.happens(orderId, { returned: 'R01' });
  await delivered(bank);
  t.match(await journal.payment(orderId), { returned: 1999 });
  await bank.happens(orderId, { retried: true });
  await delivered(bank);
  const again = await journal.payment(orderId);
  t.match(again, { returned: 0, settlement: { status: 'submitted_for_settlement' } });
  t.not(again?.transactionId, first);
  await bank.settle(orderId);
  await delivered(bank);
  t.match(await journal.payment(orderId), { returned: 0, settlement: { status: 'settled' } });
  t.match(await bank.gateway.find(orderId), { transaction: { transactionId: again?.transactionId } });
  t.match(await bank.move({ orderId, kind: 'refund' }), { kind: 'moved' });
});

t.test('given a debit sent again twice, when heard the newest first, then the newest stands', async (t) => {
  // Nobody listens there: what is told waits.
  const bank = await Bank.open(t, {
    webhooks: ['http://127.0.0.1:9/'],
    webhookDelivery: { retryHours: 9999 },
  });
  const { journal } = bank;
  const orderId = await bank.pay(usd(1999));
  const day = () => bank.control('POST', 'clock', { advance: 86_400 });
  for (let time = 0; time < 2; time++) {
    await bank.settle(orderId);
    await bank.happens(orderId, { returned: 'R01' });
    await day();
    await bank.happens(orderId, { retried: true });
    await day();
  }
  const { waiting } = (await bank.control('GET', 'webhooks')).body as {
    waiting: readonly { signature: string; payload: string }[];
  };
  t.ok(waiting.length >= 6, 'nobody has heard of it yet');
  const ports = { journal, gateway: bank.gateway, log, now: bank.now, changed: () => undefined };
  for (const { signature, payload } of waiting.toReversed()) {
    t.equal(await takeIn(ports, signature, payload), 'kept');
  }
  const newest = (await bank.sandbox.transactions()).findLast((one) => one.orderId === orderId);
  t.match(await journal.payment(orderId), { transactionId: newest?.id, returned: 0 });
});

t.test('given a refund that fails at the bank, when told, then it is still owed to the payer', async (t) => {
  const bank = await open(t);
  const { journal } = bank;
  for (const change of [{ refundFailed: '2046' }, { returned: 'R03' }]) {
    const orderId = await bank.pay(usd(1999));
    await bank.settle(orderId);
    t.match(await bank.move({ orderId, kind: 'refund', amount: usd(500) }), { kind: 'moved' });
    t.match(await journal.payment(orderId), { refunded: 500 });
    if ('returned' in change) await bank.settle(`${orderId}-r1`);
    await bank.happens(`${orderId}-r1`, change);
    await delivered(bank);
    t.match(await journal.payment(orderId), { refunded: 0, returned: 0 });
    t.match(await bank.move({ orderId, kind: 'refund', amount: usd(1999) }), { kind: 'moved' }, 'all of it');
    t.match(await journal.payment(orderId), { refunded: 1999 });
  }
});

t.test('given a payment in doubt, when somebody rejects it there, then it is asked for', async (t) => {
  const bank = await open(t);
  const orderId = await bank.pay(usd(1999));
  await bank.happens(orderId, { reviewed: 'reject' });
  await delivered(bank);
  t.match(await bank.journal.payment(orderId), { settlement: { status: 'voided' } });
});

t.test('given a payout that fails, when told, then it is noted and the payment stays', async (t) => {
  const bank = await open(t);
  const orderId = await bank.pay(usd(1999));
  await bank.settle(orderId);
  await bank.happens(orderId, { payoutFailed: 'bank_rejected' });
  await delivered(bank);
  const account = await bank.journal.account(orderId);
  t.match(account?.payment, { settlement: { status: 'settled' }, returned: 0 });
  t.ok(account?.settlements.some(({ status }) => status === 'disbursement_failed'));
});

t.test(
  'given a dispute, when it is lost, then the bank has the money; a won one gives it back',
  async (t) => {
    const bank = await open(t);
    const { journal } = bank;
    const orderId = await bank.pay(usd(1999));
    await bank.settle(orderId);
    const transactionId = (await journal.payment(orderId))?.transactionId;
    const opened = await bank.control('POST', 'disputes', { transactionId, amount: '10.00' });
    const { id } = opened.body as { id: string };
    await delivered(bank);
    t.match(await journal.payment(orderId), { dispute: 'open', returned: 0 });
    for (const [status, returned] of [
      ['lost', 1000],
      ['won', 0],
    ] as const) {
      await bank.control('POST', 'clock', { advance: 60 });
      await bank.control('POST', `disputes/${id}`, { status });
      await delivered(bank);
      t.match(await journal.payment(orderId), { dispute: status, returned }, status);
    }
  },
);

t.test('given the SDK, then each kind of its notifications is one that we have looked at', async (t) => {
  const { Kind } = (braintree as unknown as { WebhookNotification: unknown }).WebhookNotification as {
    Kind: Record<string, string>;
  };
  t.same(Object.keys(KINDS).sort(), Object.values(Kind).sort());
});
