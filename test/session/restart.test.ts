import t from 'tap';
import { ID, LINE_STATES, ORDER, STATES, type Table } from './fixture.js';

const table = (state: string): Table => {
  const made = STATES[state]?.();
  if (!made) throw new Error(state);
  return made;
};
const back = { type: 'recovered', callerPresent: true, agentPresent: true, restarted: true } as const;

for (const state of [
  'handingOff',
  'askingAmount',
  'confirmingAmount',
  'capturing',
  'tokenising',
  'rejoining',
]) {
  t.test(
    `given ${state}, when the service was restarted, then both are joined when it is quiet, and nothing is charged`,
    async (t) => {
      const one = table(state);
      const keyed = one.session.lastKeyAt > 0;
      one.happens(back);
      t.notOk(one.did().includes('rejoin'), 'keys may be coming that nobody has seen');
      t.notOk(one.did().includes('charge'));
      t.same(
        one.said(),
        keyed ? ['prompt caller no-more-keys'] : [],
        'who keyed nothing hears nothing of it',
      );
      const wait = one.last.commands.find(
        (command) => command.type === 'startTimer' && command.timer === 'quiet',
      );
      t.match(wait, { ms: 1000 }, 'and must be as quiet as anybody');
      t.ok(one.quiet().did().includes('rejoin'));
      const words = state !== 'rejoining' && {
        caller: { key: 'interrupted' },
        agent: { key: 'agent-service-interrupted' },
      };
      t.match(
        one.last.commands.find(({ type }) => type === 'rejoin'),
        words ? { words } : { words: undefined },
      );
    },
  );
}

for (const state of ['charging', 'finding']) {
  t.test(
    `given ${state}, when the service was restarted, then the order is looked for and never sent again`,
    async (t) => {
      const one = table(state).happens(back);
      t.match(one.last.commands[0], { type: 'find', orderId: ORDER });
      t.notOk(one.did().includes('charge'));
      t.same(one.said(), ['prompt caller looking-up', 'prompt agent agent-looking-up']);
      one.happens({ type: 'found', orderId: ORDER, outcome: { kind: 'approved', transactionId: 't' } });
      t.same(one.said(), ['prompt caller approved', 'prompt agent agent-approved']);
    },
  );
}

t.test(
  'given a charge that is not found in time, then it is unknown, and looked for in the background',
  async (t) => {
    const one = table('finding').happens({ type: 'timedOut', timer: 'find' });
    t.match(one.last.payment, { change: 'settled', orderId: ORDER, outcome: { kind: 'unknown' } });
    t.ok(one.did().includes('reconcile'));
  },
);

t.test('given a charge and nobody left after the restart, then reconciliation alone goes on', async (t) => {
  const one = table('charging').happens({ ...back, callerPresent: false, agentPresent: false });
  t.match(one.last.payment, { outcome: { kind: 'unknown' } });
  t.equal(one.phase.name, 'ended');
});

const INTERRUPTED = { caller: { key: 'interrupted' }, agent: { key: 'agent-service-interrupted' } };

t.test(
  'given both were brought together before the restart, then each hears over that how it is',
  async (t) => {
    const nobody = { ...back, callerPresent: false, agentPresent: false };
    const states: readonly (readonly [string, object | undefined])[] = [
      ['askingAmount', INTERRUPTED],
      ['capturing', INTERRUPTED],
      ['choosing', INTERRUPTED],
      ['ready', INTERRUPTED],
      ['tokenising', INTERRUPTED],
      ['storing', INTERRUPTED],
      ['verifying', INTERRUPTED],
      ['keeping', { caller: { key: 'approved' }, agent: { key: 'agent-approved' } }],
      ['charging', { caller: { key: 'unknown' }, agent: { key: 'agent-unknown' } }],
      ['finding', { caller: { key: 'unknown' }, agent: { key: 'agent-unknown' } }],
      ['announcing', { caller: { key: 'approved' }, agent: { key: 'agent-approved' } }],
      ['askedToKeep', undefined],
      // On their way to us, or they have heard all there is.
      ['handingOff', undefined],
      ['deciding', undefined],
      ['rejoining', undefined],
    ];
    for (const [state, words] of states) {
      const one = table(state).happens(nobody);
      t.equal(one.phase.name, 'ended', state);
      const told = one.last.commands.filter(({ type }) => type === 'tell');
      t.equal(told.length, words ? 1 : 0, state);
      if (words) t.match(told[0], { words }, state);
      t.ok(one.did().indexOf('tell') < one.did().indexOf('finish'), state);
      t.same(one.said(), [], 'nobody is with us');
    }
    const line = LINE_STATES.lineCapturing?.().happens(nobody);
    t.notOk(line?.did().includes('tell'), 'who was alone is elsewhere by now');
    const late = table('capturing').happens({ ...nobody, at: 1_000_000 + 3_600_000 });
    t.notOk(late.did().includes('tell'), 'an hour later it would be about nothing');
  },
);

t.test('given an outcome that was being told, then it is told again', async (t) => {
  t.same(table('announcing').happens(back).said(), ['prompt caller approved', 'prompt agent agent-approved']);
});

t.test(
  'given a capture and one side left after the restart, then it hears why and is released',
  async (t) => {
    const one = table('capturing').happens({ ...back, agentPresent: false });
    t.same(one.said(), ['prompt caller agent-left']);
    one.hearOut();
    t.ok(one.did().includes('release caller'));
  },
);

t.test(
  'given a lost connection, when it is back in the same process, then the capture goes on',
  async (t) => {
    const one = table('capturing').happens({ ...back, restarted: false });
    t.equal(one.phase.name, 'capturing');
    t.same(one.did(), ['startTimer firstKey']);
    one.happens({ ...back, restarted: false, callerPresent: false });
    t.same(one.said(), ['prompt agent agent-caller-left'], 'a hang-up that was missed is made up for');
  },
);

t.test(
  'given a rejoin that failed, then it is asked again after a while, as long as both are there',
  async (t) => {
    const one = table('rejoining').happens({ type: 'rejoinFailed' });
    t.same(one.did(), ['startTimer quiet']);
    one.happens({ type: 'timedOut', timer: 'quiet' });
    t.same(one.did(), ['rejoin']);
    one.happens({ type: 'partyHungUp', side: 'agent' }).happens({ type: 'rejoinFailed' });
    t.ok(one.did().includes('release caller'));
  },
);

for (const state of ['handingOff', 'askingAmount', 'capturing', 'tokenising']) {
  t.test(`given ${state}, when the service stops, then it is cancelled for both`, async (t) => {
    t.same(table(state).happens({ type: 'shutdownDue' }).said(), [
      'prompt caller cancelled',
      'prompt agent agent-cancelled',
    ]);
  });
}

t.test(
  'given a charge, when the service stops, then it is completed, and no second card is offered',
  async (t) => {
    const one = table('charging').happens({ type: 'shutdownDue' });
    t.same(one.did(), []);
    const outcome = { kind: 'declined', code: '2001', text: 'x', severity: 'soft' } as const;
    one.happens({ type: 'charged', orderId: ORDER, outcome });
    one.hearOut();
    t.equal(one.phase.name, 'rejoining');
    t.equal(one.session.id, ID);
  },
);

const stored = `${ID}-1`;
const kept = `${ID}-k`;

t.test('given a card that is being stored, then its token is on disk before it is sent', async (t) => {
  const storing = table('storing');
  t.match(storing.phase, { name: 'storing', token: stored });
  t.strictSame(storing.last.method, { change: 'intended', token: stored });
  t.match(storing.last.commands.at(-1), { type: 'store', token: stored });
  t.strictSame(table('keeping').last.method, { change: 'intended', token: kept });
  t.strictSame(table('verifying').last.method, { change: 'intended', token: `${ID}-a1` });
  storing.happens({ type: 'stored', token: stored });
  t.strictSame(storing.last.method, { change: 'kept', token: stored });
});

t.test('given a card that was being stored, when it is found after a restart, then it is told', async (t) => {
  const one = table('storing').happens(back);
  t.match(one.last.commands[0], { type: 'findStored', token: stored });
  t.same(one.said(), ['prompt caller looking-up-card', 'prompt agent agent-looking-up-card']);
  t.notOk(one.did().includes('store'), 'never sent again');
  one.happens({ type: 'stored', token: stored });
  t.same(one.said(), ['prompt caller stored', 'prompt agent agent-stored']);
  t.strictSame(one.last.method, { change: 'kept', token: stored });
  const again = table('storing').happens(back).happens({ type: 'stored', token: stored }).happens(back);
  t.same(again.said(), ['prompt caller stored', 'prompt agent agent-stored'], 'and told again');
  one.hearOut();
  t.match(one.last.commands.at(-1), { variables: { result: 'success', token: stored } });
});

t.test(
  'given a card that is not found in time, then it is not saved, and removed when it comes',
  async (t) => {
    const one = table('storing').happens(back).happens({ type: 'timedOut', timer: 'find' });
    t.same(one.said(), ['prompt caller failed', 'prompt agent agent-failed']);
    t.strictSame(one.last.method, { change: 'unwanted', token: stored });
    one.hearOut();
    const variables = { result: 'payment-connector-error', code: 'store-unknown', token: undefined };
    t.match(one.last.commands.at(-1), { variables });
  },
);

t.test('given nobody is left after the restart, then a card that was being stored is removed', async (t) => {
  for (const [state, token] of [
    ['storing', stored],
    ['keeping', kept],
    ['verifying', `${ID}-a1`],
  ] as const) {
    const one = table(state).happens({ ...back, callerPresent: false, agentPresent: false });
    t.equal(one.phase.name, 'ended', state);
    t.strictSame(one.last.method, { change: 'unwanted', token });
    t.match(one.session.result, state === 'keeping' ? 'success' : 'internal-error');
  }
});

t.test('given a card that was being kept, then a payment that is made waits for one look only', async (t) => {
  const one = table('keeping').happens(back);
  t.match(one.last.commands[0], { type: 'findStored', token: kept, once: true });
  const outcome = { kind: 'unknown', cause: 'restarted', text: 'not there' } as const;
  const not = table('keeping').happens(back).happens({ type: 'storeFailed', token: kept, outcome });
  t.same(not.said(), ['prompt caller not-kept']);
  t.strictSame(not.last.method, { change: 'unwanted', token: kept });
  one.happens({ type: 'stored', token: kept });
  t.same(one.said(), ['prompt caller kept', 'prompt agent agent-kept']);
  one.hearOut();
  t.match(one.last.commands.at(-1), { variables: { result: 'success', token: kept } });
});

t.test('given an account whose debit nobody knows of, then it is written down to be removed', async (t) => {
  const one = table('debiting').happens({
    type: 'charged',
    orderId: ORDER,
    outcome: { kind: 'unknown', cause: 'gateway-silence', text: '?' },
  });
  one.hearOut().happens({ type: 'rejoined' });
  t.equal(one.phase.name, 'ended');
  t.notOk(one.did().includes('forget'), 'not now');
  t.strictSame(one.last.method, { change: 'unwanted', token: `${ID}-a1` });
});
