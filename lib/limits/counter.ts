/** One attempt as a counter keeps it. What is not `good` counts against the subject, also while its end is not known. */
export interface Entry {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What was tried beside the subject: the card of a caller, the customer number of a caller. A keyed hash. */
  readonly mark?: string;
  readonly good?: true;
}

export interface Lock {
  readonly since: number;
  readonly until: number;
  /** How often in a row, from 1: each is twice as long as the one before. */
  readonly times: number;
}

/** What is remembered of one subject (a caller, a card …). Plain data: it goes through the journal as JSON. */
export interface Counter {
  /** The newest time that it was touched at. */
  readonly seen: number;
  /** Oldest first, `MOST_ENTRIES` at most. */
  readonly entries: readonly Entry[];
  /** By name of the rule. */
  readonly locks: Readonly<Record<string, Lock>>;
}

/**
 * What is too much. `marks`: different things tried. `failures`: attempts that came to nothing good. `rate`: of at
 * least `most` attempts, `percent` came to nothing good. Milliseconds.
 */
export interface Rule {
  /** For the alarm, the log and the lock: rules of the same name share a lock. */
  readonly name: string;
  readonly counts: 'marks' | 'failures' | 'rate';
  readonly most: number;
  readonly percent?: number;
  readonly windowMs: number;
  readonly lockMs: number;
  /** After `free` failures each further one is waited for, twice as long each time. */
  readonly backOff?: { readonly free: number; readonly firstMs: number };
}

/** An attempt, seen as one of its subjects. */
export interface Claim {
  /** Kind and keyed hash, `card:0f3a…`: never what it was made of. */
  readonly subject: string;
  readonly mark?: string;
  readonly rules: readonly Rule[];
}

export type Verdict =
  | { readonly kind: 'allowed' }
  | {
      readonly kind: 'refused';
      readonly rule: string;
      readonly subject: string;
      /** Not before this, epoch milliseconds. */
      readonly until: number;
      /** A lock begins with this attempt: the time for the alarm. */
      readonly locked: boolean;
    };

/** More are forgotten, the oldest first: a rate needs no more, and no other limit is as high. */
export const MOST_ENTRIES = 200;
/** No lock is longer, however often it was earned. Milliseconds. */
export const LONGEST_LOCK_MS = 86_400_000;

export const NEW_COUNTER: Counter = { seen: 0, entries: [], locks: {} };

/**
 * The counter as it stands at a time. Where the clock was set back, all that it holds moves with it: what is still to be
 * waited for stays as long as it was, neither forgiven nor endless.
 */
export function counterAt(counter: Counter, at: number): Counter {
  const back = counter.seen - at;
  if (back <= 0) return { ...counter, seen: at };
  return {
    seen: at,
    entries: counter.entries.map((entry) => ({ ...entry, at: entry.at - back })),
    locks: Object.fromEntries(
      Object.entries(counter.locks).map(([name, lock]) => [
        name,
        { ...lock, since: lock.since - back, until: lock.until - back },
      ]),
    ),
  };
}

/** What one rule says to one more attempt. Changes nothing. */
export function judge(counter: Counter, rule: Rule, mark: string | undefined, at: number): Standing {
  const lock = counter.locks[rule.name];
  if (lock && at < lock.until) return { kind: 'locked', until: lock.until };
  // What led to a lock is paid for with it.
  const from = Math.max(at - rule.windowMs, lock?.since ?? Number.NEGATIVE_INFINITY);
  const recent = counter.entries.filter((entry) => entry.at > from);
  if (isOver(recent, rule, mark)) return { kind: 'over' };
  const wait = backOffOf(recent, rule);
  return at < wait ? { kind: 'wait', until: wait } : { kind: 'free' };
}

type Standing =
  | { readonly kind: 'free' }
  | { readonly kind: 'over' }
  | { readonly kind: 'locked' | 'wait'; readonly until: number };

function isOver(recent: readonly Entry[], { counts, most, percent = 100 }: Rule, mark?: string): boolean {
  const bad = recent.filter(({ good }) => !good).length;
  switch (counts) {
    case 'marks': {
      const marks = new Set(recent.map((entry) => entry.mark).filter((one) => one !== undefined));
      return marks.size >= most && (mark === undefined || !marks.has(mark));
    }
    case 'failures':
      return bad >= most;
    case 'rate':
      return recent.length >= most && bad * 100 >= recent.length * percent;
  }
}

function backOffOf(recent: readonly Entry[], { backOff }: Rule): number {
  const bad = recent.filter(({ good }) => !good);
  const last = bad.at(-1);
  if (!backOff || !last || bad.length <= backOff.free) return Number.NEGATIVE_INFINITY;
  return last.at + Math.min(backOff.firstMs * 2 ** (bad.length - backOff.free - 1), LONGEST_LOCK_MS);
}

/** The counter with one more attempt. */
export function counted(counter: Counter, entry: Entry): Counter {
  return { ...counter, entries: [...counter.entries, entry].slice(-MOST_ENTRIES) };
}

/** The counter with a lock by this rule, twice as long as one that has just ended. */
export function locked(counter: Counter, rule: Rule, at: number): Counter {
  const before = counter.locks[rule.name];
  const again = before && at - before.until < rule.windowMs ? before.times : 0;
  const ms = Math.min(rule.lockMs * 2 ** again, LONGEST_LOCK_MS);
  const lock = { since: at, until: at + ms, times: again + 1 };
  return { ...counter, locks: { ...counter.locks, [rule.name]: lock } };
}

/** What has become of an attempt. `good`: it counts no longer against anybody. `void`: it never was one. */
export type End = 'good' | 'void';

export function ended(counter: Counter, id: string, end: End): Counter {
  const entries =
    end === 'void'
      ? counter.entries.filter((entry) => entry.id !== id)
      : counter.entries.map((entry) => (entry.id === id ? { ...entry, good: true as const } : entry));
  return { ...counter, entries };
}

/** When nothing that it holds can matter any more, epoch milliseconds. */
export function expiresAt(counter: Counter, rules: readonly Rule[]): number {
  const windowMs = Math.max(0, ...rules.map((rule) => rule.windowMs));
  const locks = Object.values(counter.locks).map(({ until }) => until + windowMs);
  return Math.max(counter.seen + windowMs, ...locks);
}
