import { attempt, standing } from '../limits/attempt.js';
import { type Claim, type Counter, type End, ended, expiresAt, type Verdict } from '../limits/counter.js';
import type { Dialect, Work } from './transaction.js';

/** A lock that is, or was, in force. Epoch milliseconds. */
export interface Locked {
  /** Kind and keyed hash, `caller:9f…`. */
  readonly subject: string;
  readonly rule: string;
  readonly since: number;
  readonly until: number;
  readonly times: number;
}

interface Row {
  readonly subject: string;
  readonly state: string;
  readonly locked_until: number | string;
}

/** Judges an attempt and counts it, inside one transaction that no other attempt of these subjects runs beside. */
export async function take(
  work: Work & { readonly dialect: Dialect },
  claims: readonly Claim[],
  id: string,
  at: number,
): Promise<Verdict> {
  await work
    .table('counters')
    .where('expires_at', '<', at - GRACE_MS)
    .delete();
  const { verdict, counters } = attempt(await load(work, subjectsOf(claims), true), claims, id, at);
  for (const [subject, counter] of counters) await save(work, subject, counter, claims);
  return verdict;
}

/** As `take`, but nothing is counted: what is known before there is an attempt. */
export async function stand(
  work: Work & { readonly dialect: Dialect },
  claims: readonly Claim[],
  at: number,
): Promise<Verdict> {
  return standing(await load(work, subjectsOf(claims), false), claims, at);
}

/** Notes what became of an attempt that was counted; one that is not there any more changes nothing. */
export async function end(
  work: Work & { readonly dialect: Dialect },
  claims: readonly Claim[],
  id: string,
  how: End,
): Promise<void> {
  for (const [subject, counter] of await load(work, subjectsOf(claims), true)) {
    await work
      .table('counters')
      .where({ subject })
      .update({ state: JSON.stringify(ended(counter, id, how)) });
  }
}

/**
 * Notes what became of an order whose attempt nobody has ended: the process that would have is gone, or it was not known then.
 * The id of such an attempt begins with the order's. Nothing is there where attempts are not limited.
 */
export async function endOrder(
  work: Work & { readonly dialect: Dialect },
  orderId: string,
  how: End,
): Promise<void> {
  const rows: Pick<Row, 'subject'>[] = await work
    .table('counters')
    .where('state', 'like', `%"id":"${orderId}.%`)
    .select('subject');
  const subjects = rows.map(({ subject }) => subject).sort();
  for (const [subject, counter] of await load(work, subjects, true)) {
    const open = counter.entries.filter(
      ({ id, good, end: known }) => id.startsWith(`${orderId}.`) && !good && known !== 'bad',
    );
    const state = open.reduce((so, { id }) => ended(so, id, how), counter);
    await work
      .table('counters')
      .where({ subject })
      .update({ state: JSON.stringify(state) });
  }
}

/** Locks that end after `at`, the latest first. */
export async function locksOf({ table }: Work, at: number): Promise<Locked[]> {
  const rows: Row[] = await table('counters').where('locked_until', '>', at).orderBy('locked_until', 'desc');
  return rows.flatMap((row) => {
    const locks = Object.entries(locksIn(row)).filter(([, { until }]) => until > at);
    return locks.map(([rule, lock]) => ({ subject: row.subject, rule, ...lock }));
  });
}

/** A row that cannot be read hides no other: it is a lock still, by its own column, of a rule that nobody can tell. */
function locksIn({ state, locked_until }: Row): Counter['locks'] {
  try {
    const { locks } = JSON.parse(state) as Counter;
    if (Object.values(locks).every(({ until }) => typeof until === 'number')) return locks;
  } catch {
    // Told below.
  }
  return { unreadable: { since: 0, until: Number(locked_until), times: 0 } };
}

/** Forgets what is counted of a subject. Answers whether there was anything. */
export async function release({ table }: Work, subject: string): Promise<boolean> {
  return (await table('counters').where({ subject }).delete()) > 0;
}

/** What has expired is kept a while longer, should it be the clock that has jumped. Milliseconds. */
const GRACE_MS = 86_400_000;

function subjectsOf(claims: readonly Claim[]): string[] {
  // In one order everywhere, so that two transactions never wait for one another in a circle.
  return [...new Set(claims.map(({ subject }) => subject))].sort();
}

async function load(
  { table, raw, dialect }: Work & { readonly dialect: Dialect },
  subjects: readonly string[],
  lock: boolean,
): Promise<Map<string, Counter>> {
  if (lock && dialect === 'pg') {
    // There is no row to lock of a subject that is new.
    for (const subject of subjects) {
      await raw('select pg_advisory_xact_lock(?, hashtext(?))', [LOCK, subject]);
    }
  }
  const rows: Row[] = await table('counters').whereIn('subject', [...subjects]);
  return new Map(rows.map(({ subject, state }) => [subject, JSON.parse(state) as Counter]));
}

/** Ours among advisory locks. */
const LOCK = 20_261_128;

async function save(
  { table }: Work,
  subject: string,
  counter: Counter,
  claims: readonly Claim[],
): Promise<void> {
  const rules = claims.flatMap((claim) => (claim.subject === subject ? claim.rules : []));
  await table('counters')
    .insert({
      subject,
      state: JSON.stringify(counter),
      expires_at: expiresAt(counter, rules),
      locked_until: Math.max(0, ...Object.values(counter.locks).map(({ until }) => until)),
    })
    .onConflict('subject')
    .merge();
}
