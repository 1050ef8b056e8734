import { summary } from '../statistics.js';
import { missed, type Target } from '../targets.js';
import type { KeyedAhead, Way } from './measure.js';

const MACHINE_MS = 1000;

export type KeyAheadResults = Readonly<Record<Way, readonly KeyedAhead[]>>;

const WAYS: Readonly<Record<Way, string>> = { assisted: 'agent-assisted', line: 'payment line' };

/** Everything that is neither the caller keying nor the gateway. Milliseconds. */
const machine = (end: 'known' | 'spoken') => (one: KeyedAhead) => one.open + one[end] - one.gateway;

export function keyAheadTargets(results: KeyAheadResults): Target[] {
  return (Object.keys(WAYS) as Way[]).flatMap((way) => {
    const spoken = summary(results[way].map(machine('spoken')));
    const what = `machine time of a payment keyed ahead, ${WAYS[way]}, to the spoken outcome`;
    return [
      { what: `${what}: median`, limit: MACHINE_MS, measured: spoken.median, unit: 'ms' },
      { what: `${what}: worst of ${spoken.count}`, limit: MACHINE_MS, measured: spoken.most, unit: 'ms' },
    ];
  });
}

/** Part of RESULTS.md. */
export function keyAheadReport(results: KeyAheadResults, made: string): string {
  const rows = (Object.keys(WAYS) as Way[]).flatMap((way) => {
    const row = (name: string, of: (one: KeyedAhead) => number) => {
      const { count, median, most } = summary(results[way].map(of));
      return `| ${WAYS[way]} | ${name} | ${count} | ${median.toFixed(0)} | ${most.toFixed(0)} |`;
    };
    return [
      row('**machine time to the outcome being known**', machine('known')),
      row('**machine time to the first packet of the spoken outcome**', machine('spoken')),
      row('of it before the first key is taken', (one) => one.open),
      ...(way === 'line'
        ? [row('the answer to the first packet of the caller’s sound', (one) => one.sound)]
        : []),
      row('of it after the last key, to the spoken outcome', (one) => one.spoken - one.gateway),
      row('not counted: the caller keying', (one) => one.keying),
      row('not counted: the gateway', (one) => one.gateway),
    ];
  });
  return `## Keyed ahead

${made}

| Target | Limit | Measured | |
| --- | --- | --- | --- |
${keyAheadTargets(results)
  .map(
    (one) =>
      `| ${one.what} | ${one.limit.toFixed(0)} ${one.unit} | ${one.measured.toFixed(0)} ${one.unit} | ${missed(one) ? '**missed**' : 'reached'} |`,
  )
  .join('\n')}

| Way | What | Payments | Median ms | Most ms |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

The caller keys number, expiry and code in one go, 23 keys of 100 ms with 80 ms between, and waits for no prompt. Counted: from the end of the feature code's last key (on the line: from the call being answered at the phone) to the service opening the first field; and from the end of the caller's last key to the \`charged\` step in the service's log, or to the first packet in which the caller hears the words of the approval; without the time in which an answer of the gateway was waited for, from the first packet of each request to the last one of its answer. Not counted: from the first field being open to the end of the last key, as a key-ahead never waits in between. Keys and packets by tcpdump, steps by the service's log, all by one clock. Four calls overlap, 1.3 s apart, so that nothing of one is measured while something of another is. On the line, half a second is Asterisk's \`Answer()\`, which waits for the first packet of the caller's sound, for 0.5 s at most: the rig's phones send theirs no sooner, real ones at once.
`;
}
