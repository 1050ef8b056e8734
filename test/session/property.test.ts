import fc from 'fast-check';
import t from 'tap';
import { ID, LINE_STATES, MANDATE, MASK, STATES, type Table } from './fixture.js';

const side = fc.constantFrom('caller' as const, 'agent' as const);
const field = fc.constantFrom(
  'payment-card-number' as const,
  'expiration-date' as const,
  'security-code' as const,
  'bank-routing-number' as const,
  'bank-account-number' as const,
);
const orderId = fc.constantFrom(`${ID}-1`, `${ID}-2`, `${ID}-3`);
/** Of the vault: what is only stored, an account, a card that is kept. */
const token = fc.constantFrom(`${ID}-1`, `${ID}-a1`, `${ID}-a2`, `${ID}-k`);
const outcome = fc.constantFrom(
  { kind: 'approved' as const, transactionId: 't' },
  { kind: 'declined' as const, code: '2000', text: 'no', severity: 'soft' as const },
  { kind: 'refused' as const, reason: 'cvv', text: 'no' },
  { kind: 'failed' as const, cause: 'gateway-unreachable', text: 'no' },
  { kind: 'unknown' as const, cause: 'gateway-silence', text: '?' },
);
const bool = fc.boolean();

const command = fc.oneof(
  fc.record({ do: fc.constant('recapture' as const), field }),
  fc.record({
    do: fc.constant('changeAmount' as const),
    amount: fc.constantFrom(...[1, 900, 2_000_000].map((minor) => ({ minor, currency: 'USD' }))),
  }),
  fc.record({
    do: fc.constant('setMode' as const),
    mode: fc.constantFrom('charge' as const, 'authorise' as const),
  }),
  fc.record({
    do: fc.constant('attend' as const),
    presence: fc.constantFrom('guided' as const, 'silent' as const),
  }),
  fc.constantFrom(
    ...(['clear', 'skip', 'start', 'anotherCard', 'giveBack', 'cancel'] as const).map((one) => ({ do: one })),
  ),
);

/** Runs begin anywhere, since a random walk alone seldom comes as far as a charge. */
const start = fc.constantFrom(...Object.values({ ...STATES, ...LINE_STATES }));

const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('partyArrived' as const), side }) },
  fc.record({ type: fc.constant('partyHungUp' as const), side }),
  fc.record({
    type: fc.constant('agentReplaced' as const),
    channelId: fc.constantFrom('newcomer-1', 'newcomer-2'),
    channelName: fc.constant('Local/310@from-agent-00000001;1'),
  }),
  fc.record({
    type: fc.constant('agentPressed' as const),
    key: fc.constantFrom('1', '2', '5', '*', '#'),
  }),
  fc.record({ type: fc.constant('callerPressed' as const) }),
  fc.record({
    type: fc.constant('callerChose' as const),
    answer: fc.constantFrom(1 as const, 2 as const, 3 as const, 'other' as const),
    mandate: fc.constantFrom(undefined, MANDATE, { ...MANDATE, amount: { minor: 900, currency: 'USD' } }),
  }),
  fc.record({
    type: fc.constant('identified' as const),
    terms: fc.constantFrom({ due: { minor: 900, currency: 'USD' } }, { due: { minor: 0, currency: 'USD' } }),
  }),
  fc.record({
    type: fc.constant('notIdentified' as const),
    why: fc.constantFrom('not-found' as const, 'unavailable' as const),
  }),
  fc.record({
    type: fc.constant('fieldDone' as const),
    field: fc.constantFrom('payment-amount' as const, 'tip-amount' as const, 'customer-number' as const),
    amount: fc.constantFrom(...[1, 900].map((minor) => ({ minor, currency: 'USD' }))),
  }),
  fc.record({
    type: fc.constant('heard' as const),
    field,
    outcome: fc.constantFrom(...(['digits', 'unclear', 'silence', 'keys', 'refused'] as const)),
  }),
  fc.record({ type: fc.constant('callerInterrupted' as const) }),
  fc.record({ type: fc.constant('helpAsked' as const) }),
  fc.record({ type: fc.constant('agentCommanded' as const), command }),
  fc.record({ type: fc.constant('stored' as const), token }),
  fc.record({ type: fc.constant('storeFailed' as const), token, outcome }),
  fc.record({ type: fc.constant('fieldProgressed' as const), field, keys: fc.nat(19), complete: bool }),
  fc.record({ type: fc.constant('fieldCleared' as const), field }),
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('fieldDone' as const), field, card: fc.constant(MASK) }),
  },
  fc.record({ type: fc.constant('fieldFailed' as const), field, error: fc.constant('timeout' as const) }),
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('promptFinished' as const),
      side,
      promptId: fc.integer({ min: 1, max: 12 }).map((n) => `${ID}-p${n}`),
    }),
  },
  fc.record({
    type: fc.constant('timedOut' as const),
    timer: fc.constantFrom(
      'arrive' as const,
      'firstKey' as const,
      'betweenKeys' as const,
      'field' as const,
      'choice' as const,
      'capture' as const,
      'amountKey' as const,
      'decide' as const,
      'prompt' as const,
      'stillProcessing' as const,
      'find' as const,
      'quiet' as const,
      'keysTold' as const,
    ),
  }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant('tokenised' as const), keepable: bool }) },
  fc.record({ type: fc.constant('tokeniseFailed' as const), outcome }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant('charged' as const), orderId, outcome }) },
  fc.record({ type: fc.constant('found' as const), orderId, outcome }),
  fc.record({ type: fc.constant('rejoined' as const) }),
  fc.record({ type: fc.constant('rejoinFailed' as const) }),
  fc.record({
    type: fc.constant('recovered' as const),
    callerPresent: bool,
    agentPresent: bool,
    restarted: bool,
  }),
  fc.record({ type: fc.constant('shutdownDue' as const) }),
);

/** Everybody goes, and whatever is under way is answered. */
function allHangUp(table: Table): void {
  table.happens({ type: 'partyHungUp', side: 'caller' }).happens({ type: 'partyHungUp', side: 'agent' });
  const { phase } = table;
  if ('orderId' in phase) {
    table.happens({
      type: 'charged',
      orderId: phase.orderId,
      outcome: { kind: 'approved', transactionId: 't' },
    });
  }
  if ('token' in phase) table.happens({ type: 'stored', token: phase.token });
  if (table.phase.name === 'rejoining') table.happens({ type: 'rejoined' });
}

t.test(
  'given any events in any order, then no order is charged twice and none before it is journalled',
  async (t) => {
    let charged = 0;
    fc.assert(
      fc.property(start, fc.array(happening, { maxLength: 60 }), (make, events) => {
        const table: Table = make();
        const scripted = table.decisions.length;
        for (const event of events) table.happens(event);
        const orders = new Set<string>();
        for (const decision of table.decisions) {
          const { commands, payment } = decision;
          for (const command of commands) {
            if (command.type !== 'charge') continue;
            charged += table.decisions.indexOf(decision) >= scripted ? 1 : 0;
            if (payment?.change !== 'intended' || payment.orderId !== command.orderId)
              throw new Error('unjournalled');
            if (orders.has(command.orderId)) throw new Error(`twice: ${command.orderId}`);
            orders.add(command.orderId);
          }
        }
      }),
      { numRuns: 20_000 },
    );
    t.ok(charged > 100, `the runs do reach charges (${charged})`);
  },
);

t.test(
  'given any events in any order, when all hang up and the charge is answered, then the session ends once',
  async (t) => {
    fc.assert(
      fc.property(start, fc.array(happening, { maxLength: 60 }), (make, events) => {
        const table: Table = make();
        for (const event of events) table.happens(event);
        allHangUp(table);
        if (table.phase.name !== 'ended') throw new Error(`stuck in ${table.phase.name}`);
        const ends = table.decisions.flatMap((one) => one.commands).filter((one) => one.type === 'finish');
        if (ends.length !== 1) throw new Error(`finished ${ends.length} times`);
      }),
      { numRuns: 3000 },
    );
    t.pass();
  },
);

t.test('given any events in any order, then nothing is asked of a side that has gone', async (t) => {
  fc.assert(
    fc.property(start, fc.array(happening, { maxLength: 60 }), (make, events) => {
      const table: Table = make();
      for (const event of events) {
        table.happens(event);
        for (const command of table.last.commands) {
          if (!('side' in command)) continue;
          if (!table.session[command.side].present) throw new Error(`${command.type} to who has gone`);
        }
      }
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

t.test(
  'given any events in any order, then no account is debited without a mandate for that amount, and none stays unwanted',
  async (t) => {
    let debited = 0;
    let forgotten = 0;
    fc.assert(
      fc.property(start, fc.array(happening, { maxLength: 60 }), (make, events) => {
        const table: Table = make();
        const left = new Set<string>();
        for (const event of events) table.happens(event);
        allHangUp(table);
        for (const { commands, session } of table.decisions) {
          for (const command of commands) {
            if (command.type === 'store' && command.account) left.add(command.token);
            if (command.type === 'forget') {
              if (!left.delete(command.token)) throw new Error(`forgotten: ${command.token}`);
              forgotten++;
            }
            if (command.type !== 'charge' || !command.token?.includes('-a')) continue;
            debited++;
            const { amount } = session.mandate ?? {};
            if (amount?.minor !== command.amount.minor) throw new Error('debited without a mandate');
          }
        }
        const { phase, kept, outcome, account } = table.session;
        if (phase.name !== 'ended' || outcome?.kind === 'unknown') return;
        left.delete(kept ?? '');
        if (left.size > 0 || account) throw new Error(`left in the vault: ${[...left]}`);
      }),
      { numRuns: 5000 },
    );
    t.ok(debited > 50 && forgotten > 50, `the runs do reach debits (${debited}) and forget (${forgotten})`);
  },
);
