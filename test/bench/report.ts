import type { Results } from './results.js';
import { summary } from './statistics.js';
import { missed, targetsOf } from './targets.js';

/** The whole of RESULTS.md. */
export function report(results: Results): string {
  const { machine, levels, sales, journal } = results;
  const hushpay = levels.map((level) => level.hushpay);
  const ended = levels.reduce((sum, level) => sum + level.hushpay.payments, 0);
  const lost = hushpay.reduce((sum, one) => sum + one.lost, 0);
  const cpu = levels.map((level) => [
    `CPU per payment, ${level.calls} at once`,
    `${fixed(level.hushpay.usage.cpuMs / level.hushpay.payments)} ms`,
  ]);
  const most = levels.at(-1);
  const perCall = most ? (most.hushpay.usage.peakMb - results.restMb) / most.calls : Number.NaN;
  return `# Bench

Made by \`npm run bench\` on ${machine.date} in ${results.took} s; written by it, not by hand.

${machine.cpu}, ${machine.cores} cores, ${fixed(machine.memoryGb)} GB, Linux ${machine.kernel}, Node ${machine.node}, ${machine.asterisk}. Everything on this one machine: both Asterisks, sandbox, service, phones and the capture. Load average before ${fixed(machine.load[0])}, after ${fixed(machine.load[1])}.${
    machine.load[0] > machine.cores / 2
      ? '\n\n**The machine was busy with other work: these numbers say more about that than about Hushpay.**'
      : ''
  }

## To reach

${table(
  ['Target', 'Limit', 'Measured', ''],
  targetsOf(results).map((target) => [
    target.what,
    `${target.limit} ${target.unit}`,
    `${fixed(target.measured)} ${target.unit}`,
    missed(target) ? '**missed**' : 'reached',
  ]),
)}

## Last key of a field to the first packet of the next prompt

${table(
  ['Calls', 'System', 'Samples', 'Median ms', 'p99 ms', 'Most ms', 'Median, × bare'],
  levels.flatMap(({ calls, dialplan, bare, hushpay }) =>
    (
      [
        ['dialplan `Read()` + `Playback()`', dialplan],
        ['bare ARI script', bare],
        ['Hushpay', hushpay.keyToPrompt],
      ] as const
    ).map(([name, values]) => [
      String(calls),
      name,
      ...row(values),
      fixed(summary(values).median / summary(bare).median),
    ]),
  ),
)}

## Into the payment and back

${table(
  ['Calls', 'From … to …', 'Samples', 'Median ms', 'p99 ms', 'Most ms'],
  levels.flatMap(({ calls, hushpay: { handOffs, returns } }) =>
    (
      [
        ['feature code to AGI request', handOffs.map((one) => one.codeToRequest)],
        ['AGI request to caller no longer heard', handOffs.map((one) => one.requestToCallerGone)],
        ['AGI request to both sides isolated', handOffs.map((one) => one.requestToIsolated)],
        ['feature code to both sides isolated', handOffs.map((one) => one.codeToIsolated)],
        ['end of the outcome prompt to two-way audio', returns],
      ] as const
    ).map(([name, values]) => [String(calls), name, ...row(values)]),
  ),
)}

## The charge

${table(
  ['The same sale', 'Samples', 'Median ms', 'p99 ms', 'Most ms', 'Added to the SDK, median ms'],
  (
    [
      ['SDK alone', sales.sdk],
      ['through the gateway door', sales.door],
      ['intent journalled, then through the door', sales.journalled],
    ] as const
  ).map(([name, values]) => [
    name,
    ...row(values),
    fixed(summary(values).median - summary(sales.sdk).median),
  ]),
)}

## The service

${table(
  ['What', 'Measured'],
  [
    ...cpu,
    ['Resident memory at rest, before the first call', `${fixed(results.restMb)} MB`],
    [
      `Resident memory at most, ${most?.calls} at once`,
      `${fixed(most?.hushpay.usage.peakMb ?? Number.NaN)} MB`,
    ],
    ['The same above rest, for each call', `${fixed(perCall)} MB`],
    [`Resident memory at rest, after ${ended} payments`, `${fixed(results.afterMb)} MB`],
    ['`journal.record()` of a step, median / p99', pair(journal.step)],
    ['`journal.record()` of a payment, on disk, median / p99', pair(journal.payment)],
    ['Events decided by the core in a second', String(Math.round(results.reduced))],
  ],
)}

## How it is measured

- tcpdump on the loopback sees every packet of all legs with the kernel's time stamp. A key ends with the first packet of its RFC 4733 event that has the end bit.
- Every prompt is replaced by a tone of 1000 Hz from its first sample on; the caller talks at 450 Hz and the agent at 650 Hz. A voice packet counts as prompt or as voice when its tone is in it at an amplitude of 1000 of 32768 or more (Goertzel over its 20 ms); all others are silence or comfort. Spoken prompts begin with some silence of their own, which would be counted as delay.
- The dialplan and the bare script ask for four keys and play one prompt; the bare script is a process of its own with one websocket and kept-alive connections. Hushpay takes a whole payment, and its three fields are counted. Keys are 100 ms long with 80 ms between; calls begin spread over three seconds, as people do not press in step, and are in the same part of the payment all together.
- "Isolated" is when both are where they stay for the payment: the caller's voice has ended at the agent, and the caller hears the agent again, through the wall. The AGI request is the first packet Asterisk sends for it.
- "Two-way audio" is when the agent hears the caller and the caller hears the agent without a gap any more; the outcome prompt ends with its last packet on whichever side hears it longer.
- The sandbox runs at low priority (nice 10), as it stands for a computer elsewhere.
- CPU is utime and stime of the service's process, log level info. A "charge" is \`transaction.sale\` against the same sandbox, the three ways in turn; the door has tokenised a card before, as it has in a payment. The intent is on disk before the charge is sent; the outcome is told while it is being written.
- Percentiles are by nearest rank. ${lost} of ${ended * 5} samples of Hushpay were not clean and are left out.
`;
}

function row(values: readonly number[]): string[] {
  const { count, median, p99, most } = summary(values);
  return [String(count), fixed(median), fixed(p99), fixed(most)];
}

function pair(values: readonly number[]): string {
  const { median, p99 } = summary(values);
  return `${fixed(median)} / ${fixed(p99)} ms`;
}

function fixed(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
