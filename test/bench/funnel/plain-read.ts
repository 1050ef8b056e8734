import { pause } from '../../../lib/rig/until.js';
import { Capture } from '../capture.js';
import { ALL_KEYS } from '../keyahead/measure.js';
import { endsOf, filterOf, heardAt, keysOf, toPhone } from '../measure.js';
import type { Rig } from '../rig.js';

/** Number of the rig: a payment by `Read()`, which knows no card and charges nothing. */
const PLAIN = '902';
const LINE = '600';
/** From the answer to the first key: both are ready for keys by then. Milliseconds. */
const READY_MS = 700;
/** The outcome is heard, and in the capture, well within this after the last key. Milliseconds. */
const HEARD_MS = 2200;

/** The same script in both: from the answer to the first packet of the spoken outcome, milliseconds. */
export interface Beside {
  readonly line: readonly number[];
  readonly plain: readonly number[];
}

/** `count` hasty callers with a good card on each; one of each at the same time. */
export async function measureBeside(rig: Rig, count: number): Promise<Beside> {
  const line: number[] = [];
  const plain: number[] = [];
  while (plain.length < count) {
    const [one = Number.NaN, other = Number.NaN] = await hastyCallers(rig, [LINE, PLAIN]);
    line.push(one);
    plain.push(other);
  }
  return { line, plain };
}

async function hastyCallers({ bench }: Rig, numbers: readonly string[]): Promise<number[]> {
  const plan = { from: 'caller', answers: 'none', record: false } as const;
  const variables = { HUSHPAY_AMOUNT: '25.00' };
  const calls = await Promise.all(numbers.map((to) => bench.phones.call({ ...plan, to, variables })));
  const callers = calls.map(({ caller }) => caller);
  const legs = await Promise.all(callers.map(endsOf));
  const capture = await Capture.start(bench.captureFile, filterOf(legs));
  try {
    await Promise.all(
      callers.map(async (caller) => {
        await pause(caller.answeredAt + READY_MS - Date.now());
        await caller.press(ALL_KEYS, { onMs: 100, offMs: 80 });
      }),
    );
    await pause(HEARD_MS);
    const trace = await capture.stop();
    return legs.map((leg, i) => {
      const lastKey = keysOf(trace, leg).at(-1)?.endedAt ?? Number.NaN;
      const [heard = Number.NaN] = heardAt(toPhone(trace, leg), 'outcome', lastKey, Infinity);
      return heard - (callers[i]?.answeredAt ?? Number.NaN);
    });
  } finally {
    capture.abandon();
    for (const call of calls) void call.hangUp().catch(() => undefined);
  }
}
