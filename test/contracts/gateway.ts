import type { Test } from 'tap';
import type { BraintreeGateway } from '../../lib/gateway/braintree/braintree-gateway.js';
import type { NoteOptions } from '../../lib/gateway/braintree/options.js';
import type { CardBytes } from '../../lib/gateway/gateway.js';
import type { ChargeOutcome } from '../../lib/session/state.js';

/** A misbehaviour of the provider, as a suite asks for it. Milliseconds. */
export interface Trouble {
  readonly route: `${'transaction' | 'graphql' | 'customer' | 'paymentMethod' | 'subscription'}.${string}`;
  readonly kind:
    | 'delay'
    | 'silence'
    | 'drop'
    | 'reset'
    | 'status'
    | 'cut'
    | 'truncate'
    | 'blank'
    | 'drip'
    | 'duplicate';
  readonly when?: 'before' | 'after';
  readonly ms?: number;
  readonly status?: number;
  readonly times?: number;
}

/** A gateway, and the provider behind it to look at and to disturb. */
export interface GatewayUnderTest {
  readonly gateway: BraintreeGateway;
  trouble(trouble: Trouble): void;
  /** What the provider has executed for an order, whatever its search knows. */
  executed(orderId: string): Promise<readonly { readonly status: string; readonly amount: string }[]>;
  /** The testing transition to settled. */
  settle(transactionId: string): Promise<void>;
  /** Lets time pass at the provider, with all that falls due in it. Hours. */
  later(hours: number): Promise<void>;
  /** A notification as the provider would send it: signature and payload. */
  webhook(kind: string, id: string): Promise<readonly [string, string]>;
  stop(): Promise<void>;
}

export interface Wishes {
  readonly deadlineMs?: number;
  readonly cvvRule?: boolean;
  readonly apiRequestKeys?: boolean;
  readonly indexDelayMs?: number;
  readonly wrongKeys?: boolean;
  readonly nobodyListens?: boolean;
  readonly untrusted?: boolean;
  /** Accepts connections and never says a word: no TLS handshake comes about. */
  readonly mute?: boolean;
  readonly wrongMerchant?: boolean;
  /** Merchant accounts as we believe them to be, by currency; as they are unless told. */
  readonly accounts?: Readonly<Record<string, string>>;
  readonly apiRequestKeysRefused?: boolean;
  /** Largest amount the merchant may charge, in units of its currency. */
  readonly maximumAmount?: number;
  readonly avsRule?: boolean;
  readonly note?: NoteOptions;
}

export type MakeGateway = (wishes: Wishes) => Promise<GatewayUnderTest>;

let orders = 0;
export function newOrder(): string {
  orders += 1;
  return `hpcontract${process.pid}-${orders}`;
}

/** A card as `card/` hands it over. */
export function cardBytes(number: string, code = '123'): CardBytes {
  const bytes = Buffer.alloc(4096);
  bytes.write(number, 0);
  bytes.write('1231', 32);
  bytes.write(code, 64);
  return {
    number: bytes.subarray(0, number.length),
    expirationMonth: bytes.subarray(32, 34),
    expirationYear: bytes.subarray(34, 36),
    securityCode: bytes.subarray(64, 64 + code.length),
  };
}

export const VISA = '4111111111111111';
export const usd = (minor: number): { minor: number; currency: string } => ({ minor, currency: 'USD' });

export async function pay(
  { gateway }: GatewayUnderTest,
  orderId: string,
  minor = 1999,
  number = VISA,
  code = '123',
): Promise<ChargeOutcome> {
  const tokenised = await gateway.tokenise(cardBytes(number, code));
  if (tokenised.kind === 'failed') return tokenised.outcome;
  return gateway.charge({ orderId, amount: usd(minor), nonce: tokenised.nonce });
}

/** What every gateway must do, whatever is behind it. */
export function gatewayContract(t: Test, make: MakeGateway): void {
  // The groups have a provider each and mostly wait for deadlines.
  t.jobs = 3;
  faults(t, make);
  outcomes(t, make);
  connections(t, make);
  afterwards(t, make);
}

function outcomes(t: Test, make: MakeGateway): void {
  t.test('given a healthy provider', { buffered: true }, async (t) => {
    const under = await make({});
    t.teardown(() => under.stop());
    const { gateway } = under;

    t.test('when it is pinged, then it is up', async (t) => {
      t.match(await gateway.ping(), { up: true });
      t.match(gateway.health(), { door: 'gateway', up: true });
    });

    t.test('when a card is charged, then it is approved, once, and found again', async (t) => {
      const orderId = newOrder();
      const outcome = await pay(under, orderId);
      t.match(outcome, { kind: 'approved', transactionId: String, code: '1000' });
      t.match(await under.executed(orderId), [{ status: 'submitted_for_settlement', amount: '19.99' }]);
      t.match(await gateway.find(orderId), { kind: 'found', outcome, amount: usd(1999) });
    });

    t.test('when the bank declines, then code, text and severity are told, and found again', async (t) => {
      const declines = [
        [2000_00, VISA, '2000', 'soft'],
        [2001_00, VISA, '2001', 'soft'],
        [2004_00, VISA, '2004', 'hard'],
        [2047_00, VISA, '2047', 'hard'],
        [2047_00, '5555555555554444', '2047', 'never-again'],
        [2108_00, VISA, '2108', 'hard'],
        [2999_00, VISA, '2999', 'soft'],
        [3000_00, VISA, '3000', 'soft'],
      ] as const;
      for (const [minor, number, code, severity] of declines) {
        const orderId = newOrder();
        const outcome = await pay(under, orderId, minor, number);
        t.match(outcome, { kind: 'declined', code, severity, text: /\w/ }, `${code} is ${severity}`);
        t.match(await gateway.find(orderId), { kind: 'found', outcome });
      }
    });

    t.test('when a rule of the gateway rejects, then it is refused with the reason', async (t) => {
      const orderId = newOrder();
      t.match(await pay(under, orderId, 5001_00), { kind: 'refused', reason: 'application_incomplete' });
      t.match(await gateway.find(orderId), { kind: 'found', outcome: { kind: 'refused' } });
      t.match(await pay(under, newOrder(), 999, '4000111111111511'), { kind: 'refused', reason: 'fraud' });
    });

    t.test('when the card itself is not acceptable, then another card may do', async (t) => {
      t.match(await pay(under, newOrder(), 999, '4242424242424242'), {
        kind: 'refused',
        reason: 'invalid_card',
      });
    });

    t.test('when the request is faulty, then nothing is executed', async (t) => {
      const orderId = newOrder();
      const outcome = await gateway.charge({ orderId, amount: usd(100), nonce: 'no-such-nonce' });
      t.match(outcome, { kind: 'failed', cause: 'gateway-token' });
      t.same(await under.executed(orderId), []);
      t.match(await gateway.find(orderId), { kind: 'not-found' });
      const zero = await gateway.charge({ orderId, amount: usd(0), nonce: 'fake-valid-nonce' });
      t.match(zero, { kind: 'failed', cause: 'gateway-validation' });
    });

    t.test('when the bytes of the card are not digits, then nothing is sent', async (t) => {
      const failed = await gateway.tokenise(cardBytes('4111"11111111111'));
      t.match(failed, { kind: 'failed', outcome: { kind: 'failed', cause: 'gateway-validation' } });
    });

    t.test(
      'when currencies without or with three decimals are charged, then the amount is right',
      async (t) => {
        for (const [currency, minor, amount] of [
          ['JPY', 500, '500'],
          ['HUF', 150000, '1500.00'],
        ] as const) {
          const orderId = newOrder();
          const outcome = await gateway.charge({
            orderId,
            amount: { minor, currency },
            nonce: 'fake-valid-nonce',
          });
          t.match(outcome, { kind: 'approved' }, currency);
          t.match(await under.executed(orderId), [{ amount }]);
          t.match(await gateway.find(orderId), { kind: 'found', amount: { minor, currency } });
        }
      },
    );

    t.test('when no account takes the currency, then nothing is sent', async (t) => {
      const orderId = newOrder();
      for (const currency of ['CZK', 'XXX', 'usd']) {
        const amount = { minor: 1000, currency };
        const outcome = await gateway.charge({ orderId, amount, nonce: 'fake-valid-nonce' });
        t.match(outcome, { kind: 'failed', cause: 'gateway-currency' }, currency);
      }
      t.same(await under.executed(orderId), []);
    });
  });

  t.test(
    'given a rule on the security code, when it does not match, then it is refused',
    { buffered: true },
    async (t) => {
      const under = await make({ cvvRule: true });
      t.teardown(() => under.stop());
      t.match(await pay(under, newOrder(), 1000, VISA, '200'), { kind: 'refused', reason: 'cvv' });
      t.match(await pay(under, newOrder(), 1000, VISA, '123'), { kind: 'approved' });
    },
  );
}

/** Of each: what the charge is said to be, and whether the provider had executed it. */
const CHARGE_FAULTS: readonly (readonly [string, Omit<Trouble, 'route'>, RegExp, 0 | 1])[] = [
  ['dropped before it is executed', { kind: 'drop', when: 'before' }, /gateway-cut/, 0],
  ['dropped after it was executed', { kind: 'drop', when: 'after' }, /gateway-cut/, 1],
  ['reset before', { kind: 'reset', when: 'before' }, /gateway-cut/, 0],
  ['reset after', { kind: 'reset', when: 'after' }, /gateway-cut/, 1],
  ['never answered, not executed', { kind: 'silence', when: 'before' }, /gateway-silence/, 0],
  ['never answered, executed', { kind: 'silence', when: 'after' }, /gateway-silence/, 1],
  ['answered after the deadline', { kind: 'delay', when: 'after', ms: 2500 }, /gateway-silence/, 1],
  ['answered with 500, not executed', { kind: 'status', when: 'before', status: 500 }, /gateway-error/, 0],
  ['answered with 500, executed', { kind: 'status', when: 'after', status: 500 }, /gateway-error/, 1],
  ['answered with 503', { kind: 'status', when: 'after', status: 503 }, /gateway-error/, 1],
  ['answered with 504', { kind: 'status', when: 'after', status: 504 }, /gateway-error/, 1],
  ['answered with 408', { kind: 'status', when: 'after', status: 408 }, /gateway-error/, 1],
  ['answered with 502 of a proxy', { kind: 'status', when: 'after', status: 502 }, /gateway-error/, 1],
  ['cut within the answer', { kind: 'cut' }, /gateway-cut|gateway-error/, 1],
  ['answered with half of the XML', { kind: 'truncate' }, /gateway-error/, 1],
  ['answered with nothing', { kind: 'blank' }, /gateway-error/, 1],
  ['answered drop by drop, too slowly', { kind: 'drip', ms: 100 }, /gateway-silence/, 1],
];

function faults(t: Test, make: MakeGateway): void {
  t.test('given a provider in trouble during a charge', { buffered: true }, async (t) => {
    const under = await make({ deadlineMs: 1500 });
    t.teardown(() => under.stop());
    const { gateway } = under;

    for (const [what, trouble, cause, executed] of CHARGE_FAULTS) {
      t.test(`when it is ${what}, then it is unknown, and find tells the truth`, async (t) => {
        const orderId = newOrder();
        under.trouble({ route: 'transaction.create', times: 1, ...trouble });
        const started = Date.now();
        const outcome = await gateway.charge({ orderId, amount: usd(1234), nonce: 'fake-valid-nonce' });
        t.match(outcome, { kind: 'unknown', cause }, 'unknown');
        t.ok(Date.now() - started < 6000, 'within the deadline');
        t.equal((await under.executed(orderId)).length, executed, 'executed as often as it should be');
        const found = await gateway.find(orderId);
        t.match(found, executed ? { kind: 'found', outcome: { kind: 'approved' } } : { kind: 'not-found' });
      });
    }

    t.test('when it is executed only after we gave up, then it is found later, once', async (t) => {
      const orderId = newOrder();
      under.trouble({ route: 'transaction.create', kind: 'delay', when: 'before', ms: 2500, times: 1 });
      const outcome = await gateway.charge({ orderId, amount: usd(77), nonce: 'fake-valid-nonce' });
      t.match(outcome, { kind: 'unknown', cause: 'gateway-silence' });
      t.match(await gateway.find(orderId), { kind: 'not-found' }, 'not yet');
      const until = Date.now() + 15_000;
      while ((await gateway.find(orderId)).kind !== 'found' && Date.now() < until);
      t.match(await gateway.find(orderId), { kind: 'found', outcome: { kind: 'approved' } });
      t.equal((await under.executed(orderId)).length, 1);
    });

    t.test('when the answer comes twice, then it is one approval', async (t) => {
      const orderId = newOrder();
      under.trouble({ route: 'transaction.create', kind: 'duplicate', times: 1 });
      const outcome = await gateway.charge({ orderId, amount: usd(88), nonce: 'fake-valid-nonce' });
      t.match(outcome, { kind: 'approved' });
      t.equal((await under.executed(orderId)).length, 1);
    });

    t.test('when the same order reaches the provider twice, then the first copy is the truth', async (t) => {
      const orderId = newOrder();
      const first = await gateway.charge({ orderId, amount: usd(1000), nonce: 'fake-valid-nonce' });
      const again = await gateway.charge({ orderId, amount: usd(1000), nonce: 'fake-valid-nonce' });
      t.same(again, first);
      t.equal(
        (await under.executed(orderId)).filter(({ status }) => status !== 'gateway_rejected').length,
        1,
      );
      t.match(await gateway.find(orderId), { kind: 'found', outcome: { kind: 'approved' } });
    });

    t.test('when its token was used already, then only a search may tell', async (t) => {
      const tokenised = await gateway.tokenise(cardBytes(VISA));
      const nonce = tokenised.kind === 'token' ? tokenised.nonce : '';
      t.match(await gateway.charge({ orderId: newOrder(), amount: usd(10), nonce }), { kind: 'approved' });
      t.match(await gateway.charge({ orderId: newOrder(), amount: usd(11), nonce }), { kind: 'unknown' });
    });

    t.test('when the rate is limited or access is refused, then nothing was executed', async (t) => {
      // Where no merchant id is sent the same keys have just been taken: so it is the id.
      t.match(await gateway.tokenise(cardBytes(VISA)), { kind: 'token' });
      for (const [status, cause] of [
        [401, 'gateway-merchant'],
        [403, 'gateway-forbidden'],
        [404, 'gateway-forbidden'],
        [426, 'gateway-forbidden'],
        [429, 'gateway-busy'],
      ] as const) {
        const orderId = newOrder();
        under.trouble({ route: 'transaction.create', kind: 'status', status, times: 1 });
        const outcome = await gateway.charge({ orderId, amount: usd(5), nonce: 'fake-valid-nonce' });
        t.match(outcome, { kind: 'failed', cause }, `${status}`);
        t.same(await under.executed(orderId), []);
      }
    });

    t.test('when a search is in trouble, then it says nothing about the charge', async (t) => {
      const orderId = newOrder();
      await gateway.charge({ orderId, amount: usd(6), nonce: 'fake-valid-nonce' });
      for (const kind of ['drop', 'silence', 'truncate', 'blank', 'status', 'cut'] as const) {
        under.trouble({ route: 'transaction.searchIds', kind, times: 1 });
        t.match(await gateway.find(orderId), { kind: 'unreachable' }, kind);
        under.trouble({ route: 'transaction.find', kind, times: 1 });
        t.match(await gateway.find(orderId), { kind: 'unreachable' }, `${kind} of a page`);
      }
      t.match(await gateway.find(orderId), { kind: 'found' });
    });

    t.test('when tokenising is in trouble, then nothing was charged', async (t) => {
      for (const kind of ['drop', 'reset', 'silence', 'status', 'truncate', 'blank', 'cut'] as const) {
        // A broken line is tried twice, silence once.
        under.trouble({ route: 'graphql.tokenizeCreditCard', kind, times: kind === 'silence' ? 1 : 2 });
        const tokenised = await gateway.tokenise(cardBytes(VISA));
        t.match(
          tokenised,
          { kind: 'failed', outcome: { kind: 'failed', cause: 'gateway-unreachable' } },
          kind,
        );
        under.trouble({ route: 'graphql.tokenizeCreditCard', kind: 'delay', ms: 0, times: 1 });
        t.match(await gateway.tokenise(cardBytes(VISA)), { kind: 'token' }, `${kind} is over`);
      }
    });

    t.test('when the line to the tokeniser broke, then another one is taken', async (t) => {
      under.trouble({ route: 'graphql.tokenizeCreditCard', kind: 'reset', times: 1 });
      t.match(await gateway.tokenise(cardBytes(VISA)), { kind: 'token' });
    });
  });
}

function connections(t: Test, make: MakeGateway): void {
  const charges = [
    ['the keys are wrong', { wrongKeys: true }, 'gateway-authentication'],
    ['nobody listens', { nobodyListens: true }, 'gateway-unreachable'],
    ['the certificate is not trusted', { untrusted: true }, 'gateway-tls'],
    ['connections are taken and nothing follows', { mute: true }, 'gateway-unreachable'],
  ] as const;
  for (const [what, wishes, cause] of charges) {
    t.test(
      `given a provider, when ${what}, then everything says so and nothing is executed`,
      { buffered: true },
      async (t) => {
        const under = await make({ ...wishes, deadlineMs: 1500 });
        t.teardown(() => under.stop());
        const { gateway } = under;
        const orderId = newOrder();
        t.match(await gateway.tokenise(cardBytes(VISA)), {
          kind: 'failed',
          outcome: { kind: 'failed', cause },
        });
        const outcome = await gateway.charge({ orderId, amount: usd(100), nonce: 'fake-valid-nonce' });
        t.match(outcome, { kind: 'failed', cause });
        t.match(await gateway.find(orderId), { kind: 'unreachable', cause });
        t.match(await gateway.ping(), { up: false, detail: /\w/ });
        t.match(gateway.health(), { up: false });
        t.same(await under.executed(orderId), []);
      },
    );
  }
}

function afterwards(t: Test, make: MakeGateway): void {
  t.test(
    'given an index that lags, when a lost charge is looked for, then it is found in the end',
    async (t) => {
      const under = await make({ deadlineMs: 2000, indexDelayMs: 3000 });
      t.teardown(() => under.stop());
      const orderId = newOrder();
      under.trouble({ route: 'transaction.create', kind: 'drop', when: 'after', times: 1 });
      const outcome = await under.gateway.charge({ orderId, amount: usd(321), nonce: 'fake-valid-nonce' });
      t.match(outcome, { kind: 'unknown' });
      t.match(await under.gateway.find(orderId), { kind: 'not-found' });
      const until = Date.now() + 15_000;
      while ((await under.gateway.find(orderId)).kind !== 'found' && Date.now() < until);
      t.match(await under.gateway.find(orderId), { kind: 'found', outcome: { kind: 'approved' } });
    },
  );

  t.test('given a charge, when it is voided, then it is, and only once', { buffered: true }, async (t) => {
    const under = await make({});
    t.teardown(() => under.stop());
    const orderId = newOrder();
    const outcome = await pay(under, orderId);
    const id = outcome.kind === 'approved' ? outcome.transactionId : '';
    t.match(await under.gateway.void(id), { kind: 'approved', transactionId: id });
    t.match(await under.gateway.find(orderId), {
      kind: 'found',
      status: 'voided',
      outcome: { reason: 'voided' },
    });
    t.match(await under.gateway.void(id), { kind: 'failed', cause: 'gateway-validation', text: /91504/ });
    t.match(await under.gateway.void('nosuchid'), { kind: 'failed', cause: 'gateway-forbidden' });
  });

  t.test(
    'given a settled charge, when it is refunded, then never more than was charged',
    { buffered: true },
    async (t) => {
      const under = await make({});
      t.teardown(() => under.stop());
      const outcome = await pay(under, newOrder());
      const id = outcome.kind === 'approved' ? outcome.transactionId : '';
      t.match(await under.gateway.refund(id, usd(100), newOrder()), { kind: 'failed', text: /91506/ });
      await under.settle(id);
      const key = newOrder();
      t.match(await under.gateway.refund(id, usd(999), key), { kind: 'approved' });
      t.match(await under.executed(key), [{ amount: '9.99' }]);
      t.match(await under.gateway.refund(id, usd(1001), newOrder()), { kind: 'failed', text: /91521/ });
      t.match(await under.gateway.refund(id, undefined, newOrder()), { kind: 'approved' });
      t.match(await under.gateway.refund(id, undefined, newOrder()), { kind: 'failed', text: /91512/ });
    },
  );

  t.test(
    'given api request keys, when an order is sent again, then the first answer comes back',
    async (t) => {
      const under = await make({ apiRequestKeys: true, deadlineMs: 4000 });
      t.teardown(() => under.stop());
      const { gateway } = under;
      const orderId = newOrder();
      const request = { orderId, amount: usd(4321), nonce: 'fake-valid-nonce' };
      under.trouble({ route: 'transaction.create', kind: 'drop', when: 'after', times: 1 });
      t.match(await gateway.charge(request), { kind: 'unknown' });
      t.match(await gateway.charge(request), { kind: 'approved' });
      t.equal((await under.executed(orderId)).length, 1, 'executed once');
      const changed = await gateway.charge({ ...request, amount: usd(4322) });
      t.match(changed, { kind: 'unknown', text: /915232/ }, 'a changed one is never taken for new');
      under.trouble({ route: 'transaction.create', kind: 'delay', when: 'before', ms: 1000, times: 1 });
      const slow = { ...request, orderId: newOrder() };
      const [one, two] = await Promise.all([gateway.charge(slow), gateway.charge(slow)]);
      t.match([one.kind, two.kind].sort(), ['approved', 'unknown'], 'in flight is unknown');
      t.equal((await under.executed(slow.orderId)).length, 1, 'executed once');
    },
  );
}
