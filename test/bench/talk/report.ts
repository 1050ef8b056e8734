import { summary } from '../statistics.js';
import { missed, type Target } from '../targets.js';
import type { TalkLevel } from './measure.js';

/** What the gate and our path may add to a voice, and what a call may cost. */
const ADDED_MS = 80;
const CORES = 0.05;

const added = ({ direct, talk }: TalkLevel, which: 'median' | 'p99' | 'most') =>
  summary(talk)[which] - summary(direct).median;

export function talkTargets(levels: readonly TalkLevel[]): Target[] {
  return levels.flatMap((level) => [
    ...(['median', 'most'] as const).map((which) => ({
      what: `delay added to the caller's voice in talk, ${level.calls} at once: ${which}`,
      limit: ADDED_MS,
      measured: added(level, which),
      unit: 'ms',
    })),
    {
      what: `CPU of the service for one call in talk, ${level.calls} at once`,
      limit: CORES,
      measured: level.cores,
      unit: 'cores',
    },
  ]);
}

/** Part of RESULTS.md. */
export function talkReport(levels: readonly TalkLevel[], made: string): string {
  const number = ({ unit }: Target, value: number) => value.toFixed(unit === 'cores' ? 3 : 1);
  return `## Talk: the caller's voice through the gate

${made}

| Target | Limit | Measured | |
| --- | --- | --- | --- |
${talkTargets(levels)
  .map(
    (one) =>
      `| ${one.what} | ${one.limit} ${one.unit} | ${number(one, one.measured)} ${one.unit} | ${missed(one) ? '**missed**' : 'reached'} |`,
  )
  .join('\n')}

| Calls at once | Words | Before the payment, median / most ms | In talk, median / p99 / most ms |
| --- | --- | --- | --- |
${levels
  .map((level) => {
    const [direct, talk] = [summary(level.direct), summary(level.talk)];
    return `| ${level.calls} | ${talk.count} | ${direct.median.toFixed(1)} / ${direct.most.toFixed(1)} | ${talk.median.toFixed(1)} / ${talk.p99.toFixed(1)} / ${talk.most.toFixed(1)} |`;
  })
  .join('\n')}

From the first packet in which a caller's phone says a word to the first one in which the agent's phone is sent it, by tcpdump and one clock; added is what that is more than the median of the same calls before the payment. Between the words the caller presses a key whose tone is in the audio too. The gate holds the voice back for 30 ms, and a word that begins in the middle of a step of 5 ms is heard a packet later.
`;
}
