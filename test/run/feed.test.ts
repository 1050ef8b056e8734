import fc from 'fast-check';
import t from 'tap';
import { Feed, type FeedEvent, replay } from '../../lib/run/feed.js';
import type { Event } from '../../lib/session/event.js';
import { begin, reduce } from '../../lib/session/reduce.js';
import { ACCOUNT_MASK, HOLDER, ID, MANDATE, MASK, ORDER, POLICY, TERMS } from '../session/fixture.js';

const FIRST: Event = {
  type: 'handOffRequested',
  at: 1_000_000,
  id: ID,
  terms: TERMS,
  policy: POLICY,
  caller: { channelId: '1.1', channelName: 'PJSIP/caller-1', present: true },
  agent: { channelId: '1.2', channelName: 'PJSIP/agent-2', present: true },
};

/** Lives a session through, as the runner does. */
function live(events: readonly Event[], first: Event = FIRST): FeedEvent[] {
  const feed = new Feed();
  let session = begin(first as Extract<Event, { type: 'handOffRequested' }>).session;
  const told = feed.step(undefined, session, first);
  for (const event of events) {
    const before = session;
    session = reduce(before, event).session;
    told.push(...feed.step(before, session, event));
  }
  return told;
}

const at = 1_000_100;
const PAYMENT: Event[] = [
  { type: 'partyArrived', at, side: 'caller' },
  { type: 'partyArrived', at, side: 'agent' },
  { type: 'fieldProgressed', at, field: 'payment-card-number', keys: 1, complete: false },
  { type: 'fieldFailed', at, field: 'payment-card-number', error: 'invalid-card-number', doubled: true },
  { type: 'fieldDone', at, field: 'payment-card-number', card: MASK },
  { type: 'fieldDone', at, field: 'expiration-date' },
  { type: 'fieldDone', at, field: 'security-code' },
  { type: 'tokenised', at },
  { type: 'charged', at, orderId: ORDER, outcome: { kind: 'approved', transactionId: 't' } },
];

t.test('given a payment, when watched, then each step is told in order with what remains', async (t) => {
  const told = live(PAYMENT).map(({ seq, happening, remaining }) => {
    const { is, ...rest } = happening;
    const what = 'field' in rest ? rest.field : 'phase' in rest ? rest.phase : '';
    return `${seq} ${is} ${what} ${remaining.length}`.trim();
  });
  t.same(told, [
    '1 phase handingOff 0',
    '2 phase capturing 3',
    '3 fieldStarted payment-card-number 3',
    '3 keys payment-card-number 3',
    '4 fieldFailed payment-card-number 3',
    '5 fieldStarted payment-card-number 3',
    '6 fieldDone payment-card-number 2',
    '7 fieldStarted expiration-date 2',
    '8 fieldDone expiration-date 1',
    '9 fieldStarted security-code 1',
    '10 fieldDone security-code 0',
    '11 phase tokenising 0',
    '12 phase charging 0',
    '13 outcome  0',
    '14 phase announcing 0',
  ]);
});

t.test('given what the journal has of a session, when replayed, then it is what was told live', async (t) => {
  const written = [FIRST, ...PAYMENT].filter(({ type }) => type !== 'fieldProgressed');
  const lasting = live(PAYMENT).filter(({ happening }) => happening.is !== 'keys');
  const steps = written.map((event) => ({ event }));
  t.same(replay(steps), lasting);
  t.same(replay(steps, 12), lasting.slice(12), 'from where a watcher was cut off');
});

t.test(
  'given consents of the caller, when watched, then each is told, with the version of its text',
  async (t) => {
    const first = {
      ...FIRST,
      terms: { ...TERMS, holder: HOLDER },
      policy: { ...POLICY, methods: ['ach-debit'], keep: true },
    } as Event;
    const number = { type: 'fieldDone', at, field: 'bank-account-number', card: ACCOUNT_MASK } as const;

    const events: Event[] = [
      { type: 'partyArrived', at, side: 'caller' },
      { type: 'partyArrived', at, side: 'agent' },
      { type: 'fieldDone', at, field: 'bank-routing-number' },
      number,
      number,
      { type: 'callerChose', at, answer: 1 },
      ...Array.from(
        { length: 20 },
        (_, i): Event => ({ type: 'promptFinished', at, side: 'caller', promptId: `${ID}-p${i}` }),
      ),
      { type: 'callerChose', at, answer: 1, mandate: MANDATE },
      { type: 'tokenised', at },
      { type: 'stored', at, token: `${ID}-a1` },
      { type: 'charged', at, orderId: ORDER, outcome: { kind: 'approved', transactionId: 't' } },
      { type: 'timedOut', at, timer: 'prompt' },
      { type: 'callerChose', at, answer: 1 },
    ];
    const told = live(
      events.map((event, i) => ({ ...event, at: at + (i + 1) * 1000 })),
      first,
    ).map(({ happening }) => happening);
    t.same(
      told.filter(({ is }) => is === 'consent'),
      [
        { is: 'consent', to: 'mandate', version: MANDATE.version, amount: MANDATE.amount },
        { is: 'consent', to: 'keep' },
      ],
    );
    t.match(
      told.filter(({ is }) => is === 'question'),
      [{ choice: 'account-type' }, { choice: 'mandate' }, { choice: 'keep-method' }],
    );
  },
);

const field = fc.constantFrom(
  'payment-card-number' as const,
  'expiration-date' as const,
  'security-code' as const,
);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom(...PAYMENT),
  fc.record({
    type: fc.constant('fieldProgressed' as const),
    at: fc.constant(at),
    field,
    keys: fc.nat(19),
    complete: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('fieldFailed' as const),
    at: fc.constant(at),
    field,
    error: fc.constant('timeout' as const),
  }),
  fc.record({
    type: fc.constant('callerChose' as const),
    at: fc.constant(at),
    answer: fc.constantFrom(1 as const, 2 as const),
  }),
);

t.test(
  'given any events, when watched, then numbers have no gap and no digit beyond the mask is told',
  async (t) => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let last = 0;
        for (const { seq, happening, sessionId: _, ...rest } of live(events)) {
          const step = happening.is === 'keys' ? 0 : 1;
          if (seq !== last + step) throw new Error(`${seq} after ${last}`);
          last = seq;
          const { at: _at, ...more } = rest;
          const text = JSON.stringify({ happening, more });
          if (/\d{5}/.test(text)) throw new Error(text);
          if (text.replace('"last4":"1111"', '').match(/\d{3}/)) throw new Error(text);
        }
      }),
      { numRuns: 3000 },
    );
    t.pass();
  },
);
