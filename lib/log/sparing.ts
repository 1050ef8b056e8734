import { Bucket } from '../bucket.js';
import type { Log } from '../log.js';

/**
 * The same log, with at most `perMinute` of its warnings and errors each: what anybody can cause from outside must not
 * fill the disk. How many were left out is said with the next one, as `count`.
 */
export function sparing(log: Log, perMinute: number, now: () => number): Log {
  const write = (level: 'warn' | 'error'): Log['warn'] => {
    const bucket = new Bucket(perMinute);
    let left = 0;
    return (first: Readonly<Record<string, unknown>> | string, message?: string) => {
      if (!bucket.take(now())) {
        left += 1;
        return;
      }
      const fields = typeof first === 'string' ? {} : first;
      log[level](
        left > 0 ? { ...fields, count: left, detail: 'so many like it were not written' } : fields,
        typeof first === 'string' ? first : (message ?? ''),
      );
      left = 0;
    };
  };
  return { ...log, warn: write('warn'), error: write('error'), child: (fields) => log.child(fields) };
}
