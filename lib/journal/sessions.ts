import type { Knex } from 'knex';
import type { Session } from '../session/state.js';
import { agentOf } from '../session/telephone.js';
import type { Work } from './transaction.js';

type Table = Work['table'];

export interface SessionFilter {
  readonly ids?: readonly string[];
  /** Epoch milliseconds of its beginning: from, and before. */
  readonly since?: number;
  readonly until?: number;
  readonly result?: string;
  /** Still going on, or left behind by an instance that is no more. */
  readonly open?: boolean;
  /** No payment was made of it, nor tried. */
  readonly withoutOrder?: boolean;
  /** The telephone of its agent, `PJSIP/100`, or their name. */
  readonly agent?: string;
  readonly limit?: number;
}

/** A session as it was recorded last. */
export interface SessionRecord {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly ended: boolean;
  readonly result?: string;
  /** Order ids of its payments, oldest first. */
  readonly orders: readonly string[];
  /** Absent where it cannot be read. An earlier version may have left out what it did not know of. */
  readonly session?: Partial<Session>;
}

interface Row {
  id: string;
  started_at: number | string;
  updated_at: number | string;
  ended: number;
  result: string | null;
  state: string;
}

/** Read at once; ids asked for at once, below what SQLite takes as variables. */
const PAGE = 500;

/** One query, with a deadline of its own: many sessions are read in many of them. */
type Read = <T>(query: (work: Work) => PromiseLike<T>) => Promise<T>;

/** Newest first. One that cannot be read is among them, as far as it can be told. */
export async function sessionsOf(read: Read, filter: SessionFilter): Promise<SessionRecord[]> {
  const { ids, limit = Number.POSITIVE_INFINITY } = filter;
  const found = new Map<string, SessionRecord>();
  for (const some of ids ? pages([...new Set(ids)]) : [undefined]) {
    for (let offset = 0; found.size < limit; offset += PAGE) {
      const rows: Row[] = await read(({ table }) => matching(table, filter, some).offset(offset).limit(PAGE));
      for (const record of rows.map(recordOf)) if (isBy(record, filter.agent)) found.set(record.id, record);
      if (rows.length < PAGE) break;
    }
  }
  const kept = [...found.values()].slice(0, limit);
  const orders = await ordersOf(read, kept);
  return kept.map((record) => ({ ...record, orders: orders.get(record.id) ?? [] }));
}

function matching(
  table: Table,
  filter: SessionFilter,
  ids: readonly string[] | undefined,
): Knex.QueryBuilder {
  const { since, until, result, open, withoutOrder } = filter;
  const query = table('sessions').orderBy([
    { column: 'started_at', order: 'desc' },
    { column: 'id', order: 'desc' },
  ]);
  if (ids) query.whereIn('id', [...ids]);
  if (since !== undefined) query.where('started_at', '>=', since);
  if (until !== undefined) query.where('started_at', '<', until);
  if (result !== undefined) query.where({ result });
  if (open) query.where({ ended: 0 });
  if (withoutOrder) query.whereNotIn('id', table('payments').select('session_id'));
  return query;
}

function recordOf({ id, started_at, updated_at, ended, result, state }: Row): SessionRecord {
  const session = parsed(state);
  return {
    id,
    startedAt: Number(started_at),
    updatedAt: Number(updated_at),
    ended: ended === 1,
    ...(result !== null && { result }),
    orders: [],
    ...(session && { session }),
  };
}

function parsed(state: string): Partial<Session> | undefined {
  try {
    const session: unknown = JSON.parse(state);
    return typeof session === 'object' && session !== null ? session : undefined;
  } catch {
    return undefined;
  }
}

function isBy({ session }: SessionRecord, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const agent = session?.agent && agentOf({ agent: session.agent });
  return agent !== undefined && (agent.device === wanted || agent.name === wanted);
}

async function ordersOf(read: Read, records: readonly SessionRecord[]): Promise<Map<string, string[]>> {
  const orders = new Map<string, string[]>();
  for (const some of pages(records.map(({ id }) => id))) {
    const rows: { order_id: string; session_id: string }[] = await read(({ table }) =>
      table('payments')
        .select('order_id', 'session_id')
        .whereIn('session_id', some)
        .orderBy('created_at')
        .orderBy('order_id'),
    );
    for (const { order_id, session_id } of rows) {
      orders.set(session_id, [...(orders.get(session_id) ?? []), order_id]);
    }
  }
  return orders;
}

function pages(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / PAGE);
  return Array.from({ length: count }, (_, page) => ids.slice(page * PAGE, (page + 1) * PAGE));
}
