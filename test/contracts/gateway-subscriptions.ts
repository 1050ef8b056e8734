import type { Test } from 'tap';
import { cardBytes, type GatewayUnderTest, type MakeGateway, newOrder, usd } from './gateway.js';

/** What the provider sells; the sandbox is told of it. */
export const PLANS = [
  { id: 'monthly', name: 'Monthly', price: '10.00', currency: 'USD' },
  {
    id: 'trial',
    name: 'After a trial',
    price: '20.00',
    currency: 'USD',
    trial: { duration: 7, unit: 'day' as const },
  },
];

async function stored({ gateway }: GatewayUnderTest): Promise<string> {
  const tokenised = await gateway.tokenise(cardBytes('4111111111111111'));
  const nonce = tokenised.kind === 'token' ? tokenised.nonce : '';
  const token = newOrder();
  const outcome = await gateway.vault({ nonce, token, customer: { id: newOrder() }, verify: false });
  if (outcome.kind !== 'stored') throw new Error(JSON.stringify(outcome));
  return token;
}

/** Payments that repeat: made, found, cancelled, tried again, and lost on the way. */
export function subscriptionContract(t: Test, make: MakeGateway): void {
  t.test('given a stored card', { buffered: true }, async (t) => {
    const under = await make({});
    t.teardown(() => under.stop());
    const { gateway } = under;

    t.test('when it subscribes, then the first charge is made, and it is found', async (t) => {
      const token = await stored(under);
      const id = newOrder();
      const outcome = await gateway.subscribe({ id, planId: 'monthly', token });
      t.match(outcome, {
        kind: 'subscription',
        subscription: { id, planId: 'monthly', token, status: 'active', price: usd(1000) },
        charge: { kind: 'approved', details: { amount: usd(1000) } },
      });
      const found = await gateway.findSubscription(id);
      t.match(found, { kind: 'found', subscription: { id, status: 'active' } });
      const ids = found.kind === 'found' ? found.subscription.transactionIds : [];
      t.equal(ids.length, 1);
      t.match(await gateway.findTransaction(ids[0] ?? ''), { transaction: { subscriptionId: id, token } });
    });

    t.test('when it has a trial or a price of its own, then nothing or that is charged', async (t) => {
      const token = await stored(under);
      const trial = await gateway.subscribe({ id: newOrder(), planId: 'trial', token });
      t.match(trial, { kind: 'subscription', subscription: { status: 'active', transactionIds: [] } });
      const price = await gateway.subscribe({
        id: newOrder(),
        planId: 'monthly',
        token,
        price: usd(2550),
        cycles: 3,
      });
      t.match(price, {
        kind: 'subscription',
        subscription: { price: usd(2550) },
        charge: { details: { amount: usd(2550) } },
      });
    });

    t.test('when the first charge is declined, then there is no subscription', async (t) => {
      const token = await stored(under);
      const id = newOrder();
      t.match(await gateway.subscribe({ id, planId: 'monthly', token, price: usd(2001_00) }), {
        kind: 'declined',
        code: '2001',
      });
      t.match(await gateway.findSubscription(id), { kind: 'not-found' });
    });

    t.test('when the plan, the card or the currency is not known, then nothing is made', async (t) => {
      const token = await stored(under);
      const id = newOrder();
      t.match(await gateway.subscribe({ id, planId: 'nosuch', token }), { kind: 'failed', text: /91904/ });
      t.match(await gateway.subscribe({ id, planId: 'monthly', token: 'nosuch' }), {
        kind: 'failed',
        cause: 'gateway-token',
      });
      const price = { minor: 100, currency: 'CZK' };
      t.match(await gateway.subscribe({ id, planId: 'monthly', token, price }), {
        kind: 'failed',
        cause: 'gateway-currency',
      });
      t.match(await gateway.findSubscription(id), { kind: 'not-found' });
    });

    t.test('when it is cancelled, twice, then it is, once', async (t) => {
      const token = await stored(under);
      const id = newOrder();
      await gateway.subscribe({ id, planId: 'monthly', token });
      t.match(await gateway.cancelSubscription(id), { subscription: { status: 'canceled' } });
      t.match(await gateway.cancelSubscription(id), { subscription: { status: 'canceled' } });
    });

    t.test('when it is past due, then it can be tried again, and asked about', async (t) => {
      const token = await stored(under);
      const id = newOrder();
      await gateway.subscribe({ id, planId: 'trial', token, price: usd(2001_00) });
      await under.later(8 * 24);
      const due = await gateway.findSubscription(id);
      t.match(due, { subscription: { status: 'past-due', balance: '2001.00' } });
      const known = due.kind === 'found' ? due.subscription.transactionIds : [];
      t.match(await gateway.retrySubscription(id), { kind: 'declined', code: '2001' });
      const other = { minor: 100, currency: 'CZK' };
      t.match(await gateway.retrySubscription(id, other), { cause: 'gateway-currency' });
      under.trouble({ route: 'transaction.create', kind: 'drop', when: 'after', times: 1 });
      t.match(await gateway.retrySubscription(id, usd(3500_00)), { kind: 'unknown' });
      const after = await gateway.findSubscription(id);
      const made = after.kind === 'found' ? after.subscription.transactionIds : [];
      const fresh = made.filter((one) => !known.includes(one));
      t.equal(fresh.length, 2, 'the declined one and the lost one');
      t.match(await gateway.findTransaction(fresh[0] ?? ''), {
        transaction: { amount: usd(3500_00), outcome: { kind: 'approved' }, subscriptionId: id },
      });
    });

    t.test('when the same is made twice, then the first is the truth', async (t) => {
      const token = await stored(under);
      const request = { id: newOrder(), planId: 'monthly', token };
      t.match(await gateway.subscribe(request), { kind: 'subscription' });
      t.match(await gateway.subscribe(request), { kind: 'subscription', subscription: { id: request.id } });
      const found = await gateway.findSubscription(request.id);
      t.equal(found.kind === 'found' && found.subscription.transactionIds.length, 1, 'charged once');
      const other = await gateway.subscribe({ ...request, planId: 'trial' });
      t.match(other, { kind: 'unknown' }, 'another one under that name is none of ours');
    });
  });

  t.test(
    'given a subscription whose answer is lost, then it is unknown, and its id tells',
    { buffered: true },
    async (t) => {
      const under = await make({ deadlineMs: 1500 });
      t.teardown(() => under.stop());
      const { gateway } = under;
      const token = await stored(under);
      for (const [trouble, made] of [
        [{ kind: 'drop', when: 'before' }, false],
        [{ kind: 'drop', when: 'after' }, true],
        [{ kind: 'status', when: 'after', status: 500 }, true],
        [{ kind: 'truncate' }, true],
      ] as const) {
        const id = newOrder();
        under.trouble({ route: 'subscription.create', times: 1, ...trouble });
        t.match(await gateway.subscribe({ id, planId: 'monthly', token }), { kind: 'unknown' });
        t.match(await gateway.findSubscription(id), { kind: made ? 'found' : 'not-found' });
      }
      const id = newOrder();
      await gateway.subscribe({ id, planId: 'monthly', token });
      under.trouble({ route: 'subscription.cancel', kind: 'drop', when: 'after', times: 1 });
      t.match(await gateway.cancelSubscription(id), { kind: 'unknown' });
      t.match(await gateway.findSubscription(id), { subscription: { status: 'canceled' } });
    },
  );

  t.test('given a webhook, when it is read, then its sender is certain', { buffered: true }, async (t) => {
    const under = await make({});
    t.teardown(() => under.stop());
    const { gateway } = under;
    const [signature, payload] = await under.webhook('subscription_went_past_due', 'sub1');
    t.match(await gateway.readWebhook(signature, payload), {
      kind: 'notification',
      news: { kind: 'subscription_went_past_due', at: Number, subscription: { id: 'sub1' } },
    });
    const changed = Buffer.from(`${Buffer.from(payload, 'base64')} `).toString('base64');
    for (const [by, what] of [
      [signature, changed],
      [signature.replace(/.$/, (last) => (last === '0' ? '1' : '0')), payload],
      ['', payload],
      [signature, ''],
      [signature, 'not base64!'],
    ] as const) {
      t.match(await gateway.readWebhook(by, what), { kind: 'forged' });
    }
    t.match(gateway.answerChallenge('20f9f8ed05f77439fe955c977e4c8a53'), /\|[0-9a-f]{40}$/);
    t.equal(gateway.answerChallenge('<script>'), undefined);
  });
}
