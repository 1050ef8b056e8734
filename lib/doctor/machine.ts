import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { coreLimit } from '../config/cores.js';
import { entryOf, isYes } from './conf.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

const DUMP = 'A dump of memory during a payment holds the card, as a file that stays.';

/** Core dumps of Asterisk: by its files, and by the process that runs. */
export function checkAsteriskCores({ files }: Patient): Finding[] {
  const findings: Finding[] = [];
  const options = files.section('asterisk.conf', 'options');
  if (isYes(entryOf(options, 'dumpcore'))) {
    findings.push({
      id: 'cores.asterisk',
      severity: 'critical',
      what: 'Asterisk is told to dump its memory when it crashes (dumpcore in asterisk.conf)',
      why: DUMP,
      fix: 'Set dumpcore = no in [options] of asterisk.conf and restart Asterisk.',
    });
  }
  const run = entryOf(files.section('asterisk.conf', 'directories'), 'astrundir') ?? '/var/run/asterisk';
  const pid = Number(read(`${run}/asterisk.pid`)?.trim());
  if (!pid) return findings;
  const flags = commandLine(pid);
  const limit = coreLimit(`/proc/${pid}/limits`);
  if (flags.includes('-g') || (limit !== undefined && limit > 0)) {
    findings.push({
      id: 'cores.asterisk-process',
      severity: 'warning',
      what: `The running Asterisk (process ${pid}) may dump its memory${flags.includes('-g') ? ' (started with -g)' : ''}`,
      why: DUMP,
      fix: 'Start it without -g and with LimitCORE=0 in its systemd unit; safe_asterisk: DUMPCORE=no.',
    });
  }
  return findings;
}

/** Core dumps and swap of the running service. */
export function checkService({ configFile }: Patient): Finding[] {
  const findings: Finding[] = [];
  for (const pid of servicePids(configFile)) {
    const limit = coreLimit(`/proc/${pid}/limits`);
    if (limit === undefined || limit === 0) continue;
    findings.push({
      id: 'cores.service',
      severity: 'critical',
      what: `The running service (process ${pid}) may dump its memory`,
      why: DUMP,
      fix: 'Set LimitCORE=0 in its systemd unit (config/hushpay.service has it), or install prlimit (util-linux).',
    });
  }
  return findings;
}

/** `swaps` is the kernel's table, another one only in tests. */
export function checkSwap({ configFile }: Patient, swaps = '/proc/swaps'): Finding[] {
  const devices = (read(swaps) ?? '')
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/)[0] ?? '')
    // Compressed memory is memory.
    .filter((device) => device !== '' && !device.includes('zram'));
  const pids = servicePids(configFile);
  if (devices.length === 0 || (pids.length > 0 && pids.every(swapsNothing))) return [];
  return [
    {
      id: 'machine.swap',
      severity: 'warning',
      what: `This machine swaps memory to ${devices.join(', ')}`,
      why: 'A card that is being keyed could be written there.',
      fix: 'Use the unit config/hushpay.service (MemorySwapMax=0), encrypt the swap, or switch it off.',
    },
  ];
}

/** Whether the kernel keeps the process out of swap (cgroup v2). */
function swapsNothing(pid: number): boolean {
  const path = /^0::(\/.*)$/m.exec(read(`/proc/${pid}/cgroup`) ?? '')?.[1];
  return path !== undefined && read(`/sys/fs/cgroup${path}/memory.swap.max`)?.trim() === '0';
}

/** As the option `--config` of the commands has it. */
const DEFAULT_CONFIG = '/etc/hushpay/hushpay.yaml';

/** Processes that run `hushpay start` with this configuration. */
export function servicePids(configFile: string): number[] {
  const file = resolve(configFile);
  return readdirNumbers('/proc').filter((pid) => {
    const words = commandLine(pid);
    const start = words.indexOf('start');
    if (start < 0 || !words.slice(0, start).some((word) => word.includes('hushpay'))) return false;
    const given = givenConfig(words.slice(start + 1)) ?? environment(pid, 'HUSHPAY_CONFIG') ?? DEFAULT_CONFIG;
    return resolve(workingDirectory(pid), given) === file;
  });
}

/** `--config FILE`, `--config=FILE`, `-c FILE`, `-cFILE`; of several the last. */
function givenConfig(options: readonly string[]): string | undefined {
  return options
    .flatMap((word, index) => {
      if (word === '--config' || word === '-c') return options[index + 1] ?? [];
      return /^(?:--config=|-c=?)(.+)$/.exec(word)?.[1] ?? [];
    })
    .at(-1);
}

/** A variable of a process as it was started; only root and its own user may read it. */
function environment(pid: number, name: string): string | undefined {
  const entries = (read(`/proc/${pid}/environ`) ?? '').split('\0');
  return entries.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
}

function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '/';
  }
}

export function commandLine(pid: number): string[] {
  return (read(`/proc/${pid}/cmdline`) ?? '').split('\0');
}

function readdirNumbers(directory: string): number[] {
  try {
    return readdirSync(directory).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
