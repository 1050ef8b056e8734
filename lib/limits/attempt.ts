import {
  type Claim,
  type Counter,
  counted,
  counterAt,
  isTrusted,
  judge,
  locked,
  NEW_COUNTER,
  type Verdict,
} from './counter.js';

/** What is to be written back, and the verdict. */
export interface Judged {
  readonly verdict: Verdict;
  /** By subject; only what has changed. */
  readonly counters: ReadonlyMap<string, Counter>;
}

/**
 * Judges an attempt by all its claims together: it is counted for all of them, or, where one refuses it, for none. A
 * refused one is not counted, so that nobody is kept out for ever by trying; where a limit is reached with it, its lock
 * begins. Pure: the store reads and writes the counters in one transaction.
 */
export function attempt(
  counters: ReadonlyMap<string, Counter>,
  claims: readonly Claim[],
  id: string,
  at: number,
): Judged {
  const now = new Map<string, Counter>();
  let refused: Extract<Verdict, { kind: 'refused' }> | undefined;
  for (const { subject, mark, spares, rules } of claims) {
    let counter = counterAt(now.get(subject) ?? counters.get(subject) ?? NEW_COUNTER, at);
    const spared = spares !== undefined && isTrusted(counters.get(spares) ?? NEW_COUNTER);
    for (const rule of spared ? [] : rules) {
      const standing = judge(counter, rule, mark, at);
      if (standing.kind === 'free') continue;
      const over = standing.kind === 'over';
      if (over) counter = locked(counter, rule, at);
      const until = 'until' in standing ? standing.until : (counter.locks[rule.name]?.until ?? at);
      // The longest wait is the one that is told; a lock that begins is told before one that is there.
      if (!refused || (over && !refused.locked) || (over === refused.locked && until > refused.until)) {
        refused = { kind: 'refused', rule: rule.name, subject, until, locked: over };
      }
    }
    now.set(subject, counter);
  }
  if (refused) return { verdict: refused, counters: now };
  const taken = new Map<string, Counter>();
  for (const { subject, mark, once } of claims) {
    const counter = taken.get(subject) ?? now.get(subject) ?? NEW_COUNTER;
    const same = counter.entries.some((entry) => entry.id === id);
    const entry = { id, at, ...(mark !== undefined && { mark }), ...(once && { once }) };
    taken.set(subject, same ? counter : counted(counter, entry));
  }
  return { verdict: { kind: 'allowed' }, counters: taken };
}

/** What would be said to the next attempt of these subjects, whatever it is: nothing is counted and nothing locked. */
export function standing(
  counters: ReadonlyMap<string, Counter>,
  claims: readonly Claim[],
  at: number,
): Verdict {
  for (const { subject, rules } of claims) {
    const counter = counterAt(counters.get(subject) ?? NEW_COUNTER, at);
    for (const rule of rules) {
      // Another card is no matter of the door: only what is locked, or to be waited for, is known before there is one.
      const said = judge(counter, rule, undefined, at);
      // Until all is keyed, somebody else's attempt is long enough ago.
      if (rule.apartMs !== undefined) continue;
      if (said.kind === 'locked' || said.kind === 'wait') {
        return { kind: 'refused', rule: rule.name, subject, until: said.until, locked: false };
      }
    }
  }
  return { kind: 'allowed' };
}
