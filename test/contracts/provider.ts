import type { Test } from 'tap';
import type { Gateway } from '../../lib/gateway/gateway.js';
import { isDeclined, isHeld } from '../../lib/money/transaction-status.js';
import type { ChargeOutcome } from '../../lib/session/state.js';
import { cardBytes, newOrder, usd, VISA } from './gateway.js';

/** A provider behind the contract, whoever it is. */
export interface Provider {
  readonly gateway: Gateway;
  /** The next change of this kind gets no answer; `executed`: it was made all the same. */
  lose(change: 'charge' | 'capture' | 'void' | 'refund', executed: boolean): void;
  /** Lets a transaction settle. */
  settle(transactionId: string): Promise<void>;
  /** An amount that the bank declines. Minor units of USD. */
  readonly declined: number;
  stop(): Promise<void>;
}

/** What every provider must do, whatever is behind it: the legal orders of calls that the contract's comment states. */
export function providerContract(t: Test, open: () => Promise<Provider>): void {
  charges(t, open);
  movements(t, open);
  lostAnswers(t, open);
  storedMethods(t, open);
}

async function nonceOf(gateway: Gateway, number = VISA): Promise<string> {
  const tokenised = await gateway.tokenise(cardBytes(number));
  if (tokenised.kind !== 'token') throw new Error(JSON.stringify(tokenised));
  return tokenised.nonce;
}

async function made(
  { gateway }: Provider,
  how: 'charge' | 'authorise',
  minor = 1999,
): Promise<{ readonly orderId: string; readonly id: string }> {
  const orderId = newOrder();
  const outcome = await gateway[how]({ orderId, amount: usd(minor), nonce: await nonceOf(gateway) });
  if (outcome.kind !== 'approved') throw new Error(JSON.stringify(outcome));
  return { orderId, id: outcome.transactionId };
}

function charges(t: Test, open: () => Promise<Provider>): void {
  t.test('given a provider, when cards are charged', { buffered: true }, async (t) => {
    const provider = await open();
    t.teardown(() => provider.stop());
    const { gateway } = provider;
    await gateway.start();

    t.test('then one is approved and found by its order and by its id', async (t) => {
      const { orderId, id } = await made(provider, 'charge');
      const found = {
        kind: 'found',
        transaction: { transactionId: id, orderId, kind: 'sale', amount: usd(1999) },
      };
      t.match(await gateway.find(orderId), { ...found, outcome: { kind: 'approved', transactionId: id } });
      t.match(await gateway.findTransaction(id), found);
      t.match(await gateway.ping(), { door: 'gateway', up: true });
      t.match(gateway.health(), { up: true });
    });

    t.test('then a decline has code, text and severity, and is found as one', async (t) => {
      const orderId = newOrder();
      const amount = usd(provider.declined);
      const outcome = await gateway.charge({ orderId, amount, nonce: await nonceOf(gateway) });
      t.match(outcome, { kind: 'declined', code: /\w/, text: /\w/, severity: /^(soft|hard|never-again)$/ });
      const found = await gateway.find(orderId);
      t.match(found, { kind: 'found', outcome: { kind: 'declined' } });
      t.ok(found.kind === 'found' && isDeclined(found.status));
    });

    t.test('then a token that nobody has made charges nothing', async (t) => {
      const orderId = newOrder();
      const outcome = await gateway.charge({ orderId, amount: usd(100), nonce: 'no-such-nonce' });
      t.match(outcome, { kind: 'failed', cause: 'gateway-token' });
      t.same(await gateway.find(orderId), { kind: 'not-found' });
    });

    t.test('then what is no amount or no currency is not sent', async (t) => {
      for (const [minor, currency, cause] of [
        [-1, 'USD', 'gateway-validation'],
        [1.5, 'USD', 'gateway-validation'],
        [Number.NaN, 'USD', 'gateway-validation'],
        [100, 'XXX', 'gateway-currency'],
      ] as const) {
        const orderId = newOrder();
        const amount = { minor, currency };
        const outcome = await gateway.charge({ orderId, amount, nonce: await nonceOf(gateway) });
        t.match(outcome, { kind: 'failed', cause }, `${minor} ${currency}`);
        t.same(await gateway.find(orderId), { kind: 'not-found' });
      }
    });

    t.test('then bytes that are no digits are not sent', async (t) => {
      const outcome = { kind: 'failed', cause: 'gateway-validation' };
      t.match(await gateway.tokenise(cardBytes('4111"11111111111')), { kind: 'failed', outcome });
    });

    t.test('then a period has them, and one before has none', async (t) => {
      const { orderId } = await made(provider, 'charge');
      const from = new Date(Date.now() - 3600_000);
      const listed = await gateway.list({ by: 'created', from, until: new Date(Date.now() + 3600_000) });
      t.ok(listed.kind === 'listed' && listed.transactions.some((one) => one.orderId === orderId));
      const before = await gateway.list({ by: 'created', from: new Date(0), until: new Date(1000) });
      t.match(before, { kind: 'listed', transactions: [] });
    });
  });
}

function movements(t: Test, open: () => Promise<Provider>): void {
  t.test('given a provider, when money is moved', { buffered: true }, async (t) => {
    const provider = await open();
    t.teardown(() => provider.stop());
    const { gateway } = provider;
    await gateway.start();

    t.test('then what is authorised is held, and captured once', async (t) => {
      const { orderId, id } = await made(provider, 'authorise');
      const held = await gateway.find(orderId);
      t.ok(held.kind === 'found' && isHeld(held.status));
      const request = { transactionId: id, requestKey: newOrder() };
      t.match(await gateway.capture({ ...request, amount: usd(2000) }), { kind: 'failed' });
      t.match(await gateway.capture({ ...request, amount: usd(1500) }), {
        kind: 'approved',
        transactionId: id,
      });
      t.match(await gateway.capture(request), { kind: 'failed', cause: 'gateway-validation' });
      t.match(await gateway.findTransaction(id), { transaction: { amount: usd(1500) } });
    });

    t.test('then a part captured with more to come is a transaction of its own', async (t) => {
      const { id } = await made(provider, 'authorise', 5000);
      const requestKey = newOrder();
      const part = await gateway.capture({ transactionId: id, amount: usd(2000), more: true, requestKey });
      t.match(part, { kind: 'approved' });
      t.not(part.kind === 'approved' && part.transactionId, id);
      t.match(await gateway.findChild(id, requestKey), {
        kind: 'found',
        transaction: { amount: usd(2000), captureOf: id },
      });
      t.same(await gateway.findChild(id, newOrder()), { kind: 'not-found' });
    });

    t.test('then a void is made once, and of nothing is refused', async (t) => {
      const { id } = await made(provider, 'charge');
      t.match(await gateway.void(id), { kind: 'approved', transactionId: id });
      t.match(await gateway.findTransaction(id), { transaction: { status: 'voided' } });
      t.match(await gateway.void(id), { kind: 'failed', cause: 'gateway-validation' });
      t.match(await gateway.void('nosuchid'), { kind: 'failed' });
    });

    t.test('then what has settled is given back, and never more than was charged', async (t) => {
      const { id } = await made(provider, 'charge');
      t.match(await gateway.refund(id, usd(100), newOrder()), { kind: 'failed' }, 'not settled yet');
      await provider.settle(id);
      const key = newOrder();
      t.match(await gateway.refund(id, usd(999), key), { kind: 'approved' });
      const refund = { kind: 'credit', amount: usd(999), refundOf: id, orderId: key };
      t.match(await gateway.findChild(id, key), { kind: 'found', transaction: refund });
      t.match(await gateway.refund(id, usd(1001), newOrder()), { kind: 'failed' });
      t.match(await gateway.refund(id, undefined, newOrder()), { kind: 'approved' });
      t.match(await gateway.refund(id, undefined, newOrder()), { kind: 'failed' });
    });
  });
}

function lostAnswers(t: Test, open: () => Promise<Provider>): void {
  t.test('given a provider, when an answer is lost', { buffered: true }, async (t) => {
    const provider = await open();
    t.teardown(() => provider.stop());
    const { gateway } = provider;
    await gateway.start();
    for (const executed of [true, false]) {
      const kind = executed ? 'found' : 'not-found';
      t.test(`then a charge is unknown, and a question says ${kind}`, async (t) => {
        const orderId = newOrder();
        const nonce = await nonceOf(gateway);
        provider.lose('charge', executed);
        t.match(await gateway.charge({ orderId, amount: usd(1234), nonce }), { kind: 'unknown' });
        t.match(await gateway.find(orderId), executed ? { kind, outcome: { kind: 'approved' } } : { kind });
      });

      t.test(`then a refund is unknown, and a question says ${kind}`, async (t) => {
        const { id } = await made(provider, 'charge');
        await provider.settle(id);
        const key = newOrder();
        provider.lose('refund', executed);
        t.match(await gateway.refund(id, usd(500), key), { kind: 'unknown' });
        t.match(await gateway.findChild(id, key), { kind });
      });

      t.test(
        `then a void and a capture are unknown, ${executed ? 'and made' : 'and not made'}`,
        async (t) => {
          const voided = await made(provider, 'authorise');
          provider.lose('void', executed);
          t.match(await gateway.void(voided.id, newOrder()), { kind: 'unknown' });
          t.equal(await stillHeld(gateway, voided.id), !executed);
          const captured = await made(provider, 'authorise');
          provider.lose('capture', executed);
          const request = { transactionId: captured.id, requestKey: newOrder() };
          t.match(await gateway.capture(request), { kind: 'unknown' });
          t.equal(await stillHeld(gateway, captured.id), !executed);
        },
      );
    }
  });
}

async function stillHeld(gateway: Gateway, id: string): Promise<boolean | undefined> {
  const found = await gateway.findTransaction(id);
  return found.kind === 'found' ? isHeld(found.transaction.status) : undefined;
}

function storedMethods(t: Test, open: () => Promise<Provider>): void {
  t.test('given a provider, when a card is stored', { buffered: true }, async (t) => {
    const provider = await open();
    t.teardown(() => provider.stop());
    const { gateway } = provider;
    await gateway.start();
    const [token, id] = [newOrder(), newOrder()];
    const request = { nonce: await nonceOf(gateway), token, customer: { id }, verify: true };
    const outcome = await gateway.vault(request);

    t.test('then its mask is known, and no number', async (t) => {
      const method = { kind: 'card', token, customerId: id, brand: 'visa', last4: '1111' };
      t.match(outcome, { kind: 'stored', method });
      t.notMatch(JSON.stringify(outcome), /411111/);
      t.match(await gateway.findMethod(token), { kind: 'found', method });
      t.match(await gateway.methodsOf(id), { kind: 'found', methods: [method] });
    });

    t.test('then it is charged by its token, again and again', async (t) => {
      const outcomes: ChargeOutcome[] = [];
      for (const minor of [1100, 1200]) {
        outcomes.push(await gateway.charge({ orderId: newOrder(), amount: usd(minor), token }));
      }
      t.match(outcomes, [{ kind: 'approved' }, { kind: 'approved' }]);
    });

    t.test('then it can be forgotten, twice, and charges nothing any more', async (t) => {
      t.same(await gateway.forget(token), { kind: 'forgotten' });
      t.same(await gateway.forget(token), { kind: 'forgotten' });
      t.same(await gateway.findMethod(token), { kind: 'not-found' });
      const orderId = newOrder();
      t.match(await gateway.charge({ orderId, amount: usd(1300), token }), { kind: 'failed' });
    });
  });
}
