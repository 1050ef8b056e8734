import { url as debuggerUrl } from 'node:inspector';

/** What a process was started with, as far as it can open the process to others. */
export interface Start {
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Options of Node that open a debugger, write memory or a report of it to a file, or give the keys of TLS away. Node
 * takes `_` for `-`, and one or two dashes before `inspect`.
 */
const OPENING =
  /^--?(inspect|debug|experimental-network-inspection|heapsnapshot|heap-prof|cpu-prof|report-|diagnostic-report|abort-on-uncaught|tls-keylog|track-heap|trace-event|experimental-worker-inspection)/;

/**
 * By what the memory or the traffic of a process could be read from outside; the names alone, for people. Empty where
 * there is nothing.
 */
export function openingsOf({ execArgv, env }: Start): string[] {
  const options = [...execArgv, ...(env.NODE_OPTIONS ?? '').split(/["\s]+/)]
    .map((word) => (word.split('=')[0] ?? '').replaceAll('_', '-'))
    .filter((word) => OPENING.test(word));
  const variables = ['NODE_DEBUG', 'NODE_V8_COVERAGE'].filter((name) => env[name]);
  // Every certificate would be taken for Braintree's.
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') variables.push('NODE_TLS_REJECT_UNAUTHORIZED=0');
  return [...new Set([...options, ...variables])];
}

/** What nobody asked for: the signal SIGUSR1 came before it was handled. */
export const OPEN_DEBUGGER = 'a debugger that is open';

/** Of this process. */
export function openings(start: Start = process): string[] {
  const found = openingsOf(start);
  const asked = found.some((name) => /inspect|debug/.test(name));
  return debuggerUrl() !== undefined && !asked ? [...found, OPEN_DEBUGGER] : found;
}
