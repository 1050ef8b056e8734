import type { Finding } from './finding.js';
import type { Patient } from './patient.js';
import { loadedSteps } from './running.js';

/** Is the time of a payment missing in recordings? Nothing leaks by it, yet they are not what an auditor expects. */
export async function checkRecordings({ console, files }: Patient): Promise<Finding[]> {
  const calls = console
    ? (await loadedSteps(console)).map(({ context, call }) => ({ context, call }))
    : (files.sections('extensions.conf') ?? []).flatMap(({ name, entries }) =>
        entries.map(({ value }) => ({ context: name, call: value })),
      );
  const globals = console
    ? globalsOf(await console.show('dialplan show globals'))
    : new Map<string, string>();
  for (const { name, value } of console ? [] : (files.section('extensions.conf', 'globals')?.entries ?? [])) {
    globals.set(name, value);
  }
  const contexts = new Set(
    calls.filter(({ call }) => onlyBridged(call, globals)).map(({ context }) => context),
  );
  if (contexts.size === 0) return [];
  return [
    {
      id: 'recordings.bridged-only',
      severity: 'info',
      what: `Recordings leave out the time of a payment: MixMonitor has the option b in ${[...contexts].slice(0, 5).join(', ')}`,
      why: 'It records only while the channel is in a bridge, and during a payment the caller is in none: the recording jumps, and is shorter than the call.',
      fix: 'Leave out b where recordings must be as long as the call; the caller’s side is silent in a payment without it too (FreePBX: MONITOR_REC_OPTION).',
    },
  ];
}

/** `MixMonitor(file,options,…)`, where variables stand for what the globals have. */
function onlyBridged(call: string, globals: ReadonlyMap<string, string>): boolean {
  const options = /MixMonitor\([^,]*,([^,]*)/.exec(call)?.[1];
  if (options === undefined) return false;
  const filled = options.replace(/\$\{(\w+)\}/g, (_, name: string) => globals.get(name) ?? '');
  // What an option is given is no option.
  return filled.replace(/\([^)]*\)?/g, '').includes('b');
}

function globalsOf(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, name, value] = /^\s+(\w+)=(.*)$/.exec(line) ?? [];
      return name !== undefined && value !== undefined ? [[name, value]] : [];
    }),
  );
}
