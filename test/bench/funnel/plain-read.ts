import { Capture } from '../capture.js';
import { ALL_KEYS } from '../keyahead/measure.js';
import { endsOf, filterOf, heardAt, keysOf, toPhone } from '../measure.js';
import type { Rig } from '../rig.js';

/** Number of the rig: a payment by `Read()`, which knows no card and charges nothing. */
const PLAIN = '902';
const LINE = '600';
/** The outcome is heard well within this after the last key. Milliseconds. */
const HEARD_MS = 3000;

/** The same script in both: from the answer to the first packet of the spoken outcome, milliseconds. */
export interface Beside {
  readonly line: readonly number[];
  readonly plain: readonly number[];
}

/** `count` hasty callers with a good card on each, in turn, one at a time. */
export async function measureBeside(rig: Rig, count: number): Promise<Beside> {
  const line: number[] = [];
  const plain: number[] = [];
  while (plain.length < count) {
    line.push(await hastyCaller(rig, LINE));
    plain.push(await hastyCaller(rig, PLAIN));
  }
  return { line, plain };
}

async function hastyCaller({ bench }: Rig, to: string): Promise<number> {
  const call = await bench.phones.call({
    from: 'caller',
    to,
    answers: 'none',
    record: false,
    variables: { HUSHPAY_AMOUNT: '25.00' },
  });
  const leg = await endsOf(call.caller);
  const capture = await Capture.start(bench.captureFile, filterOf([leg]));
  try {
    // Both are ready for keys by then, and it is not much of the whole.
    await new Promise((resolve) => setTimeout(resolve, READY_MS));
    await call.caller.press(ALL_KEYS, { onMs: 100, offMs: 80 });
    await new Promise((resolve) => setTimeout(resolve, HEARD_MS));
    const trace = await capture.stop();
    const lastKey = keysOf(trace, leg).at(-1)?.endedAt ?? Number.NaN;
    const [heard = Number.NaN] = heardAt(toPhone(trace, leg), 'outcome', lastKey, Infinity);
    return heard - call.caller.answeredAt;
  } finally {
    capture.abandon();
    await call.hangUp().catch(() => undefined);
  }
}

/** From the answer to the first key. Milliseconds. */
const READY_MS = 500;
