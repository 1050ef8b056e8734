import t from 'tap';
import { replay } from '../../lib/run/feed.js';
import type { Event } from '../../lib/session/event.js';
import { DECLINED, STATES, type Table } from './fixture.js';

const FIRST = 'hpearlier-1';
const NEWS = { type: 'earlierApproved', orderId: FIRST } as const;

/** The agent wants this payment, though nobody knows what became of the one before. */
function doubted(state: string): Table {
  const table = STATES[state]?.();
  if (!table) throw new Error(state);
  table.session = { ...table.session, doubt: FIRST };
  return table;
}

const charges = (table: Table) =>
  table.decisions.flatMap(({ commands }) => commands).filter(({ type }) => type === 'charge').length;

t.test(
  'given the earlier payment is made, when all is keyed, then the agent’s 1 alone charges',
  async (t) => {
    for (const state of ['askingAmount', 'capturing', 'choosing', 'deciding', 'ready', 'announcingDecline']) {
      const table = state === 'announcingDecline' ? doubted('charging') : doubted(state);
      if (state === 'announcingDecline') table.happens(DECLINED);
      const before = charges(table);
      table.happens(NEWS);
      const heard = state === 'ready' ? 'agent-start' : 'agent-earlier-approved';
      if (state !== 'announcingDecline') t.same(table.said(), [`prompt agent ${heard}`], state);
      table.happens(NEWS);
      t.same(table.said(), [], 'once');
      if (state === 'askingAmount') {
        for (const key of '25#1') table.happens({ type: 'agentPressed', key });
      }
      if (state === 'choosing') table.happens({ type: 'callerChose', answer: 1 });
      if (state === 'deciding' || state === 'announcingDecline')
        table.happens({ type: 'agentPressed', key: '1' });
      if (state !== 'ready') table.card();
      t.equal(table.phase.name, 'ready', state);
      const start = table.decisions
        .flatMap(({ commands }) => commands)
        .findLast((one) => one.type === 'prompt' && one.side === 'agent');
      t.match(start, { prompt: { key: 'agent-start', earlier: true } }, 'and is said with it');
      t.same(table.session.earlier, { order: FIRST, told: true });
      t.equal(charges(table), before);
      table.happens({ type: 'agentPressed', key: '1' }).happens({ type: 'tokenised' });
      t.equal(charges(table), before + 1, state);
    }
  },
);

t.test('given what was keyed is becoming a token, then it is given up and nothing is charged', async (t) => {
  for (const state of ['tokenising', 'tokenisingAccount', 'verifying']) {
    const table = doubted(state).happens(NEWS);
    t.same(table.said(), ['prompt caller cancelled', 'prompt agent agent-earlier-approved'], state);
    t.equal(table.session.result, 'transaction-cancelled');
    table.happens({ type: 'tokenised' }).hearOut();
    t.equal(charges(table), 0);
  }
});

t.test('given it was sent, is stored only, or is over, then nothing is disturbed', async (t) => {
  for (const state of [
    'charging',
    'finding',
    'debiting',
    'storing',
    'announcing',
    'rejoining',
    'handingOff',
  ]) {
    const table = doubted(state);
    const { phase } = table;
    table.happens(NEWS);
    t.same(table.did(), [], state);
    t.same(table.phase, phase);
    t.not(table.session.earlier?.told, true, 'the agent is told afterwards');
  }
});

t.test('given another order, or a call without a doubt, then nothing changes', async (t) => {
  const table = doubted('capturing').happens({ ...NEWS, orderId: 'hpother-1' });
  t.equal(table.session.earlier, undefined);
  const plain = STATES.capturing?.().happens({ ...NEWS });
  t.equal(plain?.session.earlier, undefined);
  plain?.card();
  t.equal(plain?.phase.name, 'tokenising');
});

t.test('given it is told, then who follows the call hears it once', async (t) => {
  const { session, at } = doubted('capturing');
  const { id, terms, policy, caller, agent } = session;
  const events: Event[] = [
    { type: 'handOffRequested', at, id, terms, policy, caller, agent, doubt: FIRST },
    { type: 'partyArrived', at, side: 'caller' },
    { type: 'partyArrived', at, side: 'agent' },
    { ...NEWS, at },
    { ...NEWS, at },
  ];
  const told = replay(events.map((event) => ({ event }))).filter(
    ({ happening }) => happening.is === 'earlierApproved',
  );
  t.match(told, [{ happening: { order: FIRST } }]);
  t.equal(told.length, 1);
});
