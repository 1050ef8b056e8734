import { Bucket } from '../bucket.js';
import type { DoorLog } from '../door.js';

/** Lines a minute; more would hide what else is in the log. */
const PER_MINUTE = 10;

/** Tells of requests that are refused, a line each, and no more than somebody can read: `count` were not told of before it. */
export function createRefusals(
  log: DoorLog,
): (why: string, fields: Readonly<Record<string, unknown>>) => void {
  const bucket = new Bucket(PER_MINUTE);
  let untold = 0;
  return (why, fields) => {
    if (!bucket.take(Date.now())) {
      untold += 1;
      return;
    }
    log('warn', `a FastAGI request was refused: ${why}`, { ...fields, ...(untold > 0 && { count: untold }) });
    untold = 0;
  };
}
