import type { Draft } from './draft.js';

/** Milliseconds that are left of a time without keys since `from`; not more than that time, should the clock be set back. */
export function left({ session, at }: Draft, from: number): number {
  return Math.min(session.policy.quietMs, from + session.policy.quietMs - at);
}

/** The same since the caller keyed last. */
export function sinceKey(d: Draft): number {
  return left(d, d.session.lastKeyAt);
}

/** Milliseconds until the caller has been quiet for long enough; 0 or less when it has. */
export function untilQuiet(d: Draft): number {
  return Math.max(sinceKey(d), left(d, d.session.unseenFrom ?? 0));
}
