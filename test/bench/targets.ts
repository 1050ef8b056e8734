import type { Results } from './results.js';
import { summary } from './statistics.js';

/** One thing to reach. `measured` above `limit` is a miss. */
export interface Target {
  readonly what: string;
  readonly limit: number;
  readonly measured: number;
  readonly unit: string;
}

const RATIO = 1.5;
const PROMPT_P99_MS = 20;
const ISOLATED_MS = 60;
const TWO_WAY_MS = 150;
const ADDED_MS = 5;
const REST_MB = 130;
/** More than this, and the numbers say nothing. */
const LOST_PERCENT = 2;
/** Of one payment: three prompts, the way in, the way back. */
const SAMPLES = 5;
/** Where the 99th percentile of the prompt is held to its limit. */
const MOST_CALLS = 25;

/** What has to be reached, with what was. */
export function targetsOf({ levels, sales, restMb }: Results): Target[] {
  const targets: Target[] = [];
  const add = (what: string, limit: number, measured: number, unit: string) =>
    targets.push({ what, limit, measured, unit });
  for (const { calls, bare, hushpay } of levels) {
    const ratio = summary(hushpay.keyToPrompt).median / summary(bare).median;
    add(`key to prompt, ${calls} at once: median, times the bare script`, RATIO, ratio, '×');
  }
  for (const { calls, hushpay } of levels) {
    if (calls === MOST_CALLS) {
      const { p99 } = summary(hushpay.keyToPrompt);
      add(`key to prompt, ${calls} at once: 99th percentile`, PROMPT_P99_MS, p99, 'ms');
    }
    const isolated = summary(hushpay.handOffs.map((one) => one.requestToIsolated));
    add(`AGI request to isolated, ${calls} at once: median`, ISOLATED_MS, isolated.median, 'ms');
    const back = summary(hushpay.returns);
    add(`end of the outcome to two-way audio, ${calls} at once: median`, TWO_WAY_MS, back.median, 'ms');
  }
  const added = summary(sales.journalled).median - summary(sales.sdk).median;
  add('added to a bare SDK charge: median', ADDED_MS, added, 'ms');
  const wanted = levels.reduce((sum, { hushpay }) => sum + hushpay.payments * SAMPLES, 0);
  const lost = levels.reduce((sum, { hushpay }) => sum + hushpay.lost, 0);
  add('samples of Hushpay that were not clean', LOST_PERCENT, (100 * lost) / wanted, '%');
  add('resident memory at rest', REST_MB, restMb, 'MB');
  return targets;
}

/** Nothing measured is a miss too. */
export function missed(target: Target): boolean {
  return !(target.measured <= target.limit);
}
