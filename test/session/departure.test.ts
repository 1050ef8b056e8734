import t from 'tap';
import { ORDER, STATES } from './fixture.js';

/** state, who hangs up, what is said, the state after it */
const HANG_UPS: readonly (readonly [string, 'caller' | 'agent', readonly string[], string])[] = [
  ['handingOff', 'caller', [], 'handingOff'],
  ['askingAmount', 'caller', ['prompt agent agent-caller-left'], 'announcing'],
  ['askingAmount', 'agent', ['prompt caller agent-left'], 'announcing'],
  ['confirmingAmount', 'caller', ['prompt agent agent-caller-left'], 'announcing'],
  ['confirmingAmount', 'agent', ['prompt caller agent-left'], 'announcing'],
  ['capturing', 'caller', ['prompt agent agent-caller-left'], 'announcing'],
  ['capturing', 'agent', ['prompt caller agent-left'], 'announcing'],
  ['tokenising', 'caller', ['prompt agent agent-caller-left'], 'announcing'],
  ['tokenising', 'agent', ['prompt caller agent-left'], 'announcing'],
  ['choosingAccountType', 'caller', ['prompt agent agent-caller-left'], 'announcing'],
  ['agreeing', 'caller', ['prompt agent agent-caller-left'], 'announcing'],
  ['agreeing', 'agent', ['prompt caller agent-left'], 'announcing'],
  ['verifying', 'caller', ['prompt agent agent-caller-left'], 'announcing'],
  ['verifying', 'agent', ['prompt caller agent-left'], 'announcing'],
  ['debiting', 'caller', [], 'charging'],
  ['askedToKeep', 'caller', [], 'ended'],
  ['keeping', 'caller', [], 'keeping'],
  ['keeping', 'agent', [], 'keeping'],
  ['charging', 'caller', [], 'charging'],
  ['charging', 'agent', [], 'charging'],
  ['finding', 'caller', [], 'finding'],
  ['finding', 'agent', [], 'finding'],
  ['announcing', 'caller', [], 'announcing'],
  ['announcing', 'agent', [], 'announcing'],
  ['deciding', 'caller', ['prompt agent agent-caller-left'], 'announcing'],
  ['deciding', 'agent', ['prompt caller agent-left'], 'announcing'],
];

for (const [state, side, said, after] of HANG_UPS) {
  t.test(`given ${state}, when the ${side} hangs up, then the other is looked after`, async (t) => {
    const table = STATES[state]?.();
    if (!table) throw new Error(state);
    table.happens({ type: 'partyHungUp', side });
    t.same(table.said(), said);
    t.equal(table.phase.name, after);
    t.notOk(
      table.last.commands.some((one) => one.type === 'prompt' && one.side === side),
      'nothing to who has gone',
    );
    table.hearOut();
    if (after !== 'announcing') return;
    const other = side === 'caller' ? 'agent' : 'caller';
    t.same(
      table.did().filter((what) => what.startsWith('re')),
      [`release ${other}`],
    );
    t.equal(table.phase.name, 'ended');
  });
}

for (const state of Object.keys(STATES)) {
  t.test(
    `given ${state}, when both hang up, then it ends by itself, a charge first being settled`,
    async (t) => {
      const table = STATES[state]?.();
      if (!table) throw new Error(state);
      table.happens({ type: 'partyHungUp', side: 'caller' }).happens({ type: 'partyHungUp', side: 'agent' });
      if (table.phase.name === 'charging' || table.phase.name === 'finding') {
        table.happens({ type: 'charged', orderId: ORDER, outcome: { kind: 'approved', transactionId: 't' } });
        t.match(table.last.payment, { change: 'settled', outcome: { kind: 'approved' } });
      }
      if ('token' in table.phase) table.happens({ type: 'stored', token: table.phase.token });
      if (table.phase.name === 'rejoining') table.happens({ type: 'rejoinFailed' });
      t.equal(table.phase.name, 'ended');
      const ends = table.decisions.flatMap(({ commands }) =>
        commands.filter(({ type }) => type === 'finish'),
      );
      t.equal(ends.length, 1);
    },
  );
}

t.test(
  'given a charge, when the caller hangs up, then the agent alone hears the outcome, without a choice',
  async (t) => {
    const table = STATES.charging?.();
    if (!table) throw new Error('charging');
    table.happens({ type: 'partyHungUp', side: 'caller' });
    const outcome = { kind: 'declined', code: '2001', text: 'x', severity: 'soft' } as const;
    table.happens({ type: 'charged', orderId: ORDER, outcome });
    t.match(
      table.last.commands.filter((one) => one.type === 'prompt'),
      [{ side: 'agent', prompt: { key: 'agent-declined', choice: false } }],
    );
    table.hearOut();
    t.ok(table.did().includes('release agent'));
  },
);

t.test('given a capture, when the caller hangs up, then the card is wiped at once', async (t) => {
  const table = STATES.capturing?.();
  if (!table) throw new Error('capturing');
  table.happens({ type: 'partyHungUp', side: 'caller' });
  t.ok(table.did().includes('wipe'));
  t.equal(table.session.result, 'caller-hung-up');
});

t.test(
  'given a hand-off, when only one side arrives in time, then it goes back to the dialplan',
  async (t) => {
    const table = STATES.handingOff?.();
    if (!table) throw new Error('handingOff');
    table.happens({ type: 'partyArrived', side: 'caller' }).happens({ type: 'timedOut', timer: 'arrive' });
    t.ok(table.did().includes('release caller'));
    t.notOk(table.did().includes('release agent'));
    t.equal(table.phase.name, 'ended');
  },
);

t.test('given a redirect that failed, then nobody is touched', async (t) => {
  const table = STATES.handingOff?.();
  if (!table) throw new Error('handingOff');
  table.happens({ type: 'redirectFailed' });
  t.same(table.did(), ['stopTimer arrive', 'wipe', 'finish']);
});

for (const state of Object.keys(STATES)) {
  t.test(`given ${state}, when the agent is replaced, then it goes on with the newcomer`, async (t) => {
    const table = STATES[state]?.();
    if (!table) throw new Error(state);
    const { phase } = table;
    const newcomer = { channelId: 'new', channelName: 'Local/310@from-agent-1;1' };
    table.happens({ type: 'agentReplaced', ...newcomer });
    t.same(table.phase, phase, 'nothing else has changed');
    t.same(table.last.commands, [], 'and nobody is told');
    t.same(table.session.agent, { ...newcomer, present: true });
    table.happens({ type: 'partyHungUp', side: 'agent' });
    t.notOk(table.session.agent.present, 'whose hanging up is the agent’s');
  });
}
