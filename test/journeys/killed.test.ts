import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { pause, until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { type Killed, phasesOf, type Words } from './killed.js';
import { Relay } from './relay.js';
import { openStage } from './stage.js';

t.setTimeout(400_000);

/**
 * From the start of the service on, but for the time in which Node loads it, until both talk, or hear what became of it. Three
 * seconds are promised for a call; here twenty come back at once, beside another file of tests on two cores. Milliseconds.
 */
const BACK_MS = 8000;

/**
 * Who had keyed anything may be keying still, and waits for this much more: the words to stop, to their end, which is longer than
 * the two seconds without a key. Milliseconds.
 */
const QUIET_MS = 4000;

/** Where the words are whispered into the conversation, and for how long. Milliseconds. */
const WHISPERED: ReadonlySet<string> = new Set(['deciding', 'handingOff']);
const WORDS_MS = 5000;

/** The shop's own system never answers: a caller on the payment line is being looked up for as long as that. */
const shop = createServer(() => undefined);
await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
t.teardown(() => {
  shop.closeAllConnections();
  shop.close();
});

let events: Relay | undefined;
const stage = await openStage({
  config: async (pbx) => {
    events = await Relay.to(pbx.ari.url);
    return {
      asterisk: {
        ari: { username: pbx.ari.username, password: pbx.ari.password, url: events.url, app: pbx.app },
        ami: pbx.ami,
      },
      braintree: { deadline: 120, tokeniseDeadline: 60 },
      payment: { methods: ['credit-card', 'ach-debit'], keepCard: true },
      capture: {
        charge: 'agent',
        timers: {
          firstKey: 120,
          betweenKeys: 60,
          amountKey: 60,
          decide: 120,
          capture: 300,
          quiet: 2,
          find: 5,
        },
      },
      reconcile: { every: 1 },
      ivr: {
        enabled: true,
        identify: ['number'],
        lookup: {
          url: `http://127.0.0.1:${(shop.address() as AddressInfo).port}/owes`,
          token: 'a-token-of-the-shop-0123456789',
          deadline: 30,
        },
      },
    };
  },
});
t.teardown(() => events?.close());
const { hushpay, bank, pbx } = stage;

const journal = createJournal(
  { client: 'sqlite3', file: hushpay.journalFile, lockDeadline: 10 },
  createLog({ level: 'error' }, { write: () => undefined }),
);
await journal.open();
t.teardown(() => journal.close());

interface Reached {
  readonly killed: Killed;
  readonly call: Conversation;
}

/** Calls in several phases, brought there some at a time. */
async function reach(all: readonly Killed[], atOnce: number): Promise<Reached[]> {
  const left = [...all];
  const reached: Reached[] = [];
  const work = async () => {
    for (let one = left.shift(); one; one = left.shift()) {
      reached.push({ killed: one, call: await one.reach() });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  // In the order given: what cannot be held for long comes last.
  return reached.sort((a, b) => all.indexOf(a.killed) - all.indexOf(b.killed));
}

/** Resolves when the sessions are in the journal as having come to their phases: a kill before that meets earlier ones. */
async function journalled(
  all: readonly { readonly killed: Pick<Killed, 'name' | 'phase'>; readonly call: Conversation }[],
): Promise<void> {
  let missing: readonly string[] = [];
  await until('the phases to be journalled', 3000, async () => {
    const open = await journal.openSessions();
    const phase = (session: string) => open.find(({ id }) => id === session)?.phase.name ?? 'none';
    missing = all
      .filter(({ killed, call }) => phase(call.session) !== killed.phase)
      .map(({ killed, call }) => `${killed.name}: ${phase(call.session)}`);
    return missing.length === 0;
  }).catch(() => {
    throw new Error(`not in their phase: ${missing.join(', ')}`);
  });
}

interface Bridge {
  readonly bridge_class: string;
  readonly channels: readonly string[];
}

/** When each call's two parties were first in conversation again, milliseconds after `since`; asked of Asterisk for all. */
async function watchBack(all: readonly Reached[], since: number): Promise<Map<Conversation, number>> {
  const back = new Map<Conversation, number>();
  const legs = new Map<Conversation, readonly string[]>();
  for (const { call } of all) {
    const sides = await Promise.all([call.channel('caller'), call.channel('agent')]);
    legs.set(
      call,
      sides.map(({ id }) => id),
    );
  }
  await until('all to be together', 60_000, async () => {
    const bridges = (await pbx.server.ari.request('GET', '/bridges')) as readonly Bridge[];
    const talking = bridges.filter(({ bridge_class }) => bridge_class === 'basic');
    for (const [call, ids] of legs) {
      const together = talking.some(({ channels }) => ids.every((id) => channels.includes(id)));
      if (together && !back.has(call)) back.set(call, Date.now() - since);
    }
    return back.size === legs.size;
  });
  return back;
}

async function hears(call: Conversation, words: Words | { readonly caller: string }): Promise<void> {
  await call.told('caller', words.caller);
  if ('agent' in words) await call.told('agent', words.agent);
}

/** Kills the service amid all of them and starts it again; each is judged in a test of its own. */
async function kill(all: readonly Reached[], next: { go(): Promise<void> }): Promise<void> {
  await journalled(all);
  const keyed = (await journal.openSessions()).filter(({ lastKeyAt }) => lastKeyAt > 0);
  const within = ({ session }: Conversation) =>
    BACK_MS + (keyed.some(({ id }) => id === session) ? QUIET_MS : 0);
  const paired = all.filter(({ killed }) => !killed.alone);
  await hushpay.kill();
  await bank.clear();
  for (const { call } of all) call.rewind();
  const since = Date.now();
  const back = watchBack(paired, since);
  const started = next.go();
  const first = new Map<Conversation, number>();
  hushpay.onLine(({ msg, side, session }) => {
    const told = all.find(({ call }) => call.session === session)?.call;
    if (msg === 'prompt' && side === 'caller' && told && !first.has(told))
      first.set(told, Date.now() - since);
  });
  await Promise.all(
    all.map(({ killed, call }) =>
      t.test(
        `given ${killed.name}, when the service is killed and started again, then all is well`,
        { buffered: true },
        async (t) => {
          const { before = [], over, alone, result, transactions, vault } = killed;
          for (const words of before) await hears(call, words);
          const told = before.length > 0 && first.get(call);
          if (told) t.ok(told < BACK_MS, `told after ${told} ms`);
          if (alone) {
            t.same(await call.wentOn('HUSHPAY_RESULT'), [result]);
            return call.hangUp();
          }
          const ms = (await back).get(call) ?? Number.NaN;
          if (before.length === 0) t.ok(ms < within(call), `together after ${ms} ms`);
          if (over) await hears(call, over);
          // A tone over the words would make them unlike themselves.
          if (WHISPERED.has(killed.phase)) await pause(WORDS_MS);
          const said = await call.talk();
          t.equal(await call.variable('caller', 'HUSHPAY_RESULT'), result);
          const token = vault && `${call.session}${vault.ending}`;
          t.equal(await call.variable('caller', 'HUSHPAY_TOKEN'), vault?.there ? token : '');
          if (token && !vault.there) {
            await until(`${token} to be gone`, 20_000, async () => !(await bank.stored(token)));
          } else if (token) t.ok(await bank.stored(token));
          const orders = await bank.transactions(call.session);
          await call.hangUp();
          t.equal(await call.talked(said), 'both');
          t.equal(orders.length, transactions, 'never charged twice');
          if (WHISPERED.has(killed.phase)) {
            t.ok(await call.heardSound('caller', 'interrupted'), 'the caller hears it while talking');
            t.ok(await call.heardSound('agent', 'agent-service-interrupted'), 'and so does the agent');
          }
        },
      ),
    ),
  );
  await started;
}

const phases = phasesOf(stage, () => {
  if (!events) throw new Error('no relay');
  return events;
});
const reached = await reach(phases, 4);
const next = await hushpay.prepareNext();
for (const { killed, call } of reached) await killed.hold?.(call);
t.jobs = 6;
await kill(reached, next);

await t.test(
  'given finding, when the service is killed again, then it is looked for anew, and both hear what became of it',
  async (t) => {
    // Both are loaded beforehand: the finding of the first may be over before the second is.
    const first = await hushpay.prepareNext();
    const second = await hushpay.prepareNext();
    const call = await Conversation.handedOff(stage);
    await call.key();
    await call.phase('ready');
    await bank.fault({ route: 'transaction.create', kind: 'silence', times: 1 });
    await call.steer('1');
    await call.phase('charging');
    for (const [phase, next] of [
      ['charging', first],
      ['finding', second],
    ] as const) {
      await journalled([{ call, killed: { name: phase, phase } }]);
      await hushpay.kill();
      call.rewind();
      const since = Date.now();
      const started = next.go();
      await hears(call, { caller: 'looking-up', agent: 'agent-looking-up' });
      t.ok(Date.now() - since < BACK_MS, `told after ${Date.now() - since} ms`);
      await started;
    }
    await hears(call, { caller: 'unknown', agent: 'agent-unknown' });
    t.equal(await call.result(), 'outcome-unknown');
    await call.together(5000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.ok(await call.heardSound('caller', 'looking-up'));
    t.ok(await call.heardSound('agent', 'agent-looking-up'));
    t.same(await bank.transactions(call.session), [], 'never sent again');
  },
);
