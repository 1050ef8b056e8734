import type { Session } from '../session/state.js';
import type { Live } from './live.js';

/** A key has come, or may have come: noted by a clock that nobody sets, which the wall's may be in between. */
export function noteKey(
  live: Live,
  before: Session,
  after: Session,
  at: number,
  now = performance.now(),
): void {
  if (after.lastKeyAt === before.lastKeyAt) return;
  live.keyedAt = now - Math.max(0, at - after.lastKeyAt);
}

/** The timer of the wait counts from when its event came, and a key is noted when it has been read. Milliseconds. */
const LATE_MS = 50;

/** No key has come for as long as is waited for. */
export function isQuiet(live: Live, now = performance.now()): boolean {
  const { keyedAt = Number.NEGATIVE_INFINITY, session } = live;
  return now - keyedAt >= session.policy.quietMs - LATE_MS;
}
