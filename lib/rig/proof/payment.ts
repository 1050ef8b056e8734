import type { LogLine } from '../hushpay.js';
import type { Call } from '../phones.js';
import { pause } from '../until.js';
import type { TestCard } from './card.js';
import type { Scene } from './scene.js';
import { recordedOn, Watch, type WatchPlan } from './watch.js';

export interface PaymentPlan extends WatchPlan {
  /** Between two fields, as a person needs it. Milliseconds. */
  readonly betweenFieldsMs?: number;
  /** Told what the people do, as they do it. */
  readonly tell?: (deed: Deed) => void;
}

/** Something a person does in the call. */
export type Deed =
  | { readonly who: 'agent'; readonly does: 'presses'; readonly keys: string }
  | { readonly who: 'caller'; readonly does: 'keys'; readonly field: keyof TestCard }
  /** Keys that the agent's phone has recognised since the capture began. */
  | { readonly who: 'agent'; readonly does: 'heard'; readonly count: number };

export interface Paid {
  readonly watch: Watch;
  /** How the service ended the session. */
  readonly result: string;
}

/** What the agent chooses after a decline: back to the conversation. */
const BACK = '2';
/** What the agent needs to choose. Milliseconds. */
const THOUGHT_MS = 700;
/** As many as the service gives. */
const ATTEMPTS = 3;
/** One payment on a call: the agent hands off, the caller keys, both are back together when it resolves. */
export async function pay(scene: Scene, call: Call, plan: PaymentPlan): Promise<Paid> {
  const { hushpay, pbx } = scene;
  const { tell = () => undefined } = plan;
  const from = hushpay.lines.length;
  tell({ who: 'agent', does: 'presses', keys: pbx.feature });
  await call.agent.press(pbx.feature);
  await hushpay.phase('capturing', from);
  // The code of the hand-off is nobody's secret: it is to be before everything that is looked at.
  await recordedOn(scene, call);

  const watch = await Watch.begin(scene, call, plan);
  const fields = ['number', 'expiry', 'code'] as const;
  for (const [index, field] of fields.entries()) {
    if (index > 0) await pause(plan.betweenFieldsMs ?? 300);
    await key(scene, call, plan, field);
    tell({ who: 'agent', does: 'heard', count: watch.understood });
  }
  await watch.keysDone();

  const next = (wanted: (line: LogLine) => boolean, what: string) =>
    hushpay.line(wanted, { from, what, within: 30_000 });
  await next((line) => line.msg === 'charged', 'the charge');
  const looked = watch.charged();
  const ends = (line: LogLine) => line.msg === 'session ended';
  const turn = await next((line) => ends(line) || line.phase === 'deciding', 'the end or a decision');
  if (!ends(turn)) {
    watch.agentDecides();
    await pause(THOUGHT_MS);
    tell({ who: 'agent', does: 'presses', keys: BACK });
    await call.agent.press(BACK);
  }
  const [ended] = await Promise.all([next(ends, 'the end'), looked]);
  return { watch, result: String(ended.result) };
}

/** Keys one field as a person does: when the service says that it was not right, it is cleared and keyed again. */
async function key(
  { hushpay }: Scene,
  { caller }: Call,
  { card, keys, tell = () => undefined }: PaymentPlan,
  field: keyof TestCard,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const from = hushpay.lines.length;
    tell({ who: 'caller', does: 'keys', field });
    await caller.press(attempt > 1 ? `*${card[field]}` : card[field], keys);
    const over = await hushpay.line(
      ({ msg, event, phase }) =>
        msg === 'step' && (event === 'fieldDone' || event === 'fieldFailed' || phase === 'announcing'),
      { from, what: `${field} to be taken`, within: 15_000 },
    );
    if (over.event === 'fieldDone') return;
    if (over.phase === 'announcing') break;
  }
  throw new Error(`The ${field} was not taken:\n${hushpay.tail()}`);
}
