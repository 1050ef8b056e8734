import t from 'tap';
import { ID, ORDER, STATES, type Table } from './fixture.js';

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
    `given ${state}, when the service was restarted, then both are joined at once and nothing is charged`,
    async (t) => {
      const one = table(state).happens(back);
      t.ok(one.did().includes('rejoin'));
      t.notOk(one.did().includes('charge'));
      t.same(one.said(), []);
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
