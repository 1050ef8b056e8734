import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { openingsOf } from '../config/openings.js';
import type { Finding } from './finding.js';
import { commandLine, servicePids } from './machine.js';
import type { Patient } from './patient.js';

/** May others look into the memory of the running service? */
export function checkLookedInto({ configFile }: Pick<Patient, 'configFile'>): Finding[] {
  return servicePids(configFile).flatMap((pid) => [...openTo(pid), ...dumpable(pid)]);
}

/** A debugger, dumps of the heap, words of Node about its traffic: asked for when it was started. */
function openTo(pid: number): Finding[] {
  const words = commandLine(pid);
  const script = words.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  const env = Object.fromEntries(
    (read(`/proc/${pid}/environ`) ?? '').split('\0').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  const found = openingsOf({ execArgv: words.slice(1, Math.max(script, 1)), env });
  if (found.length === 0) return [];
  return [
    {
      id: 'service.opened',
      severity: 'critical',
      what: `The running service (process ${pid}) was started with ${found.join(', ')}`,
      why: 'By it the card that is being keyed could be read out of its memory or its traffic.',
      fix: 'Take it out of the systemd unit and of NODE_OPTIONS, and restart the service.',
    },
  ];
}

/**
 * The kernel gives the files of a process to root where it may not be looked into (PR_SET_DUMPABLE, which Node cannot
 * set; a program that its user may not read has it from the beginning).
 */
function dumpable(pid: number): Finding[] {
  const uid = Number(/^Uid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0);
  let owner: number;
  try {
    owner = statSync(`/proc/${pid}/environ`).uid;
  } catch {
    return [];
  }
  if (uid === 0 || owner !== uid) return [];
  const scope = Number(read('/proc/sys/kernel/yama/ptrace_scope') ?? 0);
  return [
    {
      id: 'service.looked-into',
      severity: scope > 0 ? 'info' : 'warning',
      what: `Every program of user ${uid} can read the memory of the running service (process ${pid})${scope > 0 ? ' that it has started itself' : ''}`,
      why: 'Node cannot forbid it by itself (PR_SET_DUMPABLE); a program that took over that user could read a card that is being keyed.',
      fix: 'Run a copy of Node that the user may not read, as config/hushpay.service does, under a user that runs nothing else.',
    },
  ];
}

/** The last day of support of Node's releases, by their schedule. */
const SUPPORTED_UNTIL: Readonly<Record<number, string>> = {
  18: '2025-04-30',
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
};
/** The one that is recommended. */
const RECOMMENDED = 24;

/** Where systemd has the unit. */
const UNITS = [
  '/etc/systemd/system/hushpay.service',
  '/usr/local/lib/systemd/system/hushpay.service',
  '/usr/lib/systemd/system/hushpay.service',
];

/**
 * Does anybody still mend faults of the runtime of the service: the running one, else what its unit starts? Doctor may run on
 * another Node, which is judged, and named so, only where neither is seen.
 */
export function checkRuntimes({ configFile }: Pick<Patient, 'configFile'>, units = UNITS): Finding[] {
  const running = servicePids(configFile).flatMap((pid) =>
    versionOf(`/proc/${pid}/exe`).map(
      (version) => [version, `The running service (process ${pid})`] as const,
    ),
  );
  const started = units.flatMap((unit) => {
    const program = /^ExecStart=[-@:+!]*(\S+)/m.exec(read(unit) ?? '')?.[1];
    return versionOf(program).map((version) => [version, `What ${unit} starts (${program})`] as const);
  });
  const own = [[process.version, 'Doctor itself, for want of the service’s own,'] as const];
  const seen = [running, started, own].find((some) => some.length > 0) ?? [];
  return seen.flatMap(([version, whose]) => checkRuntime(version, Date.now(), whose));
}

/** Asked of the program itself, where nobody but root or our own user can have put something else there: doctor may be root. */
function versionOf(program: string | undefined): string[] {
  if (program === undefined) return [];
  try {
    const { uid, mode } = statSync(program);
    if ((uid !== 0 && uid !== process.getuid?.()) || (mode & 0o022) !== 0) return [];
    const version = execFileSync(program, ['--version'], {
      encoding: 'utf8',
      timeout: 2000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return /^v\d+\.\d+\.\d+$/.test(version) ? [version] : [];
  } catch {
    return [];
  }
}

/** `whose` begins a sentence. */
export function checkRuntime(version: string, now = Date.now(), whose = 'The service'): Finding[] {
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
  const last = SUPPORTED_UNTIL[major];
  if (last === undefined || now < Date.parse(last) + 86_400_000) return [];
  return [
    {
      id: 'runtime.past-its-end',
      severity: 'warning',
      what: `${whose} runs on Node ${version}, which has had no more security fixes since ${last}`,
      why: 'A fault of it that becomes known stays open, in the process that holds cards.',
      fix: `Install Node ${RECOMMENDED}, run \`npm run production\` in the checkout again and restart the service.`,
    },
  ];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
