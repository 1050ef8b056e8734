import type { Test } from 'tap';
import { cardBytes, type MakeGateway, newOrder, usd, VISA, type Wishes } from './gateway.js';

/** Faults of the set-up: what a charge comes to, and what an inspection says before there is any. */
const FAULTS: readonly (readonly [string, Wishes, string, string])[] = [
  ['the keys are wrong', { wrongKeys: true }, 'gateway-authentication', 'gateway-authentication'],
  ['the merchant id is wrong', { wrongMerchant: true }, 'gateway-merchant', 'gateway-merchant'],
  ['nobody listens', { nobodyListens: true }, 'gateway-unreachable', 'gateway-unreachable'],
  ['the certificate is not trusted', { untrusted: true }, 'gateway-tls', 'gateway-tls'],
  [
    'the account does not exist',
    { accounts: { USD: 'no_such_account' } },
    'gateway-account',
    'gateway-account',
  ],
  [
    'request keys are not enabled',
    { apiRequestKeys: true, apiRequestKeysRefused: true },
    'gateway-request-keys',
    'gateway-request-keys',
  ],
];

/** Every fault of the set-up is an outcome of its own that says what to do, and nothing is lost by it. */
export function setUpContract(t: Test, make: MakeGateway): void {
  t.jobs = 3;
  for (const [what, wishes, charged, inspected] of FAULTS) {
    t.test(
      `given a set-up, when ${what}, then the charge and the inspection say so`,
      { buffered: true },
      async (t) => {
        const under = await make({ deadlineMs: 3000, ...wishes });
        t.teardown(() => under.stop());
        const { gateway } = under;
        t.match(await gateway.inspect(), { faults: [{ cause: inspected, critical: true, text: /\w/ }] });
        await gateway.tokenise(cardBytes(VISA));
        const orderId = newOrder();
        const outcome = await gateway.charge({ orderId, amount: usd(100), nonce: 'fake-valid-nonce' });
        t.match(outcome, { kind: 'failed', cause: charged, text: /\. / });
        t.same(await under.executed(orderId), [], 'nothing was executed');
      },
    );
  }

  t.test(
    'given a right set-up, then nothing is found and the accounts are told',
    { buffered: true },
    async (t) => {
      const under = await make({});
      t.teardown(() => under.stop());
      const { faults, accounts, clockAhead } = await under.gateway.inspect();
      t.same(faults, []);
      t.ok(
        accounts.some(
          ({ id, currency, isDefault }) => id === 'hushpay_usd' && currency === 'USD' && isDefault,
        ),
      );
      t.ok(Math.abs(clockAhead ?? 99) < 5, 'the clocks agree');
    },
  );

  t.test(
    'given an account of another currency than we believe, then it is found, and no money stays taken',
    { buffered: true },
    async (t) => {
      const under = await make({ accounts: { CZK: 'hushpay_usd' } });
      t.teardown(() => under.stop());
      const orderId = newOrder();
      const amount = { minor: 1000, currency: 'CZK' };
      const outcome = await under.gateway.charge({ orderId, amount, nonce: 'fake-valid-nonce' });
      t.match(outcome, { kind: 'refused', reason: 'voided' });
      t.match(await under.executed(orderId), [{ status: 'voided' }]);
      t.match(await under.gateway.inspect(), {
        faults: [{ cause: 'gateway-account', text: /takes USD, not CZK/ }],
      });
    },
  );

  t.test(
    'given no configured accounts, when the default one is known, then other currencies are not sent',
    { buffered: true },
    async (t) => {
      const under = await make({ accounts: {} });
      t.teardown(() => under.stop());
      const { gateway } = under;
      t.match(await gateway.ping(), { up: true });
      const orderId = newOrder();
      const euros = { minor: 1000, currency: 'EUR' };
      const outcome = await gateway.charge({ orderId, amount: euros, nonce: 'fake-valid-nonce' });
      t.match(outcome, { kind: 'failed', cause: 'gateway-currency', text: /hushpay_usd takes USD/ });
      t.same(await under.executed(orderId), []);
      t.match(await gateway.charge({ orderId, amount: usd(100), nonce: 'fake-valid-nonce' }), {
        kind: 'approved',
      });
    },
  );

  t.test(
    'given a limit of the merchant, when an amount is over it, then it is said and nothing is executed',
    { buffered: true },
    async (t) => {
      const under = await make({ maximumAmount: 100 });
      t.teardown(() => under.stop());
      const orderId = newOrder();
      const outcome = await under.gateway.charge({ orderId, amount: usd(10001), nonce: 'fake-valid-nonce' });
      t.match(outcome, { kind: 'failed', cause: 'gateway-limit', text: /81528/ });
      t.same(await under.executed(orderId), []);
      t.match(await under.gateway.charge({ orderId, amount: usd(10000), nonce: 'fake-valid-nonce' }), {
        kind: 'approved',
      });
    },
  );

  t.test(
    'given a token, when it has expired, then it is said and nothing is executed',
    { buffered: true },
    async (t) => {
      const under = await make({});
      t.teardown(() => under.stop());
      const tokenised = await under.gateway.tokenise(cardBytes(VISA));
      const nonce = tokenised.kind === 'token' ? tokenised.nonce : '';
      await under.later(3.1);
      const orderId = newOrder();
      const outcome = await under.gateway.charge({ orderId, amount: usd(100), nonce });
      t.match(outcome, { kind: 'failed', cause: 'gateway-token', text: /91565/ });
      t.same(await under.executed(orderId), []);
    },
  );
}
