import type { Call } from '../../../lib/rig/phones.js';
import { pause } from '../../../lib/rig/until.js';
import { Capture } from '../capture.js';
import { type Ends, endsOf, heardAt, toPhone } from '../measure.js';
import type { Rig } from '../rig.js';
import { SessionLines } from '../session-lines.js';
import { Switch } from '../switch.js';
import { TONES } from '../tone.js';
import type { RtpPacket, Trace } from '../trace.js';
import { UsageMeter } from '../usage.js';

const SPOKEN_MS = 300;
/** Between two words; longer than any delay that is measured, and than what the gate is shut after a key. */
const APART_MS = 400;
const WORDS = 8;
/** Hand-offs begin this far apart, so that none is measured while another is set up. */
const STAGGER_MS = 500;
/** From the packet that says something to the one that is heard, at most. */
const LONGEST_MS = 300;

/** Voice from caller to agent at one number of calls at once, milliseconds. */
export interface TalkLevel {
  readonly calls: number;
  /** In the conversation before the payment. */
  readonly direct: readonly number[];
  /** In the payment, with keys between the words. */
  readonly talk: readonly number[];
  /** Share of a core that the service takes for one call. */
  readonly cores: number;
}

interface Talking {
  readonly call: Call;
  readonly caller: Ends;
  readonly agent: Ends;
}

export async function measureTalk(rig: Rig, calls: number): Promise<TalkLevel> {
  const made: Talking[] = [];
  for (let i = 0; i < calls; i++) made.push(await begin(rig));
  const direct = await spoken(rig, made, async () => undefined);
  for (const { call } of made) {
    await handOff(rig, call);
    await pause(STAGGER_MS);
  }
  const meter = new UsageMeter(rig.hushpay.pid);
  const began = performance.now();
  const talk = await spoken(rig, made, ({ caller }) => caller.press('4', { mode: 'bleed' }));
  const { cpuMs } = meter.stop();
  const cores = cpuMs / (performance.now() - began) / calls;
  await Promise.all(made.map(({ call }) => call.hangUp()));
  return { calls, direct, talk, cores };
}

async function begin(rig: Rig): Promise<Talking> {
  const call = await rig.bench.phones.call({
    from: 'caller',
    to: '100',
    record: false,
    variables: { HUSHPAY_AMOUNT: '25.00', HUSHPAY_PRESENCE: 'talk' },
  });
  return { call, caller: await endsOf(call.caller), agent: await endsOf(call.agent) };
}

async function handOff(rig: Rig, call: Call): Promise<void> {
  const channels = (await new Switch(rig).of(call.number)).map(({ name }) => name);
  const from = rig.hushpay.lines.length;
  await call.agent.press(rig.bench.pbx.feature, { onMs: 100, offMs: 100 });
  await SessionLines.of(rig, from, channels);
}

/** Every caller says its words, with something in between; how long each was under way. */
async function spoken(
  rig: Rig,
  calls: readonly Talking[],
  between: (call: Call) => Promise<unknown>,
): Promise<number[]> {
  const capture = await Capture.start(rig.bench.captureFile, 'udp');
  try {
    await Promise.all(
      calls.map(async ({ call }, i) => {
        await pause((i * APART_MS) / calls.length);
        for (let word = 0; word < WORDS; word++) {
          await call.caller.tone(TONES.caller, SPOKEN_MS);
          await pause(APART_MS);
          await between(call);
          await pause(APART_MS);
        }
      }),
    );
    const trace = await capture.stop();
    return calls.flatMap((one) => delays(trace, one));
  } finally {
    capture.abandon();
  }
}

function delays(trace: Trace, { caller, agent }: Talking): number[] {
  const heard = toPhone(trace, agent);
  return beginnings(trace.flow(caller.phone, caller.pbx)).map((at) => {
    const [first] = heardAt(heard, 'caller', at, at + LONGEST_MS);
    if (first === undefined) throw new Error('a word was not heard by the agent');
    return first - at;
  });
}

/** First packets of what a phone says. */
function beginnings(packets: readonly RtpPacket[]): number[] {
  const times = heardAt(packets, 'caller', 0, Infinity);
  return times.filter((at, i) => i === 0 || at - (times[i - 1] as number) > SPOKEN_MS / 2);
}
