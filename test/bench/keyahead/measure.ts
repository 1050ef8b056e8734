import type { Call } from '../../../lib/rig/phones.js';
import { pause } from '../../../lib/rig/until.js';
import { Capture } from '../capture.js';
import { type Ends, endsOf, heardAt, keysOf, toPhone } from '../measure.js';
import { type Rig, writtenAt } from '../rig.js';
import { SessionLines } from '../session-lines.js';
import { Switch } from '../switch.js';
import type { Trace } from '../trace.js';
import { gatewayTime } from './gateway-time.js';

/** Number, expiry and code in one go. */
export const ALL_KEYS = '41111111111111111230123';
const KEYS = { onMs: 100, offMs: 80 } as const;
/** Calls that overlap, so far apart that what is measured of one is never at the same time as that of another. */
const TOGETHER = 4;
const APART_MS = 1300;
/** From the outcome being asked for to its packets being in the capture, which comes late by up to a second. Milliseconds. */
const HEARD_MS = 1600;

/** A payment keyed ahead, in milliseconds. */
export interface KeyedAhead {
  /** From the agent's feature code, or the call being answered, to the first field being open. */
  readonly open: number;
  /** On the payment line: from the answer to the first packet of the caller's sound. */
  readonly sound: number;
  /** From the caller's last key to `charged`, with what the gateway took. */
  readonly known: number;
  /** From the same to the first packet of the spoken outcome. */
  readonly spoken: number;
  /** Answers of the gateway that were waited for. */
  readonly gateway: number;
  /** From the first field being open to the end of the last key. */
  readonly keying: number;
}

export type Way = 'assisted' | 'line';

interface Paid {
  readonly call: Call;
  readonly legs: readonly Ends[];
  readonly openedAt: number;
  readonly chargedAt: number;
}

/** `count` payments by one way. Rejects where one of them is not approved. */
export async function measureKeyAhead(rig: Rig, way: Way, count: number): Promise<KeyedAhead[]> {
  const made: KeyedAhead[] = [];
  while (made.length < count) {
    made.push(...(await payTogether(rig, way, Math.min(TOGETHER, count - made.length))));
  }
  return made;
}

async function payTogether(rig: Rig, way: Way, count: number): Promise<KeyedAhead[]> {
  const { port } = new URL(rig.sandbox.url);
  const capture = await Capture.start(rig.bench.captureFile, `udp or (tcp port ${port})`);
  try {
    const paid = await Promise.all(Array.from({ length: count }, (_, i) => payAhead(rig, way, i * APART_MS)));
    await pause(HEARD_MS);
    const trace = await capture.stop();
    for (const { call } of paid) void call.hangUp().catch(() => undefined);
    return paid.map((one) => read(trace, one, way, port));
  } finally {
    capture.abandon();
  }
}

async function payAhead(rig: Rig, way: Way, after: number): Promise<Paid> {
  const { bench, hushpay } = rig;
  const line = way === 'line';
  if (line) await pause(after);
  const from = hushpay.lines.length;
  const call = await bench.phones.call({
    from: 'caller',
    to: line ? '600' : '100',
    record: false,
    variables: { HUSHPAY_AMOUNT: '25.00' },
    ...(line && { answers: 'none' }),
  });
  const channels = (await new Switch(rig).of(call.number)).map(({ name }) => name);
  const legs = await Promise.all([...new Set([call.caller, call.agent])].map(endsOf));
  if (!line) {
    await pause(after);
    await call.agent.press(bench.pbx.feature, KEYS);
  }
  const session = await SessionLines.of(rig, from, channels);
  await call.caller.press(ALL_KEYS, KEYS);
  const charged = await session.step('charged');
  await session.told('approved');
  return { call, legs, openedAt: session.openedAt, chargedAt: writtenAt(charged) };
}

function read(trace: Trace, { call, legs, openedAt, chargedAt }: Paid, way: Way, port: string): KeyedAhead {
  const [caller, agent] = legs;
  if (!caller) throw new Error('a call without a leg');
  const lastKey = keysOf(trace, caller).at(-1)?.endedAt ?? Number.NaN;
  const code = agent ? keysOf(trace, agent).at(-1)?.endedAt : undefined;
  const began = way === 'line' ? call.caller.answeredAt : (code ?? Number.NaN);
  const [spoken = Number.NaN] = heardAt(toPhone(trace, caller), 'outcome', lastKey, Infinity);
  const sound = trace.flow(caller.phone, caller.pbx)[0]?.at ?? Number.NaN;
  return {
    open: openedAt - began,
    sound: sound - began,
    known: chargedAt - lastKey,
    spoken: spoken - lastKey,
    gateway: gatewayTime(trace, port, lastKey, chargedAt),
    keying: lastKey - openedAt,
  };
}
