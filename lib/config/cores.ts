import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Largest core dump this process may leave, in bytes (`Infinity` for unlimited); undefined where unknown. */
export function coreLimit(limits = '/proc/self/limits'): number | undefined {
  let text: string;
  try {
    text = readFileSync(limits, 'utf8');
  } catch {
    return undefined;
  }
  const soft = /^Max core file size\s+(\S+)/m.exec(text)?.[1];
  if (soft === undefined) return undefined;
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

/**
 * Forbids core dumps of this process, as far as Linux lets a program do that to itself: no anonymous memory in any
 * dump (this also binds a dump handler that is fed through a pipe, which the size limit does not), and a size limit
 * of 0 by util-linux's prlimit, because Node has no setrlimit. Answers whether the limit is 0 now.
 */
export function forbidCoreDumps(): boolean {
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Not Linux, or /proc is not writable: the limit below still counts.
  }
  if (coreLimit() !== 0) {
    spawnSync('prlimit', ['--pid', String(process.pid), '--core=0:0'], { stdio: 'ignore', timeout: 2000 });
  }
  return coreLimit() === 0;
}
