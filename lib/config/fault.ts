import { HushpayError } from '../errors.js';

/** One thing wrong with the configuration file, and what to do about it. */
export interface ConfigFault {
  /** Dotted name of the option, `asterisk.ari.password`; empty where the file itself is meant. */
  readonly option: string;
  /** From 1; absent where the file could not be read. */
  readonly line?: number;
  readonly column?: number;
  /** Never holds a value that could be secret. */
  readonly message: string;
}

/** All faults of a file at once, in the order of its lines. */
export class ConfigError extends HushpayError {
  constructor(
    readonly file: string,
    readonly faults: readonly ConfigFault[],
  ) {
    super('config-invalid', `\n${faults.map((fault) => `  ${formatFault(file, fault)}`).join('\n')}\n`);
    this.name = 'ConfigError';
  }
}

/** `hushpay.yaml:12:5 asterisk.ari.url: must be …`, as editors and terminals can jump to. */
export function formatFault(file: string, fault: ConfigFault): string {
  const place = fault.line === undefined ? file : `${file}:${fault.line}:${fault.column ?? 1}`;
  return fault.option ? `${place} ${fault.option}: ${fault.message}` : `${place} ${fault.message}`;
}

/** The known name that was probably meant, where one is near enough. */
export function didYouMean(given: string, known: readonly string[]): string | undefined {
  let best = given.length > 2 ? known.find((name) => name.startsWith(given)) : undefined;
  if (best) return best;
  let least = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      best = name;
      least = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
