import { summary } from '../statistics.js';
import { missed, type Target } from '../targets.js';
import type { Charges } from './charges-script.js';
import type { Modelled } from './model.js';
import type { Reconciled } from './unknown.js';

export interface GatewayResults {
  readonly charges: Charges;
  readonly reconciled: Reconciled;
}

const RATIO = 0.9;
const HEAP_MB = 0.5;
const RECONCILED_S = 60;

/** Live heap that each further thousand charges has left behind, MB: the line through the last measurements. */
export function growth(values: readonly number[]): number {
  const later = values.slice(1);
  return ((later.at(-1) ?? Number.NaN) - (later[0] ?? Number.NaN)) / (later.length - 1);
}

/** All as "not more than": a ratio is turned round. */
export function gatewayTargets({ charges, reconciled }: GatewayResults): Target[] {
  const ratio = summary(charges.door).median / summary(charges.sdk).median;
  return [
    {
      what: 'time of a charge through the door, times the bare SDK',
      limit: 1 / RATIO,
      measured: 1 / ratio,
      unit: '×',
    },
    {
      what: 'live heap for 1,000 charges more',
      limit: HEAP_MB,
      measured: growth(charges.heapMb),
      unit: 'MB',
    },
    {
      what: `${reconciled.count} unknown charges known, index ${reconciled.indexDelay} s behind`,
      limit: RECONCILED_S,
      measured: reconciled.took,
      unit: 's',
    },
    {
      what: 'unknown charges that were not found',
      limit: 0,
      measured: reconciled.count - reconciled.approved,
      unit: '',
    },
  ];
}

/** Part of RESULTS.md. */
export function gatewayReport(results: GatewayResults, made: string): string {
  const { charges } = results;
  const rate = (name: string, values: readonly number[]) => {
    const { count, median, most } = summary(values);
    const share = median / summary(charges.sdk).median;
    return `| ${name} | ${count} | ${median.toFixed(0)} | ${most.toFixed(0)} | ${share.toFixed(2)} |`;
  };
  return `## The gateway door

${made}

| Target | Limit | Measured | |
| --- | --- | --- | --- |
${gatewayTargets(results)
  .map(
    (one) =>
      `| ${one.what} | ${one.limit.toFixed(2)} ${one.unit} | ${one.measured.toFixed(2)} ${one.unit} | ${missed(one) ? '**missed**' : 'reached'} |`,
  )
  .join('\n')}

| Charges a second, eight at once, one core | Slices | Median | Most | × bare |
| --- | --- | --- | --- | --- |
${rate('SDK alone, connections kept', charges.sdk)}
${rate('SDK alone, a connection for each charge', charges.fresh)}
${rate('through the door', charges.door)}

Live heap after each thousand charges: ${charges.heapMb.map((mb) => mb.toFixed(1)).join(', ')} MB; resident: ${charges.rssMb.map((mb) => mb.toFixed(0)).join(', ')} MB.

The client has a core of its own, the sandbox the others; slices of the three ways alternate. Unknown charges are all made and their answers all lost; the time runs from the last of them until the journal knows every one.
`;
}

export function modelReport({ tally, violations, took }: Modelled, made: string): string {
  const { runs, killed, approved, declined, looked, refunded, voided, captured } = tally;
  return `## The model of the books

${made}

${runs} random runs in ${took.toFixed(0)} s: ${violations.length === 0 ? '**no violation**' : `**${violations.length} violations**`}. In them ${killed} kills of a service in the midst of something, ${approved} payments approved, ${declined} declined, ${looked} payments and movements that had to be looked for, ${refunded} refunds, ${voided} voids, ${captured} captures. Afterwards what the sandbox had done and what the journal said was the same, order by order: no charge twice, none forgotten, none without a payment.
${violations.map((one) => `\n- \`${one}\`\n`).join('')}`;
}
