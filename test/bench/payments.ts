import type { Hushpay } from '../../lib/rig/hushpay.js';
import type { Call } from '../../lib/rig/phones.js';
import { pause, until } from '../../lib/rig/until.js';
import type { Bench } from './bench.js';
import { Capture } from './capture.js';
import { type HandOff, handOffOf, returnOf } from './crossing.js';
import { type Ends, endsOf, filterOf, keysOf, keyToPrompt, toPhone } from './measure.js';
import { TONES } from './tone.js';
import type { Trace } from './trace.js';
import { type Usage, UsageMeter } from './usage.js';

const FIELDS = ['4111111111111111', '1230', '123'] as const;
const KEYS = { onMs: 100, offMs: 80 } as const;
/** From a field's last key to the first of the next: the prompt has been heard by then. Milliseconds. */
const THINK_MS = 700;
/** Both talk for this long around the hand-off, and around the way back. Milliseconds. */
const TALK_MS = 1600;
const LONG_TALK_MS = 5500;

/** A session whose keys did not arrive as pressed has ended by itself by then. Milliseconds. */
const ENDED_MS = 40_000;

export interface Payments {
  /** Last key of a field to the first packet of the next prompt. Milliseconds, as all here. */
  readonly keyToPrompt: readonly number[];
  readonly handOffs: readonly HandOff[];
  /** End of the outcome prompt to both hearing each other. */
  readonly returns: readonly number[];
  /** Samples that were not clean, and payments that did not succeed. */
  readonly lost: number;
  readonly payments: number;
  readonly usage: Usage;
}

interface Legs {
  readonly caller: Ends;
  readonly agent: Ends;
  /** Names of their channels in the PBX. */
  readonly callerChannel: string;
  readonly agentChannel: string;
}

/** `rounds` payments on each of `calls` calls at once, measured from the packets of all their legs. */
export async function measurePayments(
  bench: Bench,
  hushpay: Hushpay,
  calls: number,
  rounds: number,
): Promise<Payments> {
  const made = await bench.callAll(calls, {
    from: 'caller',
    to: '100',
    variables: { HUSHPAY_REFERENCE: 'BENCH' },
  });
  try {
    const legs = await legsOf(bench, made);
    const meter = new UsageMeter(hushpay.pid);
    const from = hushpay.lines.length;
    const parts: Omit<Payments, 'usage' | 'payments'>[] = [];
    for (let round = 0; round < rounds; round++) {
      // A payment takes its amount away with it, so that no second one takes it unasked.
      for (const { callerChannel } of legs) {
        const amount = { Variable: 'HUSHPAY_AMOUNT', Value: '25.00' };
        await bench.pbx.server.ami.action('Setvar', { Channel: callerChannel, ...amount });
      }
      const capture = await Capture.start(
        bench.captureFile,
        `(${filterOf(legs.flatMap(({ caller, agent }) => [caller, agent]))}) or (tcp and dst port ${bench.pbx.agiPort})`,
      );
      try {
        const before = hushpay.lines.length;
        await Promise.all(made.map((call, i) => pay(bench, call, bench.stagger(i, calls))));
        const ended = () => hushpay.lines.slice(before).filter((line) => line.msg === 'session ended').length;
        // One that does not is counted as lost below.
        await until('every session to end', ENDED_MS, () => ended() >= calls).catch(() => undefined);
        parts.push(read(await capture.stop(), legs));
      } finally {
        capture.abandon();
      }
    }
    const ended = hushpay.lines.slice(from).filter((line) => line.msg === 'session ended');
    const failed = calls * rounds - ended.filter((line) => line.result === 'success').length;
    return {
      keyToPrompt: parts.flatMap((part) => part.keyToPrompt),
      handOffs: parts.flatMap((part) => part.handOffs),
      returns: parts.flatMap((part) => part.returns),
      lost: parts.reduce((sum, part) => sum + part.lost, failed),
      payments: calls * rounds,
      usage: meter.stop(),
    };
  } finally {
    await Promise.allSettled(made.map((call) => call.hangUp()));
  }
}

async function pay(bench: Bench, { caller, agent }: Call, after: number): Promise<void> {
  const bothTalk = (ms: number) => Promise.all([caller.tone(TONES.caller, ms), agent.tone(TONES.agent, ms)]);
  await pause(after);
  const talk = bothTalk(TALK_MS);
  await pause(400);
  await agent.press(bench.pbx.feature, KEYS);
  await talk;
  for (const field of FIELDS) {
    await caller.press(field, KEYS);
    await pause(THINK_MS);
  }
  await bothTalk(LONG_TALK_MS);
}

async function legsOf({ pbx }: Bench, calls: readonly Call[]): Promise<Legs[]> {
  const { ari } = pbx.server;
  const channels = (await ari.request('GET', '/channels')) as readonly { id: string; name: string }[];
  const names = new Map<string, string>();
  for (const { id, name } of channels) names.set(await ari.variable(id, 'CHANNEL(rtp,dest)'), name);
  return Promise.all(
    calls.map(async (call) => {
      const [caller, agent] = await Promise.all([endsOf(call.caller), endsOf(call.agent)]);
      const name = (leg: Ends) => names.get(leg.phone) ?? '';
      return { caller, agent, callerChannel: name(caller), agentChannel: name(agent) };
    }),
  );
}

function read(trace: Trace, legs: readonly Legs[]): Omit<Payments, 'usage' | 'payments'> {
  const prompts: number[] = [];
  const handOffs: HandOff[] = [];
  const returns: number[] = [];
  for (const { caller, agent, agentChannel } of legs) {
    const heardByCaller = toPhone(trace, caller);
    const heardByAgent = toPhone(trace, agent);
    const keys = keysOf(trace, caller);
    let last = -1;
    for (const field of FIELDS) {
      last += field.length;
      const took = keyToPrompt(heardByCaller, keys[last]?.endedAt ?? 0);
      if (took !== undefined) prompts.push(took);
    }
    const sides = { heardByCaller, heardByAgent };
    const handOff = handOffOf(trace, sides, keysOf(trace, agent).at(-1)?.endedAt ?? 0, agentChannel);
    if (handOff) handOffs.push(handOff);
    const back = returnOf(sides, keys.at(-1)?.endedAt ?? 0);
    if (back !== undefined) returns.push(back);
  }
  const wanted = legs.length * (FIELDS.length + 2);
  return {
    keyToPrompt: prompts,
    handOffs,
    returns,
    lost: wanted - prompts.length - handOffs.length - returns.length,
  };
}
