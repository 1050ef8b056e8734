import type { LogLine } from '../../../lib/rig/hushpay.js';
import { pause } from '../../../lib/rig/until.js';
import { Capture } from '../capture.js';
import { endsOf, filterOf, heardAt, keysOf, toPhone } from '../measure.js';
import { type Rig, writtenAt } from '../rig.js';
import { gatewayTime } from './gateway-time.js';

/** Number, expiry and code in one go. */
export const ALL_KEYS = '41111111111111111230123';
/** From the outcome being asked for to its first packet, many times over. Milliseconds. */
const HEARD_MS = 400;
const KEYS = { onMs: 100, offMs: 80 } as const;

/** A payment keyed ahead, in milliseconds. */
export interface KeyedAhead {
  /** From the agent's feature code, or the call being answered, to the first key being taken. */
  readonly open: number;
  /** From the caller's last key to `charged`, with what the gateway took. */
  readonly known: number;
  /** From the same to the first packet of the spoken outcome. */
  readonly spoken: number;
  /** Answers of the gateway that were waited for. */
  readonly gateway: number;
  /** From the first key being taken to the end of the last one. */
  readonly keying: number;
}

export type Way = 'assisted' | 'line';

/** One payment after the other, `count` of them, by one way. */
export async function measureKeyAhead(rig: Rig, way: Way, count: number): Promise<KeyedAhead[]> {
  const made: KeyedAhead[] = [];
  while (made.length < count) made.push(await payAhead(rig, way));
  return made;
}

async function payAhead({ bench, hushpay, sandbox }: Rig, way: Way): Promise<KeyedAhead> {
  const from = hushpay.lines.length;
  const line = way === 'line';
  const call = await bench.phones.call({
    from: 'caller',
    to: line ? '600' : '100',
    record: false,
    variables: { HUSHPAY_AMOUNT: '25.00' },
    ...(line && { answers: 'none' }),
  });
  const legs = await Promise.all([...new Set([call.caller, call.agent])].map(endsOf));
  const port = new URL(sandbox.url).port;
  const capture = await Capture.start(bench.captureFile, `(${filterOf(legs)}) or (tcp port ${port})`);
  try {
    const step = (event: string) =>
      hushpay.line(({ msg, event: told }) => msg === 'step' && told === event, { from, what: event });
    if (!line) await call.agent.press(bench.pbx.feature, KEYS);
    const opened = writtenAt(await hushpay.phase('capturing', from));
    await call.caller.press(ALL_KEYS, KEYS);
    const charged = await step('charged');
    await hushpay.prompted('caller', 'approved', from);
    // Its words have gone out by then; what comes after them is no part of it.
    await pause(HEARD_MS);
    approvedOnly(hushpay.lines.slice(from));
    const trace = await capture.stop();
    const [caller, agent] = legs;
    if (!caller) throw new Error('no leg');
    const lastKey = keysOf(trace, caller).at(-1)?.endedAt ?? Number.NaN;
    const began = line
      ? call.caller.answeredAt
      : (agent && keysOf(trace, agent).at(-1)?.endedAt) || Number.NaN;
    const spoken = heardAt(toPhone(trace, caller), 'outcome', lastKey, Infinity)[0] ?? Number.NaN;
    return {
      open: opened - began,
      known: writtenAt(charged) - lastKey,
      spoken: spoken - lastKey,
      gateway: gatewayTime(trace, port, lastKey, writtenAt(charged)),
      keying: lastKey - opened,
    };
  } finally {
    capture.abandon();
    // Nobody waits for the end of the call.
    void call.hangUp().catch(() => undefined);
  }
}

/** Another outcome would have been faster or slower for reasons of its own. */
function approvedOnly(lines: readonly LogLine[]): void {
  const outcome = lines.find(({ msg }) => msg === 'charged')?.outcome;
  if (outcome !== 'approved') throw new Error(`a payment keyed ahead was ${String(outcome)}`);
}
