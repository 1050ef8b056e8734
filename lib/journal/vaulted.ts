import type { MethodChange } from '../session/command.js';
import type { Work } from './transaction.js';

/**
 * A method that is not to be in the gateway's vault, but may be: the service was killed while it was being stored, or
 * nobody answered, or it was only needed for one debit.
 */
export interface Unwanted {
  readonly token: string;
  readonly sessionId: string;
  /** When it was about to be stored, epoch milliseconds. */
  readonly createdAt: number;
  /** When the gateway answered last: it would not remove it, or it did, which an answer that came late may have undone. */
  readonly lookedAt?: number;
}

interface Row {
  readonly token: string;
  readonly session_id: string;
  readonly created_at: number | string;
  readonly looked_at: number | string | null;
}

/** In the transaction of the session's step. A method that is kept, or known not to be there, may still be given up. */
export async function changeMethod(
  table: Work['table'],
  sessionId: string,
  { change, token }: MethodChange,
  at: number,
): Promise<void> {
  if (change === 'intended') {
    const row = { token, session_id: sessionId, status: change, created_at: at };
    await table('vaulted').insert(row).onConflict('token').ignore();
    return;
  }
  await table('vaulted').where({ token }).update({ status: change, settled_at: at });
}

/** Oldest first. An account whose debit nobody knows of yet is left where it is. */
export async function unwantedMethods(table: Work['table']): Promise<Unwanted[]> {
  const rows: Row[] = await table('vaulted')
    .where({ status: 'unwanted' })
    .whereNotIn(
      'session_id',
      table('payments').select('session_id').whereIn('status', ['intended', 'unknown']),
    )
    .orderBy('created_at')
    .orderBy('token');
  return rows.map(({ token, session_id, created_at, looked_at }) => ({
    token,
    sessionId: session_id,
    createdAt: Number(created_at),
    ...(looked_at !== null && { lookedAt: Number(looked_at) }),
  }));
}

export async function methodLooked(
  table: Work['table'],
  token: string,
  at: number,
  gone: boolean,
): Promise<void> {
  const done = gone ? { status: 'removed', settled_at: at } : {};
  await table('vaulted')
    .where({ token, status: 'unwanted' })
    .update({ looked_at: at, ...done });
}
