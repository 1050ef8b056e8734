import { readFileSync } from 'node:fs';

/** What a process used while it was measured. */
export interface Usage {
  /** utime and stime, milliseconds. */
  readonly cpuMs: number;
  /** Largest resident memory, MB of 1,000,000 bytes. */
  readonly peakMb: number;
}

/** Linux counts in hundredths of a second for every program. */
const TICK_MS = 10;
const EVERY_MS = 200;

export class UsageMeter {
  readonly #before: number;
  readonly #timer: NodeJS.Timeout;
  #peak = 0;

  constructor(readonly pid: number) {
    this.#before = cpuMs(pid);
    const look = () => {
      try {
        this.#peak = Math.max(this.#peak, residentMb(pid));
      } catch {
        // It has ended; whoever measures it will find out.
        clearInterval(this.#timer);
      }
    };
    this.#timer = setInterval(look, EVERY_MS);
    look();
  }

  stop(): Usage {
    clearInterval(this.#timer);
    return { cpuMs: cpuMs(this.pid) - this.#before, peakMb: this.#peak };
  }
}

function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold anything; user and system time are 11 and 12 fields after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process, MB of 1,000,000 bytes. */
export function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}
