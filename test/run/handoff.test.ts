import t from 'tap';
import type { Switchboard } from '../../lib/asterisk/switchboard.js';
import { type HandOffOptions, handOff } from '../../lib/run/handoff.js';
import type { Runner } from '../../lib/run/runner.js';
import { DETAILS } from '../../lib/run/terms.js';
import type { Event } from '../../lib/session/event.js';
import { POLICY } from '../session/fixture.js';

/** An agent in a conversation of two, and a provider that is `up` or not. */
function seat(
  provider: { up: boolean },
  names: Readonly<Record<string, string>> = {},
  books: Partial<Record<'unsettled' | 'sessions', () => Promise<readonly unknown[]>>> = {},
) {
  const said: string[] = [];
  const begun: Event[] = [];
  const clock = { at: 1_000_000 };
  const silent = () => undefined;
  const agent = { channelId: '1.2', channelName: 'PJSIP/agent-2' };
  const caller = { channelId: '1.1', channelName: 'PJSIP/caller-1' };
  const switchboard: Partial<Switchboard> = {
    survey: async () => ({ kind: 'two-parties', agent, caller }),
    read: async (_id, expressions) =>
      expressions.length > DETAILS.length
        ? ['agent', caller.channelName, ...expressions.slice(2).map((one) => names[one] ?? '')]
        : expressions.map(() => ''),
  };
  const ports = {
    now: () => clock.at,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    gateway: {},
    journal: { unsettled: async () => [], sessions: async () => [], ...books },
    switchboard,
  };
  const begin = async (event: Event) => {
    begun.push(event);
    return true;
  };
  const options: HandOffOptions = {
    runner: { ports, acting: true, engaged: () => false, begin } as unknown as Runner,
    policy: POLICY,
    stopping: () => false,
    reachable: async () => provider.up,
    warned: new Map(),
    doubted: new Map(),
    deadlineMs: 5000,
    currency: 'USD',
    maximumMinor: () => 1_000_000,
    language: 'en',
    languages: new Set(['en']),
    mode: 'charge',
  };
  const press = async (phone: { channelName?: string } = {}) => {
    const before = begun.length;
    await handOff(
      { ...agent, ...phone, confirmed: async () => true, say: async (refusal) => void said.push(refusal) },
      options,
    );
    return begun.length > before ? 'handed off' : said.at(-1);
  };
  return { press, clock, begun };
}

t.test('given a provider that cannot be reached, then the agent is told at once and may go on', async (t) => {
  const provider = { up: false };
  const { press, clock } = seat(provider);
  t.equal(await press(), 'gateway-down');
  t.equal(await press(), 'handed off', 'by their own decision');
  t.equal(await press(), 'gateway-down', 'told anew for the next');
  clock.at += 120_000;
  t.equal(await press(), 'gateway-down', 'long ago is not heard');
  provider.up = true;
  t.equal(await press(), 'handed off');
});

t.test('given an account asked for by name that cannot be had, then the agent is told', async (t) => {
  const names = { '${HUSHPAY_METHOD}': 'ach-debit', '${HUSHPAY_AMOUNT}': '25.00' };
  const { press, begun } = seat({ up: true }, names);
  t.equal(await press(), 'error');
  const star = seat({ up: true }, { '${HUSHPAY_STORED}': '*' });
  t.equal(await star.press(), 'error');
  t.same([...begun, ...star.begun], [], 'and no card is asked for in its place');
});

t.test('given who pressed the code, when taken over, then the session knows who it is', async (t) => {
  const agentOf = async (names: Readonly<Record<string, string>>, channelName?: string) => {
    const { press, begun } = seat({ up: true }, names);
    t.equal(await press(channelName ? { channelName } : {}), 'handed off');
    const [event] = begun;
    return event?.type === 'handOffRequested' ? event.agent : undefined;
  };
  const own = { '${CALLERID(name)}': 'Anna Kovács' };
  t.match(await agentOf(own), { device: 'PJSIP/agent', name: 'Anna Kovács' });
  const set = { ...own, '${HUSHPAY_AGENT}': 'Anna\nK.' };
  t.match(await agentOf(set, 'PJSIP/20-00000007'), {
    channelName: 'PJSIP/agent-2',
    device: 'PJSIP/20',
    name: 'Anna K.',
  });
  t.notOk((await agentOf({}))?.name, 'a name nobody gave');
  const odd = { '${CALLERID(name)}': `a\u001fb${'x'.repeat(200)}` };
  t.match((await agentOf(odd))?.name, /^a bx{77}$/, 'of no more than 80 characters, and nothing but text');
});

t.test(
  'given a payment of this call that is unknown, then the agent is told before another one',
  async (t) => {
    let open = [{ orderId: 'hp1-1', sessionId: 'hp1' }];
    const books = {
      unsettled: async () => open,
      sessions: async () => [{ id: 'hp1', session: { caller: { channelId: '1.1' } } }],
    };
    const { press, clock } = seat({ up: true }, {}, books);
    t.equal(await press(), 'order-open');
    clock.at += 120_000;
    t.equal(await press(), 'order-open', 'long ago is not heard');
    t.equal(await press(), 'handed off', 'by their own decision');
    t.equal(await press(), 'order-open', 'told anew for the next');
    open = [];
    t.equal(await press(), 'handed off', 'it is known now');

    open = [{ orderId: 'hp1-1', sessionId: 'hp1' }];
    const down = seat({ up: false }, {}, books);
    for (const word of ['order-open', 'gateway-down', 'handed off']) {
      t.equal(await down.press(), word, 'neither is told again because of the other');
      down.clock.at += 35_000;
    }

    const other = async () => [{ id: 'hp1', session: { caller: { channelId: '9.9' } } }];
    const unsettled = async () => [{ orderId: 'hp1-1', sessionId: 'hp1' }];
    t.equal(
      await seat({ up: true }, {}, { unsettled, sessions: other }).press(),
      'handed off',
      'of another call',
    );
  },
);
