/**
 * One attempt as a counter keeps it. What is not `good` counts against the subject, also while its end is not known; only
 * where a share is looked at, what is not known is left out (`isJudged`).
 */
export interface Entry {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What was tried beside the subject: the card of a caller, the customer number of a caller. A keyed hash. */
  readonly mark?: string;
  /** Of entries that were good, only the newest with one of these is kept: the card and the caller of an approval. Keyed hashes. */
  readonly once?: readonly string[];
  readonly good?: true;
  /** Absent while it is open. */
  readonly end?: 'bad' | 'unknown';
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
 * least `most` attempts, `percent` came to nothing good; those of one mark are one attempt there, failed by their own
 * share. Milliseconds.
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
  /** Its lock refuses nobody for good: while it lasts, attempts are only so far apart. */
  readonly apartMs?: number;
}

/** An attempt, seen as one of its subjects. */
export interface Claim {
  /** Kind and keyed hash, `card:0f3a…`: never what it was made of. */
  readonly subject: string;
  readonly mark?: string;
  readonly once?: readonly string[];
  /** The rules let an attempt pass where everything that is remembered of this subject was good, and something is. */
  readonly spares?: string;
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
/** So long an attempt may be on its way before a share has it as a failure: longer than the gateway's usual deadline. */
const PENDING_MS = 90_000;

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
  if (lock && at < lock.until) {
    if (rule.apartMs === undefined) return { kind: 'locked', until: lock.until };
    const last = Math.max(lock.since, counter.entries.at(-1)?.at ?? 0);
    const until = last + rule.apartMs;
    return at < until ? { kind: 'wait', until } : { kind: 'free' };
  }
  // What led to a lock is paid for with it.
  const from = Math.max(at - rule.windowMs, lock?.since ?? Number.NEGATIVE_INFINITY);
  const recent = counter.entries.filter((entry) => entry.at > from);
  if (isOver(recent, rule, at, mark)) return { kind: 'over' };
  const wait = backOffOf(recent, rule);
  return at < wait ? { kind: 'wait', until: wait } : { kind: 'free' };
}

type Standing =
  | { readonly kind: 'free' }
  | { readonly kind: 'over' }
  | { readonly kind: 'locked' | 'wait'; readonly until: number };

function isOver(recent: readonly Entry[], rule: Rule, at: number, mark?: string): boolean {
  const { counts, most, percent = 100 } = rule;
  switch (counts) {
    case 'marks': {
      const marks = new Set(recent.map((entry) => entry.mark).filter((one) => one !== undefined));
      return marks.size >= most && (mark === undefined || !marks.has(mark));
    }
    case 'failures':
      return recent.filter(({ good }) => !good).length >= most;
    case 'rate': {
      const shares = sharesOf(recent.filter((entry) => isJudged(entry, at)));
      const bad = shares.reduce((sum, share) => sum + share, 0);
      return shares.length >= most && bad * 100 >= shares.length * percent;
    }
  }
}

/** Not what is still on its way, nor what reconciliation has yet to find: many at once would lock everybody out. */
function isJudged({ good, end, at: began }: Entry, at: number): boolean {
  return good === true || end === 'bad' || (end === undefined && began <= at - PENDING_MS);
}

/** From 0 to 1, how much came to nothing: of each mark, and of each attempt that has none. */
function sharesOf(entries: readonly Entry[]): number[] {
  const tried = new Map<string, { bad: number; all: number }>();
  for (const { id, mark, good } of entries) {
    const key = mark === undefined ? `id:${id}` : `mark:${mark}`;
    const { bad, all } = tried.get(key) ?? { bad: 0, all: 0 };
    tried.set(key, { bad: bad + (good ? 0 : 1), all: all + 1 });
  }
  return [...tried.values()].map(({ bad, all }) => bad / all);
}

/** Whether something was tried, and nothing came to nothing. */
export function isTrusted({ entries }: Counter): boolean {
  return entries.length > 0 && entries.every(({ good }) => good);
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

/**
 * What has become of an attempt. `good`: it counts no longer against anybody. `void`: it never was one. `bad` and
 * `unknown`: it came to nothing, or it may have; what is good stays good.
 */
export type End = 'good' | 'void' | 'bad' | 'unknown';

export function ended(counter: Counter, id: string, end: End): Counter {
  const entries = counter.entries.flatMap((entry): Entry[] => {
    if (entry.id !== id) return [entry];
    if (end === 'void') return [];
    if (entry.good) return [entry];
    const { end: _, ...open } = entry;
    return [end === 'good' ? { ...open, good: true } : { ...open, end }];
  });
  return { ...counter, entries: end === 'good' ? goodOnce(entries) : entries };
}

/**
 * Who pays with one good card again and again between cards that are stolen would make the share of failures as small as they
 * like, and push the failures out of what is remembered. So approvals of a card, and of a caller, are one.
 */
function goodOnce(entries: readonly Entry[]): readonly Entry[] {
  const later = new Set<string>();
  const kept: Entry[] = [];
  for (const entry of entries.toReversed()) {
    const { good, once = [] } = entry;
    if (good && once.some((one) => later.has(one))) continue;
    if (good) for (const one of once) later.add(one);
    kept.push(entry);
  }
  return kept.reverse();
}

/** When nothing that it holds can matter any more, epoch milliseconds. */
export function expiresAt(counter: Counter, rules: readonly Rule[]): number {
  const windowMs = Math.max(0, ...rules.map((rule) => rule.windowMs));
  const locks = Object.values(counter.locks).map(({ until }) => until + windowMs);
  return Math.max(counter.seen + windowMs, ...locks);
}
