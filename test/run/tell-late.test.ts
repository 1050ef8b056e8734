import t from 'tap';
import type { Runner } from '../../lib/run/runner.js';
import { tellLate } from '../../lib/run/tell-late.js';
import { ORDER, STATES } from '../session/fixture.js';

const APPROVED = {
  kind: 'approved',
  transactionId: 'tx1',
  amountMinor: 2500,
  card: { brand: 'visa', last4: '1111' },
} as const;

/** A call in its conversation, whose session is over after so many looks: of this process, and in the journal. */
function world({ lives = 0, open = 0, noted = ORDER, actsFor = 1_000_000, next = 0, told = false } = {}) {
  const session = STATES.charging?.().session;
  if (!session) throw new Error('no session');
  const done: string[] = [];
  const warned: string[] = [];
  let at = 0;
  const quiet = () => undefined;
  const log = {
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (_: unknown, text: string) => warned.push(text),
  };
  const ports = {
    now: () => at,
    after: (ms: number, run: () => void) => {
      at += ms;
      setImmediate(run);
      return quiet;
    },
    log,
    journal: { sessions: async () => [{ session, ...(open-- <= 0 && { ended: true }) }] },
    switchboard: {
      read: async (_: string, wanted: readonly string[]) =>
        [noted, session.agent.channelName].slice(-wanted.length),
      note: async (_: string, legs: readonly unknown[], { result }: { result: string }) =>
        void done.push(`${legs.length} ${result}`),
      whisper: async (_: string, side: string) => void done.push(`whisper ${side}`),
      forget: async () => undefined,
    },
    media: () => [],
  };
  const runner = {
    ports,
    session: () => (lives-- > 0 ? session : undefined),
    get acting() {
      return at < actsFor;
    },
    engaged: () => next > 0,
    /** The next payment of the call, which is over after so many looks. */
    sessions: () =>
      next-- > 0
        ? [{ ...session, id: 'hpnext', doubt: ORDER, ...(told && { earlier: { order: ORDER, told } }) }]
        : [],
    dispatch: (id: string, { type, orderId }: { type: string; orderId: string }) =>
      void done.push(`${id} ${type} ${orderId}`),
  } as unknown as Runner;
  return { runner, done, warned, waited: () => at };
}

const TOLD = ['2 success', 'whisper caller', 'whisper agent'];

t.test('given a charge that is found when its session is over, then both are told', async (t) => {
  const { runner, done } = world();
  await tellLate(runner, ORDER, APPROVED);
  t.same(done, TOLD);
});

for (const [name, still] of [
  ['goes on in this process', { lives: 5 }],
  ['is not yet over in the journal', { open: 3 }],
] as const) {
  t.test(`given a charge that is found while its session ${name}, then it is told afterwards`, async (t) => {
    const { runner, done, waited } = world(still);
    await tellLate(runner, ORDER, APPROVED);
    t.same(done, TOLD);
    t.ok(waited() > 2000);
  });
}

t.test('given a process that is being ended meanwhile, then it is kept by nothing', async (t) => {
  const { runner, done, waited } = world({ open: 100_000, actsFor: 3000 });
  await tellLate(runner, ORDER, APPROVED);
  t.same(done, []);
  t.equal(waited(), 3000);
});

t.test('given a session that never ends, then it is given up', async (t) => {
  const { runner, done, waited } = world({ open: 100_000 });
  await tellLate(runner, ORDER, APPROVED);
  t.same(done, []);
  t.ok(waited() < 600_000);
});

t.test(
  'given a later payment of the same call, then the agent is told and the log has a warning',
  async (t) => {
    const { runner, done, warned } = world({ noted: 'hplater-1' });
    await tellLate(runner, ORDER, APPROVED);
    t.same(done, ['whisper agent'], 'the variables are those of the later one');
    t.match(warned, [/paid twice/]);
    const other = world({ noted: 'hplater-1' });
    await tellLate(other.runner, ORDER, { kind: 'failed', cause: 'gateway-not-executed', text: 't' });
    t.same(other.done, [], 'nothing is paid twice');
  },
);

t.test('given the next payment of the call goes on, then it is held at once', async (t) => {
  const held = `hpnext earlierApproved ${ORDER}`;
  const { runner, done } = world({ next: 4, told: true });
  const telling = tellLate(runner, ORDER, APPROVED);
  t.same(done, [held], 'before anything is waited for');
  await telling;
  t.same(done, [held], 'the agent has heard it there');
  const sent = world({ next: 4 });
  await tellLate(sent.runner, ORDER, APPROVED);
  t.same(sent.done, [held, 'whisper agent'], 'or hears it when that one is over');
  const ending = world({ next: 10_000, actsFor: 5000 });
  await tellLate(ending.runner, ORDER, APPROVED);
  t.same(ending.done, [held]);
});
