import t from 'tap';
import { STATES, Table } from './fixture.js';

const back = { type: 'recovered', callerPresent: true, agentPresent: true, restarted: true } as const;

const of = (state: string) => STATES[state]?.() as Table;

/** A caller who was keying when the service was restarted. */
const keying = () => new Table().arrive().happens({ type: 'callerPressed' }).happens(back);

t.test('given a caller who never stops keying, then no clock opens the ear, and both hear why', async (t) => {
  const table = keying();
  t.same(table.said(), ['prompt caller no-more-keys']);
  let told = 0;
  for (let second = 1; second <= 3600; second++) {
    table.happens({ type: 'callerPressed', at: table.at + 500 });
    table.happens({ type: 'timedOut', timer: 'quiet', at: table.at + 500 });
    t.notOk(table.did().includes('rejoin'));
    if (second % 10 !== 0) continue;
    table.happens({ type: 'timedOut', timer: 'keysTold', at: table.at });
    if (table.said().includes('prompt agent agent-keys-coming')) told += 1;
  }
  t.equal(told, 360, 'the agent hears it again and again');
  t.match(table.phase, { name: 'rejoining', asked: false });
});

t.test('given keys still coming, when the agent presses 9, then both are joined at once', async (t) => {
  const table = keying().happens({ type: 'agentPressed', key: '5' });
  t.notOk(table.did().includes('rejoin'), 'no other key does');
  table.happens({ type: 'agentPressed', key: '9' });
  t.ok(table.did().includes('rejoin'));
  table.happens({ type: 'agentPressed', key: '9' });
  t.notOk(table.did().includes('rejoin'), 'once');
});

t.test('given a lost connection, when it is back, then keys may have come that nobody saw', async (t) => {
  const table = STATES.rejoining?.() as Table;
  table.happens({ type: 'rejoinFailed' }).happens({ ...back, restarted: false });
  table.happens({ type: 'timedOut', timer: 'quiet', at: table.at + 100 });
  t.same(table.did(), ['startTimer quiet']);
});

t.test(
  'given nothing keyed and keys heard again for a while, then that while is part of the wait',
  async (t) => {
    const wait = (heardMs: number) => {
      const table = new Table().arrive().happens({ ...back, heardMs });
      const timer = table.last.commands.find((one) => one.type === 'startTimer' && one.timer === 'quiet');
      return timer?.type === 'startTimer' ? timer.ms : table.did();
    };
    t.equal(wait(0), 1000);
    t.equal(wait(700), 300);
    t.same(wait(1000).toString().includes('rejoin'), true, 'when it is over, both are joined');
    const keyed = new Table()
      .arrive()
      .happens({ type: 'callerPressed' })
      .happens({ ...back, heardMs: 5000 });
    t.notOk(keyed.did().includes('rejoin'), 'who had keyed counts as keying now');
  },
);

t.test('given a caller left alone while keys come, then the dialplan is told to wait', async (t) => {
  const table = keying();
  table.happens({ type: 'partyHungUp', side: 'agent', at: table.at + 100 });
  t.match(
    table.last.commands.find(({ type }) => type === 'release'),
    { side: 'caller', quiet: false },
  );
});

t.test('given a quiet caller whose words are not at their end, then nothing is said anew', async (t) => {
  const table = keying().happens({ type: 'timedOut', timer: 'quiet' });
  t.notOk(table.did().includes('rejoin'), 'the words are heard to their end');
  table.happens({ type: 'timedOut', timer: 'keysTold' });
  t.same(table.said(), []);
  t.ok(table.heard().did().includes('rejoin'));
});

t.test(
  'given a caller of whom no key was seen, when the service is back, then it must be quiet, too',
  async (t) => {
    const table = new Table({}, { quietMs: 4000 }).arrive().happens(back);
    t.same(table.said(), [], 'nobody is told to stop who may not have begun');
    const timers = table.last.commands.filter(({ type }) => type === 'startTimer');
    t.match(timers, [{ timer: 'quiet', ms: 2000 }], 'for as long as is promised at most');
    // The first key came while nobody was there, and this is the second.
    table.happens({ type: 'callerPressed', at: table.at + 1900 });
    t.same(table.said(), ['prompt caller no-more-keys']);
    table.happens({ type: 'timedOut', timer: 'quiet', at: table.at + 100 });
    t.same(table.did(), ['startTimer quiet']);
    table.happens({ type: 'timedOut', timer: 'keysTold', at: table.at + 1000 });
    t.same(table.said(), ['prompt caller no-more-keys', 'prompt agent agent-keys-coming']);
  },
);

t.test(
  'given who keyed nothing, when a key comes in the glance after a restart, then both hear why',
  async (t) => {
    const table = of('capturing').happens(back);
    t.same(table.said(), []);
    table.happens({ type: 'callerPressed', at: table.at + 300 });
    t.same(table.said(), ['prompt caller no-more-keys']);
    table.happens({ type: 'callerPressed', at: table.at + 300 });
    t.same(table.said(), [], 'once');
    table.happens({ type: 'timedOut', timer: 'keysTold', at: table.at + 300 });
    t.same(table.said(), ['prompt caller no-more-keys', 'prompt agent agent-keys-coming']);
  },
);

t.test(
  'given who keyed nothing, when the connection is lost twice, then it is not held for keying',
  async (t) => {
    const again = { ...back, restarted: false };
    const table = of('askingAmount')
      .happens(again)
      .happens({ ...again, restarted: true });
    t.same(table.said(), []);
    t.equal(table.session.lastKeyAt, 0);
  },
);

t.test('given a key after both were asked back, when the door says so, then it is waited for', async (t) => {
  const table = keying().happens({ type: 'timedOut', timer: 'quiet' }).heard();
  t.ok(table.did().includes('rejoin'));
  table
    .happens({ type: 'callerPressed', at: table.at + 10 })
    .happens({ type: 'rejoinFailed', at: table.at + 10 });
  t.same(table.said(), ['prompt caller no-more-keys']);
  t.same(table.did().includes('rejoin'), false);
});

t.test(
  'given a clock that is set back by an hour, then nobody waits for longer than the time without keys',
  async (t) => {
    const table = keying();
    table.happens({ type: 'timedOut', timer: 'quiet', at: table.at - 3_600_000 });
    const wait = table.last.commands.find((one) => one.type === 'startTimer' && one.timer === 'quiet');
    t.match(wait, { ms: 1000 });
    table.happens({ type: 'timedOut', timer: 'quiet', at: table.at + 2000 }).heard();
    t.ok(table.did().includes('rejoin'), 'and once only');
  },
);
