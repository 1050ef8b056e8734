import { summary } from '../statistics.js';
import { missed, type Target } from '../targets.js';
import type { Left } from './audit.js';
import type { Beside } from './plain-read.js';
import type { Went } from './run.js';
import type { Foretold } from './script.js';

export interface FunnelResults {
  readonly all: readonly Went[];
  readonly left: Left;
  readonly beside: Beside;
  readonly seed: number;
  readonly atOnce: number;
  readonly seconds: number;
}

export function funnelTargets({ all, left }: FunnelResults): Target[] {
  const none = (what: string, measured: number): Target => ({ what, limit: 0, measured, unit: '' });
  return [
    none(
      `of ${all.length} callers, not ended as foretold`,
      all.filter(({ faults }) => faults.length > 0).length,
    ),
    none('sessions without an end', left.sessions.length),
    none('channels, snoops, watches and bridges left in the PBX', left.inSwitch.length),
    none('lines of the log at debug level with seven digits of a card', left.digits),
    none('the same search missing a line that has them', 1 - left.control),
  ];
}

/** Part of RESULTS.md. */
export function funnelReport(results: FunnelResults, made: string): string {
  const { all, beside, seed, atOnce, seconds } = results;
  const rows = [...new Set(all.map(kindOf))].sort().map((kind) => {
    const some = all.filter((one) => kindOf(one) === kind);
    const foretold = [...new Set(some.map(({ script }) => words(script.foretold)))].join(' or ');
    const as = some.filter(({ faults }) => faults.length === 0);
    const { median } = summary(as.map(({ took }) => took / 1000));
    return `| ${kind} | ${some.length} | ${foretold} | ${as.length} | ${median.toFixed(1)} |`;
  });
  const [line, plain] = [summary(beside.line), summary(beside.plain)];
  const wrong = all
    .filter(({ faults }) => faults.length > 0)
    .map(({ index, script, faults }) => `- ${index}, ${script.way}, ${script.kind}: ${faults.join('; ')}`);
  return `## The funnel

${made}

${all.length} scripted callers of seed ${seed}, ${atOnce} at once, in ${seconds.toFixed(0)} s; two in three on the payment line, the others with an agent.

| Target | Limit | Measured | |
| --- | --- | --- | --- |
${funnelTargets(results)
  .map(
    (one) => `| ${one.what} | ${one.limit} | ${one.measured} | ${missed(one) ? '**missed**' : 'reached'} |`,
  )
  .join('\n')}

| Way, who | Callers | Foretold: result; transactions at the gateway; where the caller is then | Ended as foretold | Median s |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
${wrong.length > 0 ? `\nNot as foretold:\n\n${wrong.join('\n')}\n` : ''}
| A hasty caller with a good card, from the answer to the first packet of the spoken outcome | Payments | Median ms | Most ms | × |
| --- | --- | --- | --- | --- |
| plain dialplan, three \`Read()\` and \`Playback()\`, nothing judged and nothing charged | ${plain.count} | ${plain.median.toFixed(0)} | ${plain.most.toFixed(0)} | 1.00 |
| payment line, the charge included | ${line.count} | ${line.median.toFixed(0)} | ${line.most.toFixed(0)} | ${(line.median / plain.median).toFixed(2)} |

Every caller's script foretells HUSHPAY_RESULT as the dialplan is told it, each transaction at the sandbox with its status, each payment in the journal with its status, and where the caller is in the end: with the agent of the call and nobody else (by the channels of the bridge), with an agent that the dialplan rang, gone on in the dialplan, or gone with no channel left. Each of the callers at once has a tone of its own; of those who talk to an agent in the end one in four says it, and the agent must hear it and none of the others' tones. Sounds are tones of 0.3 s, timers are short (first key 3 s, between keys 2 s, gateway deadline 3 s), the gateway takes 0.6 s longer to tokenise so that there is something to hang up in. Times are from the answer, or the feature code, to the end of the session.
`;
}

const kindOf = ({ script }: Went) => `${script.way}, ${script.kind}`;

function words({ results, transactions, place }: Foretold): string {
  return [results.join(', '), transactions.join(', ') || 'none', place].join('; ');
}
