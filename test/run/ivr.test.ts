import t from 'tap';
import type { DoorHealth } from '../../lib/door.js';
import type { Lookup, LookupAnswer } from '../../lib/lookup/lookup.js';
import { admit, handOverVariables, type LineCall, type LineOptions, lookUp } from '../../lib/run/ivr.js';
import type { Runner } from '../../lib/run/runner.js';
import { DETAILS, detailsOf } from '../../lib/run/terms.js';
import type { Event } from '../../lib/session/event.js';
import { POLICY } from '../session/fixture.js';

type Begun = Extract<Event, { type: 'handOffRequested' }>;

/** The payment line with a runner that only notes what it is to begin. */
function line(change: Partial<LineOptions> = {}, answer?: LookupAnswer, open: readonly unknown[] = []) {
  const begun: Begun[] = [];
  const asked: unknown[] = [];
  const silent = () => undefined;
  const ports = {
    now: () => 1_000_000,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    gateway: { findMethod: async () => ({ kind: 'not-found' }) },
    journal: {
      unsettled: async () => open,
      sessions: async () => [{ id: 'hp1', session: { caller: { channelId: '1.1' } } }],
    },
  };
  const begin = async (event: Begun) => {
    begun.push(event);
    return true;
  };
  const lookup: Lookup = {
    find: async (by) => {
      asked.push(by);
      return answer ?? { kind: 'not-found' };
    },
    health: () => ({ door: 'lookup', up: true, detail: '' }),
    stop: async () => undefined,
  };
  const up: DoorHealth = { door: 'gateway', up: true, detail: '' };
  const options: LineOptions = {
    runner: { ports, acting: true, begin } as unknown as Runner,
    policy: POLICY,
    enabled: true,
    stopping: () => false,
    gateway: async () => up,
    open: () => true,
    whenClosed: 'closed',
    whenGatewayDown: 'closed',
    byCaller: true,
    secondFactor: 'none',
    lookup,
    currency: 'USD',
    maximumMinor: (currency) => (currency === 'USD' ? 1_000_000 : undefined),
    mode: 'charge',
    language: 'en',
    languages: new Set(['en', 'de']),
    ...change,
  };
  return { options, begun, asked };
}

function call(given: readonly string[] = [], variables: Readonly<Record<string, string>> = {}): LineCall {
  return {
    channelId: '1.1',
    channelName: 'PJSIP/caller-1',
    facts: async () => ({
      callerId: '+15550100',
      dialled: '800',
      given,
      details: detailsOf(DETAILS.map((one) => variables[/\{(\w+)/.exec(one)?.[1] ?? ''] ?? '')),
    }),
  };
}

const usd = (minor: number) => ({ minor, currency: 'USD' });

t.test('given an account asked for by name, when it cannot be had, then no card is asked for', async (t) => {
  const { options, begun } = line({ policy: { ...POLICY, methods: ['credit-card', 'ach-debit'] } });
  const wanted = { HUSHPAY_METHOD: 'ach-debit', HUSHPAY_AMOUNT: '9.00' };
  const refused = await admit(call([], { ...wanted, HUSHPAY_CURRENCY: 'EUR' }), options);
  t.match(refused, { kind: 'turned-away', say: 'gateway-down' });
  t.same(begun, []);
  t.match(await admit(call([], wanted), options), { kind: 'admitted' }, 'the lookup may tell whose it is');
});

t.test('given the arguments of the one line, then they go before the variables', async (t) => {
  const { options, begun } = line();
  const admitted = await admit(
    call(['25.00', '', 'INV-7'], { HUSHPAY_AMOUNT: '9.00', HUSHPAY_REFERENCE: 'X' }),
    options,
  );
  t.match(admitted, { kind: 'admitted', session: /^hp[0-9a-z]{13}$/ });
  t.match(begun, [
    {
      terms: { entry: 'ivr', amount: usd(2500), reference: 'INV-7' },
      caller: { channelName: 'PJSIP/caller-1', present: true },
      agent: { present: false },
    },
  ]);
});

t.test('given a caller who is known, then what is owed and the rest are the terms', async (t) => {
  const account = { due: usd(12_000), minimum: usd(2000), reference: 'INV-9', language: 'de', name: 'Anna' };
  const { options, begun, asked } = line({}, { kind: 'found', account });
  await admit(call(), options);
  t.same(asked, [{ by: 'caller', callerId: '+15550100' }]);
  t.match(begun[0]?.terms, {
    due: usd(12_000),
    minimum: usd(2000),
    reference: 'INV-9',
    language: 'de',
    name: 'Anna',
  });
});

t.test(
  'given a caller who is known, then nothing of the account is in the session before a proof',
  async (t) => {
    const account = {
      due: usd(12_000),
      reference: 'INV-9',
      customer: 'c1',
      postalCode: '89501',
      language: 'de',
    };
    for (const [secondFactor, expected] of [
      ['postal-code', 'postal-code'],
      ['pin', 'pin'],
      ['customer-number', 'customer-number'],
    ] as const) {
      const { options, begun } = line({ secondFactor }, { kind: 'found', account });
      await admit(call(), options);
      const { terms } = begun[0] ?? {};
      t.match(terms, { proof: expected, language: 'de' });
      for (const told of ['due', 'reference', 'customer', 'postalCode', 'name', 'stored'])
        t.notHas(terms, told);
    }
    const { postalCode: _, ...without } = account;
    const { options, begun } = line({ secondFactor: 'postal-code' }, { kind: 'found', account: without });
    await admit(call(), options);
    t.notHas(begun[0]?.terms, 'due', 'it cannot be proved, so it is as if nobody had been found');
    t.notHas(begun[0]?.terms, 'proof');
  },
);

t.test('given an account that cannot be paid here, then it is as good as no answer', async (t) => {
  const table = [
    { due: { minor: 100, currency: 'XTS' } },
    { due: usd(1_000_001) },
    { due: usd(1_000_001), minimum: usd(500) },
  ];
  for (const account of table) {
    const { options } = line({}, { kind: 'found', account });
    t.same(await lookUp({ by: 'number', number: '4711' }, {}, {}, options), { kind: 'unavailable' });
  }
});

const TURNED_AWAY: readonly (readonly [string, Partial<LineOptions>, object])[] = [
  ['closed', { open: () => false }, { result: 'closed', next: 'end', say: 'closed' }],
  ['closed, to an agent', { open: () => false, whenClosed: 'agent' }, { result: 'closed', next: 'agent' }],
  [
    'without a gateway',
    { gateway: async () => ({ door: 'gateway', up: false, detail: 'no network' }) },
    { result: 'payment-connector-error', next: 'end', say: 'gateway-down' },
  ],
  [
    'without a gateway, to an agent',
    { gateway: async () => ({ door: 'gateway', up: false, detail: 'x' }), whenGatewayDown: 'agent' },
    { result: 'payment-connector-error', next: 'agent' },
  ],
  ['stopping', { stopping: () => true }, { result: 'payment-connector-error', say: 'gateway-down' }],
  ['switched off', { enabled: false }, { result: 'payment-connector-error', say: 'gateway-down' }],
];
for (const [how, change, expected] of TURNED_AWAY) {
  t.test(`given the line ${how}, then nobody is taken and the dialplan is told what to do`, async (t) => {
    const { options, begun } = line(change);
    const answer = await admit(call(['25.00']), options);
    t.match(answer, { kind: 'turned-away', ...expected });
    if (!('say' in expected))
      t.notOk('say' in answer && answer.say, 'nothing is said where an agent comes at once');
    t.same(begun, []);
  });
}

t.test('given a payment of this call that is unknown, then the line takes no other one of it', async (t) => {
  const { options, begun } = line({}, undefined, [{ orderId: 'hp1-1', sessionId: 'hp1' }]);
  const answer = await admit(call(['25.00']), options);
  t.same(answer, {
    kind: 'turned-away',
    result: 'outcome-unknown',
    next: 'agent',
    say: 'unknown',
    order: 'hp1-1',
  });
  t.same(begun, []);
});

t.test(
  'given a caller who is handed over, then its variables are those of the line it was asked at',
  async (t) => {
    const asked = call(['25.00', 'USD', ''], { HUSHPAY_REFERENCE: 'INV-7', HUSHPAY_CUSTOMER: 'c-1' });
    t.same(handOverVariables(await asked.facts()), {
      HUSHPAY_AMOUNT: '25.00',
      HUSHPAY_CURRENCY: 'USD',
      HUSHPAY_REFERENCE: 'INV-7',
      HUSHPAY_CUSTOMER: 'c-1',
    });
  },
);

t.test('given a least part that is all of it or more, then there is nothing to choose', async (t) => {
  for (const minimum of [usd(500), usd(900)]) {
    const { options } = line({}, { kind: 'found', account: { due: usd(500), minimum } });
    const found = await lookUp({ by: 'number', number: '4711' }, {}, {}, options);
    t.match(found, { kind: 'found', terms: { due: usd(500), minimum: undefined } });
  }
});
