import type { Test } from 'tap';
import type { AccountBytes, AccountHolder } from '../../lib/gateway/gateway.js';
import type { VaultRequest } from '../../lib/gateway/methods.js';
import {
  cardBytes,
  type GatewayUnderTest,
  type MakeGateway,
  newOrder,
  type Trouble,
  usd,
  VISA,
} from './gateway.js';

/** A bank account as `card/` would hand it over. */
export function accountBytes(accountNumber: string, routingNumber = '021000021'): AccountBytes {
  const bytes = Buffer.alloc(4096);
  bytes.write(accountNumber, 0);
  bytes.write(routingNumber, 64);
  return {
    accountNumber: bytes.subarray(0, accountNumber.length),
    routingNumber: bytes.subarray(64, 64 + routingNumber.length),
    accountType: 'checking',
  };
}

export const HOLDER: AccountHolder = {
  owner: { firstName: 'Ada', lastName: 'Moss' },
  billing: { street: '111 Main St', city: 'San Jose', region: 'CA', postalCode: '94085' },
  mandate: 'I authorise the payment of "this" amount from my account.',
};

async function cardNonce({ gateway }: GatewayUnderTest, number = VISA): Promise<string> {
  const tokenised = await gateway.tokenise(cardBytes(number));
  return tokenised.kind === 'token' ? tokenised.nonce : JSON.stringify(tokenised.outcome);
}

async function accountNonce({ gateway }: GatewayUnderTest, number = '1000000001'): Promise<string> {
  const tokenised = await gateway.tokeniseAccount(accountBytes(number), HOLDER);
  return tokenised.kind === 'token' ? tokenised.nonce : JSON.stringify(tokenised.outcome);
}

const request = (nonce: string, rest: Partial<VaultRequest> = {}): VaultRequest => ({
  nonce,
  token: newOrder(),
  customer: { id: newOrder(), firstName: 'Ada', lastName: 'Moss' },
  verify: true,
  ...rest,
});

const LOST: readonly (readonly [string, Omit<Trouble, 'route'>, boolean])[] = [
  ['dropped before it is executed', { kind: 'drop', when: 'before' }, false],
  ['dropped after it was executed', { kind: 'drop', when: 'after' }, true],
  ['never answered', { kind: 'silence', when: 'after' }, true],
  ['answered with 500, executed', { kind: 'status', when: 'after', status: 500 }, true],
];

/** Methods that are stored, verified, charged and forgotten: cards and bank accounts. */
export function vaultContract(t: Test, make: MakeGateway): void {
  t.jobs = 3;
  cards(t, make);
  codes(t, make);
  accounts(t, make);
  lost(t, make);
}

function cards(t: Test, make: MakeGateway): void {
  t.test('given a card', { buffered: true }, async (t) => {
    const under = await make({});
    t.teardown(() => under.stop());
    const { gateway } = under;

    t.test('when it is stored, then it has our names, its mask and no number', async (t) => {
      const wanted = request(await cardNonce(under), { makeDefault: true });
      const outcome = await gateway.vault(wanted);
      t.match(outcome, {
        kind: 'stored',
        method: {
          kind: 'card',
          token: wanted.token,
          customerId: wanted.customer.id,
          brand: 'visa',
          last4: '1111',
          expires: '12/2031',
          isDefault: true,
          verification: { kind: 'verified' },
        },
      });
      t.notMatch(JSON.stringify(outcome), /411111/);
      const method = outcome.kind === 'stored' ? outcome.method : undefined;
      t.match(await gateway.findMethod(wanted.token), { kind: 'found', method });
    });

    t.test('when it is charged by its token, once more and once more, then each is approved', async (t) => {
      const wanted = request(await cardNonce(under));
      await gateway.vault(wanted);
      for (const source of ['moto', 'recurring-first', 'recurring', 'unscheduled'] as const) {
        const orderId = newOrder();
        const amount = usd(1000 + orderId.length);
        const outcome = await gateway.charge({ orderId, amount, token: wanted.token, source });
        t.match(outcome, { kind: 'approved' }, source);
        t.match(await gateway.find(orderId), { transaction: { token: wanted.token, amount } });
      }
    });

    t.test('when a second one is stored for the same customer, then both are', async (t) => {
      const first = request(await cardNonce(under));
      t.match(await gateway.vault(first), { kind: 'stored' });
      const nonce = await cardNonce(under, '5555555555554444');
      const second = request(nonce, { customer: first.customer });
      t.match(await gateway.vault(second), { kind: 'stored', method: { brand: 'mastercard' } });
    });

    t.test('when two single-use tokens are made of it at once, then each is good once', async (t) => {
      const card = cardBytes(VISA);
      const both = await Promise.all([gateway.tokenise(card), gateway.tokenise(card)]);
      const [first = '', second = ''] = both.map((one) => (one.kind === 'token' ? one.nonce : ''));
      t.not(first, second);
      const orderId = newOrder();
      t.match(await gateway.charge({ orderId, amount: usd(1100), nonce: first }), { kind: 'approved' });
      const wanted = request(second, { verify: false });
      t.match(await gateway.vault(wanted), { kind: 'stored', method: { last4: '1111' } });
      const again = newOrder();
      const outcome = await gateway.charge({ orderId: again, amount: usd(1101), token: wanted.token });
      t.match(outcome, { kind: 'approved' }, 'and what was kept can be charged');
    });

    t.test('when its issuer declines the verification, then it is not stored', async (t) => {
      const wanted = request(await cardNonce(under, '4000111111111115'));
      t.match(await gateway.vault(wanted), { kind: 'declined', code: /^2/, severity: /soft|hard/ });
      t.match(await gateway.findMethod(wanted.token), { kind: 'not-found' });
    });

    t.test('when it is only verified, then its issuer’s answer is told', async (t) => {
      t.match(await gateway.verify({ nonce: await cardNonce(under), currency: 'USD' }), {
        kind: 'verified',
        verificationId: String,
        code: '1000',
        details: { cvv: 'match' },
      });
      const declined = await gateway.verify({ nonce: await cardNonce(under, '4000111111111115') });
      t.match(declined, { kind: 'declined', code: /^2/ });
      const wanted = request(await cardNonce(under), { verify: false });
      t.match(await gateway.vault(wanted), { kind: 'stored', method: { verification: { kind: 'none' } } });
      t.match(await gateway.verify({ token: wanted.token }), { kind: 'verified' });
      const none = await gateway.verify({ nonce: 'no-such-nonce' });
      t.match(none, { kind: 'failed' });
    });

    t.test('when it is forgotten, then it is gone, and to forget it again is no fault', async (t) => {
      const wanted = request(await cardNonce(under));
      await gateway.vault(wanted);
      t.match(await gateway.forget(wanted.token), { kind: 'forgotten' });
      t.match(await gateway.forget(wanted.token), { kind: 'forgotten' });
      t.match(await gateway.findMethod(wanted.token), { kind: 'not-found' });
      const orderId = newOrder();
      const outcome = await gateway.charge({ orderId, amount: usd(100), token: wanted.token });
      t.match(outcome, { kind: 'failed', cause: 'gateway-token' });
      t.same(await under.executed(orderId), []);
    });

    t.test('when its token is sent twice, then the first copy is the truth', async (t) => {
      const wanted = request(await cardNonce(under));
      const first = await gateway.vault(wanted);
      const again = await gateway.vault({ ...wanted, nonce: await cardNonce(under) });
      t.same(again, first);
    });

    t.test('when its nonce was used or never was, then nothing is stored', async (t) => {
      const nonce = await cardNonce(under);
      await gateway.vault(request(nonce));
      t.match(await gateway.vault(request(nonce)), { kind: 'unknown' }, 'used');
      t.match(await gateway.vault(request('no-such-nonce')), { kind: 'failed', cause: 'gateway-token' });
    });
  });
}

function codes(t: Test, make: MakeGateway): void {
  t.test('given a stored card and a rule for security codes', { buffered: true }, async (t) => {
    const under = await make({ cvvRule: true });
    t.teardown(() => under.stop());
    const { gateway } = under;
    const stored = request(await cardNonce(under));
    await gateway.vault(stored);
    const { token } = stored;
    const nonceOf = async (code: string) => {
      const tokenised = await gateway.tokeniseCode(Buffer.from(code));
      return tokenised.kind === 'token' ? tokenised.nonce : JSON.stringify(tokenised.outcome);
    };

    t.test('when its code is given again, then the issuer’s answer to it decides', async (t) => {
      for (const [code, wanted] of [
        ['123', { kind: 'approved', details: { cvv: 'match' } }],
        ['200', { kind: 'refused', reason: 'cvv' }],
      ] as const) {
        const orderId = newOrder();
        const amount = usd(1200 + orderId.length);
        const outcome = await gateway.charge({ orderId, amount, token, codeNonce: await nonceOf(code) });
        t.match(outcome, wanted, code);
        t.equal((await under.executed(orderId)).length, 1);
      }
      const without = await gateway.charge({ orderId: newOrder(), amount: usd(1299), token });
      t.match(without, { kind: 'approved', details: { cvv: 'not-provided' } });
    });

    t.test('when the code was used before, or stands alone, then nothing is charged', async (t) => {
      const codeNonce = await nonceOf('123');
      const amount = usd(1301);
      t.match(await gateway.charge({ orderId: newOrder(), amount, token, codeNonce }), { kind: 'approved' });
      const orderId = newOrder();
      const again = await gateway.charge({ orderId, amount: usd(1302), token, codeNonce });
      t.match(again, { kind: /failed|unknown/ });
      const alone = await gateway.charge({ orderId, amount, nonce: await nonceOf('123') });
      t.match(alone, { kind: 'failed' });
      t.same(await under.executed(orderId), []);
    });

    t.test('when it is no code, or the gateway is silent, then nothing was sent or charged', async (t) => {
      for (const code of ['12', '12345', '12"']) {
        t.match(await gateway.tokeniseCode(Buffer.from(code)), {
          kind: 'failed',
          outcome: { cause: 'gateway-validation' },
        });
      }
      under.trouble({ route: 'graphql.tokenizeCvv', kind: 'silence', times: 2 });
      t.match(await gateway.tokeniseCode(Buffer.from('123')), {
        kind: 'failed',
        outcome: { kind: 'failed', cause: 'gateway-unreachable' },
      });
    });
  });
}

function accounts(t: Test, make: MakeGateway): void {
  t.test('given a bank account', { buffered: true }, async (t) => {
    const under = await make({});
    t.teardown(() => under.stop());
    const { gateway } = under;

    t.test('when it is stored with a network check, then it can be charged', async (t) => {
      const wanted = request(await accountNonce(under), { verify: 'network-check', currency: 'USD' });
      const outcome = await gateway.vault(wanted);
      t.match(outcome, {
        kind: 'stored',
        method: {
          kind: 'bank-account',
          last4: '0001',
          accountType: 'checking',
          verification: { kind: 'verified' },
        },
      });
      t.notMatch(JSON.stringify(outcome), /1000000001/);
      const orderId = newOrder();
      const charged = await gateway.charge({ orderId, amount: usd(1234), token: wanted.token });
      t.match(charged, { kind: 'approved', details: { status: 'settlement_pending' } });
      t.match(await gateway.find(orderId), {
        outcome: { kind: 'approved' },
        transaction: { token: wanted.token },
      });
    });

    t.test('when it is forgotten after its debit, then the debit settles and can be refunded', async (t) => {
      const wanted = request(await accountNonce(under), { verify: 'network-check', currency: 'USD' });
      await gateway.vault(wanted);
      const orderId = newOrder();
      const charged = await gateway.charge({ orderId, amount: usd(1240), token: wanted.token });
      t.match(charged, { kind: 'approved' });
      const id = charged.kind === 'approved' ? charged.transactionId : '';
      t.match(await gateway.forget(wanted.token), { kind: 'forgotten' });
      await under.settle(id);
      t.match(await gateway.find(orderId), { status: 'settled', outcome: { kind: 'approved' } });
      t.match(await gateway.refund(id, usd(240), newOrder()), { kind: 'approved' });
    });

    t.test('when micro-deposits are confirmed, then it is verified', async (t) => {
      const nonce = await accountNonce(under, '1000000000');
      const wanted = request(nonce, { verify: 'micro-deposits', currency: 'USD' });
      const outcome = await gateway.vault(wanted);
      t.match(outcome, { kind: 'stored', method: { verification: { kind: 'pending', id: String } } });
      const orderId = newOrder();
      const early = await gateway.charge({ orderId, amount: usd(100), token: wanted.token });
      t.match(early, { kind: 'failed', text: /915172/ }, 'not before');
      const state = outcome.kind === 'stored' ? outcome.method.verification : undefined;
      const id = state?.kind === 'pending' ? state.id : '';
      t.match(await gateway.confirmDeposits(id, [17, 29]), { kind: 'verified' });
      t.match(await gateway.charge({ orderId, amount: usd(100), token: wanted.token }), { kind: 'approved' });
    });

    t.test('when the network check fails, then why is told', async (t) => {
      for (const [number, code] of [
        ['1000000005', '2061'],
        ['1000000008', '2061'],
        ['1000000004', '2046'],
      ] as const) {
        const wanted = request(await accountNonce(under, number), {
          verify: 'network-check',
          currency: 'USD',
        });
        const outcome = await gateway.vault(wanted);
        const told =
          outcome.kind === 'stored' ? outcome.method.verification : { ...outcome, kind: 'failed' as const };
        t.match(told, { kind: 'failed', code }, number);
      }
    });

    t.test('when its bytes are not digits, then nothing is sent', async (t) => {
      for (const account of [
        accountBytes('12"4567'),
        accountBytes('123'),
        accountBytes('1000000001', '12345'),
      ]) {
        const failed = await gateway.tokeniseAccount(account, HOLDER);
        t.match(failed, { kind: 'failed', outcome: { cause: 'gateway-validation' } });
      }
    });
  });
}

function lost(t: Test, make: MakeGateway): void {
  for (const [what, trouble, made] of LOST) {
    t.test(
      `given a method whose storing is ${what}, then it is unknown, and its token tells`,
      { buffered: true },
      async (t) => {
        const under = await make({ deadlineMs: 1500 });
        t.teardown(() => under.stop());
        const wanted = request(await cardNonce(under));
        under.trouble({ route: 'paymentMethod.create', times: 1, ...trouble });
        t.match(await under.gateway.vault(wanted), { kind: 'unknown' });
        t.match(await under.gateway.findMethod(wanted.token), { kind: made ? 'found' : 'not-found' });
        under.trouble({ route: 'paymentMethod.find', kind: 'drop', times: 1 });
        t.match(await under.gateway.findMethod(wanted.token), { kind: 'unreachable' });
        under.trouble({ route: 'customer.create', times: 1, ...trouble });
        const other = request(await cardNonce(under));
        t.match(await under.gateway.vault(other), { kind: 'failed' }, 'a customer alone is no method');
        t.match(await under.gateway.findMethod(other.token), { kind: 'not-found' });
        t.match(await under.gateway.vault(other), { kind: 'stored' }, 'and the next try mends it');
      },
    );
  }
}
