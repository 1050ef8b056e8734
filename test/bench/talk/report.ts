import { summary } from '../statistics.js';
import { missed, type Target } from '../targets.js';
import type { TalkLevel } from './measure.js';

/** What the gate and our path may add to a voice. */
const ADDED_MS = 80;
/** The gate's 30 ms are one packet and this much of the next one, in which the voice is seen already. */
const WITHIN_PACKET_MS = 10;

const added = ({ direct, talk }: TalkLevel, which: 'median' | 'p99' | 'most') =>
  summary(talk)[which] - summary(direct).median + WITHIN_PACKET_MS;

export function talkTargets(levels: readonly TalkLevel[]): Target[] {
  return levels.flatMap((level) =>
    (['median', 'most'] as const).map((which) => ({
      what: `delay added to the caller's voice in talk, ${level.calls} at once: ${which}`,
      limit: ADDED_MS,
      measured: added(level, which),
      unit: 'ms',
    })),
  );
}

/** Part of RESULTS.md. */
export function talkReport(levels: readonly TalkLevel[], made: string): string {
  return `## Talk: the caller's voice through the gate

${made}

| Target | Limit | Measured | |
| --- | --- | --- | --- |
${talkTargets(levels)
  .map(
    (one) =>
      `| ${one.what} | ${one.limit} ${one.unit} | ${one.measured.toFixed(1)} ${one.unit} | ${missed(one) ? '**missed**' : 'reached'} |`,
  )
  .join('\n')}

| Calls at once | Words | Packets before the payment, median / most ms | Packets in talk, median / p99 / most ms | CPU of the service a call |
| --- | --- | --- | --- | --- |
${levels
  .map((level) => {
    const [direct, talk] = [summary(level.direct), summary(level.talk)];
    return `| ${level.calls} | ${talk.count} | ${direct.median.toFixed(1)} / ${direct.most.toFixed(1)} | ${talk.median.toFixed(1)} / ${talk.p99.toFixed(1)} / ${talk.most.toFixed(1)} | ${(100 * level.cores).toFixed(1)} % of a core |`;
  })
  .join('\n')}

From the first packet in which a caller's phone says a word to the first one in which the agent's phone is sent it, by tcpdump and one clock. Added is what that is more than the median of the same calls before the payment, and 10 ms: the gate holds the voice back for 30 ms, which are a packet of 20 ms and half of the next one, where the word is seen already. Between the words the caller presses a key whose tone is in the audio too. The CPU is all that the service takes, prompts and debug log among it.
`;
}
