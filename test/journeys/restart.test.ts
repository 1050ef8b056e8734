import t from 'tap';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { type Hushpay, prepareHushpay } from '../../lib/rig/hushpay.js';
import { until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

const stage = await openStage({
  config: {
    capture: { timers: { firstKey: 60, betweenKeys: 30, amountKey: 60, decide: 60, quiet: 2, find: 3 } },
  },
});

const journal = createJournal(
  { client: 'sqlite3', file: stage.hushpay.journalFile, lockDeadline: 10 },
  createLog({ level: 'error' }, { write: () => undefined }),
);
await journal.open();
t.teardown(() => journal.close());

/** Resolves when the session is in the journal as having come to a phase: a kill before that meets an earlier one. */
async function journalled(call: Conversation, phase: string): Promise<void> {
  await until(`${phase} to be journalled`, 10_000, async () =>
    (await journal.openSessions()).some(
      (session) => session.id === call.session && session.phase.name === phase,
    ),
  );
}

/**
 * Longest from the start of the service until both talk again. On a machine that does nothing else it is 1.2 to 2.0 s,
 * and 3 s is what we promise; a build machine that runs two files at once is given more. Milliseconds.
 */
const BACK_MS = 8000;
/** Who had keyed may be keying still: the words to stop, which are longer than the time without a key. Milliseconds. */
const QUIET_MS = 4000;

interface State {
  readonly name: string;
  readonly phase: string;
  /** Brings a call into the state. */
  readonly reach: () => Promise<Conversation>;
  /** What both hear before they are together, where a charge was made. */
  readonly told?: { readonly caller: string; readonly agent: string };
  readonly transactions: number;
}

const keyed =
  (card: Partial<typeof CARD>, partly = '') =>
  async (): Promise<Conversation> => {
    const call = await Conversation.handedOff(stage);
    await call.key(card);
    if (partly) await call.press(partly);
    return call;
  };

/** A call whose card is keyed, with a fault of the bank on one of its routes. */
async function held(
  route: string,
  phase: string,
  when: 'before' | 'after' = 'before',
): Promise<Conversation> {
  const call = await Conversation.handedOff(stage);
  await stage.bank.fault({ route, kind: 'delay', when, ms: 4000, times: 1 });
  await call.key();
  await call.phase(phase);
  return call;
}

const APPROVED = { caller: 'approved', agent: 'agent-approved' };

/** Those that are held still by a fault or by talking come last: their time is short. */
const STATES: readonly State[] = [
  {
    name: 'askingAmount',
    phase: 'askingAmount',
    reach: async () => {
      const call = await Conversation.handedOff(stage, {}, 'askingAmount');
      await call.steer('25');
      return call;
    },
    transactions: 0,
  },
  {
    name: 'confirmingAmount',
    phase: 'confirmingAmount',
    reach: async () => {
      const call = await Conversation.handedOff(stage, {}, 'askingAmount');
      await call.steer('25#');
      await call.phase('confirmingAmount');
      return call;
    },
    transactions: 0,
  },
  { name: 'capturing the number', phase: 'capturing', reach: keyed({}, '411111'), transactions: 0 },
  {
    name: 'capturing the expiry',
    phase: 'capturing',
    reach: keyed({ number: CARD.number }, '12'),
    transactions: 0,
  },
  {
    name: 'capturing the code',
    phase: 'capturing',
    reach: keyed({ number: CARD.number, expiry: CARD.expiry }, '12'),
    transactions: 0,
  },
  {
    name: 'deciding',
    phase: 'deciding',
    reach: async () => {
      const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '2000.00' });
      await call.key();
      await call.phase('deciding', 30_000);
      return call;
    },
    transactions: 1,
  },
  {
    name: 'tokenising',
    phase: 'tokenising',
    reach: () => held('graphql.tokenizeCreditCard', 'tokenising'),
    transactions: 0,
  },
  {
    name: 'charging, executed',
    phase: 'charging',
    reach: async () => {
      const call = await held('transaction.create', 'charging', 'after');
      await until(
        'the charge to be made',
        5000,
        async () => (await stage.bank.transactions(call.session)).length,
      );
      return call;
    },
    told: APPROVED,
    transactions: 1,
  },
  {
    name: 'announcing',
    phase: 'announcing',
    reach: async () => {
      const call = await Conversation.handedOff(stage);
      await call.key();
      await call.told('caller', 'approved');
      return call;
    },
    told: APPROVED,
    transactions: 1,
  },
  {
    name: 'rejoining',
    phase: 'rejoining',
    reach: async () => {
      const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '2000.00' });
      await call.key();
      await call.phase('deciding', 30_000);
      await call.press('7');
      await call.steer('2');
      await call.phase('rejoining');
      return call;
    },
    transactions: 1,
  },
];

/** What must hold after a restart or a takeover; `since` is when the new process was started. */
async function recovered(t: Tap, call: Conversation, state: State, since: number): Promise<void> {
  if (state.told) {
    await call.told('caller', state.told.caller);
    t.ok(Date.now() - since < BACK_MS, `told after ${Date.now() - since} ms`);
    await call.told('agent', state.told.agent);
    await call.together(20_000);
  } else {
    await call.together(since + 2 * BACK_MS + QUIET_MS - Date.now());
    t.ok(Date.now() - since < BACK_MS + QUIET_MS, `together after ${Date.now() - since} ms`);
  }
  const said = await call.talk();
  const orders = await stage.bank.transactions(call.session);
  await call.hangUp();
  t.equal(await call.talked(said), 'both');
  t.equal(orders.length, state.transactions, 'never charged twice');
}
type Tap = Pick<typeof t, 'ok' | 'equal'>;

for (const state of STATES) {
  t.test(
    `given ${state.name}, when the service is killed and started again, then both talk again`,
    async (t) => {
      await stage.bank.clear();
      const next = await stage.hushpay.prepareNext();
      const call = await state.reach();
      await journalled(call, state.phase);
      await stage.hushpay.kill();
      call.rewind();
      const since = Date.now();
      const started = next.go();
      await recovered(t, call, state, since);
      await started;
    },
  );
}

/** What is promised for a call: from when the code of the service is loaded until both talk. Milliseconds. */
const PROMISED_MS = 3000;

for (const keys of ['', '411111'] as const) {
  const who = keys ? 'has keyed' : 'has keyed nothing';
  t.test(
    `given one call whose caller ${who}, when restarted, then both talk as soon as promised`,
    async (t) => {
      await stage.bank.clear();
      const next = await stage.hushpay.prepareNext();
      const call = await Conversation.handedOff(stage);
      if (keys) await call.press(keys);
      await journalled(call, 'capturing');
      await stage.hushpay.kill();
      call.rewind();
      const since = Date.now();
      const started = next.go();
      await call.together(20_000);
      const ms = Date.now() - since;
      t.ok(ms < PROMISED_MS + (keys ? QUIET_MS : 0), `together after ${ms} ms`);
      const said = await call.talk();
      await started;
      await call.hangUp();
      t.equal(await call.talked(said), 'both');
    },
  );
}

t.test(
  'given a charge that never arrived, when the service is killed, then it is said to be unknown, not sent again',
  async (t) => {
    await stage.bank.clear();
    const call = await Conversation.handedOff(stage);
    await stage.bank.fault({ route: 'transaction.create', kind: 'silence', times: 1 });
    await call.key();
    await journalled(call, 'charging');
    const next = await stage.hushpay.prepareNext();
    await stage.hushpay.kill();
    call.rewind();
    await next.go();
    await call.told('caller', 'unknown');
    await call.told('agent', 'agent-unknown');
    t.equal(await call.result(), 'outcome-unknown');
    await call.together(3000);
    const said = await call.talk();
    t.equal(await call.variable('caller', 'HUSHPAY_RESULT'), 'outcome-unknown');
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.same(await stage.bank.transactions(call.session), []);
  },
);

t.test(
  'given captures and a charge, when a second instance is started beside the first, then it takes over and the first ends',
  async (t) => {
    await stage.bank.clear();
    const [number, charging] = [STATES[2], STATES[7]];
    if (!number || !charging) throw new Error('no such states');
    const calls = [await number.reach(), await charging.reach()] as const;
    const { pbx, sandbox, hushpay: first } = stage;
    const second: Hushpay = prepareHushpay({ ...first.options, pbx, sandbox, directory: first.directory });
    t.teardown(() => second.kill());
    const ended = first.ended();
    for (const call of calls) call.follows(second);
    await second.start();
    const since = Date.now();
    await Promise.all([recovered(t, calls[0], number, since), recovered(t, calls[1], charging, since)]);
    t.equal(await ended, 75, 'the first ends with 75, so that nobody starts it again');
    const next = await Conversation.begin(stage, { variables: { HUSHPAY_AMOUNT: '25.00' } });
    next.follows(second);
    await next.handOff();
    await next.key();
    t.equal(await next.result(), 'success', 'the second takes new payments');
    await next.hangUp();
  },
);
