import fc from 'fast-check';
import t from 'tap';
import { Feed, type FeedEvent, replay } from '../../lib/run/feed.js';
import { isWritten } from '../../lib/run/runner.js';
import { begin } from '../../lib/session/begin.js';
import type { Event } from '../../lib/session/event.js';
import { reduce } from '../../lib/session/reduce.js';
import type { Policy, Session } from '../../lib/session/state.js';
import { ACCOUNT_MASK, FIELD, HOLDER, ID, MANDATE, MASK, ORDER, POLICY, TERMS } from '../session/fixture.js';

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
    type: fc.constant('heard' as const),
    at: fc.constant(at),
    field,
    outcome: fc.constantFrom(...(['digits', 'unclear', 'silence', 'keys', 'refused'] as const)),
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

/** As in a call: prompts end where they play, and the agent steers. */
type Move = Event | ((session: Session) => Event);

const side = fc.constantFrom('caller' as const, 'agent' as const);
/** What brings a session on, so that random ones come to their end too. */
function goingOn({ phase, charges, playing }: Session): Event {
  switch (phase.name) {
    case 'capturing': {
      const { field } = phase;
      return { type: 'fieldDone', at, field, ...(field === 'payment-card-number' && { card: MASK }) };
    }
    case 'choosing':
      return { type: 'callerChose', at, answer: 1 };
    case 'ready':
      return { type: 'agentCommanded', at, command: { do: 'start' } };
    case 'tokenising':
      return { type: 'tokenised', at };
    case 'charging': {
      const outcome = { kind: 'declined', code: '2001', text: 'No', severity: 'soft' } as const;
      return { type: 'charged', at, orderId: `${ID}-${charges}`, outcome };
    }
    case 'announcing':
      return { type: 'promptFinished', at, side: 'agent', promptId: playing.agent ?? '' };
    default:
      return { type: 'rejoined', at };
  }
}

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(goingOn) },
  { weight: 3, arbitrary: event },
  {
    weight: 3,
    arbitrary: side.map((one) => (session: Session) => {
      const promptId = session.playing[one] ?? '';
      return { type: 'promptFinished', at, side: one, promptId } as const;
    }),
  },
  fc
    .constantFrom(
      'firstKey' as const,
      'prompt' as const,
      'decide' as const,
      'choice' as const,
      'quiet' as const,
    )
    .map((timer) => ({ type: 'timedOut' as const, at, timer })),
  fc
    .constantFrom<Extract<Event, { type: 'agentCommanded' }>['command']>(
      { do: 'recapture', field: 'expiration-date' },
      { do: 'clear' },
      { do: 'skip' },
      { do: 'changeAmount', amount: { minor: 990, currency: 'USD' } },
      { do: 'setMode', mode: 'authorise' },
      { do: 'start' },
      { do: 'anotherCard' },
      { do: 'giveBack' },
    )
    .map((command) => ({ type: 'agentCommanded' as const, at, command })),
  fc.constantFrom<Event>(
    { type: 'callerPressed', at },
    { type: 'helpAsked', at },
    { type: 'fieldCleared', at, field: 'expiration-date' },
    { type: 'agentPressed', at, key: '#' },
    { type: 'shutdownDue', at },
  ),
);

const optional: Policy['fields'] = { ...POLICY.fields, 'security-code': { ...FIELD, optional: true } };

t.test(
  'given any session, when what the journal keeps of it is replayed, then it is what was told live',
  async (t) => {
    const fates = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(move, { maxLength: 60 }),
        fc.boolean(),
        fc.constantFrom('auto' as const, 'agent' as const),
        (moves, confirmLastFour, charge) => {
          const policy = { ...POLICY, confirmLastFour, charge, fields: optional };
          const first = { ...FIRST, policy } as Extract<Event, { type: 'handOffRequested' }>;
          const feed = new Feed();
          let session = begin(first).session;
          const told = feed.step(undefined, session, first);
          const written: Event[] = [first];
          // Whatever else happens, both arrive.
          for (const one of [...PAYMENT.slice(0, 2), ...moves]) {
            const next = typeof one === 'function' ? one(session) : one;
            const before = session;
            const decision = reduce(before, next);
            session = decision.session;
            told.push(...feed.step(before, session, next));
            if (decision.payment || isWritten(before, session, next)) written.push(next);
          }
          fates.add(session.phase.name);
          const lasting = told.filter(({ happening }) => happening.is !== 'keys');
          const again = JSON.stringify(replay(written.map((event) => ({ event }))));
          if (again !== JSON.stringify(lasting))
            throw new Error(`${again} is not ${JSON.stringify(lasting)}`);
        },
      ),
      { numRuns: 3000 },
    );
    for (const name of ['capturing', 'ready', 'charging', 'announcing', 'deciding', 'ended'])
      t.ok(fates.has(name), `some come to ${name}`);
  },
);

t.test('given an agent who may not talk, when watched, then the reason is told', async (t) => {
  const talking: Event = { ...FIRST, policy: { ...POLICY, presence: 'talk' } } as Event;
  const refused: Event = {
    type: 'presenceRefused',
    at,
    presence: 'guided',
    why: `no capture ${'x'.repeat(500)}`,
  };
  const told = live([...PAYMENT.slice(0, 2), refused], talking).map(({ happening }) => happening);
  const [one] = told.filter(({ is }) => is === 'presence');
  t.match(one, { is: 'presence', presence: 'guided', why: /^no capture x/ });
  t.ok(one?.is === 'presence' && (one.why?.length ?? 0) < 300, 'and no more than a line of it');
  t.notOk(
    live(PAYMENT.slice(0, 2), talking).some(({ happening }) => happening.is === 'presence'),
    'the control',
  );
});
