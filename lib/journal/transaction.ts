import type { Knex } from 'knex';
import { HushpayError } from '../errors.js';
import { journalFault } from './faults.js';

export type Dialect = 'sqlite3' | 'pg';

/** One connection inside a transaction. */
export interface Work {
  table(name: string): Knex.QueryBuilder;
  raw(sql: string, values?: readonly (string | number)[]): Knex.Raw;
}

/**
 * `durable`: on disk before it resolves. `quick`: may be lost in a power cut, and only then. `read`: one query, which
 * needs no transaction and on SQLite waits for no writer.
 */
export type Manner = 'durable' | 'quick' | 'read';

/**
 * Runs transactions one after another, each within the deadline counted from the call, waiting included: a database
 * that is locked for long must not let calls pile up behind it. knex's own transactions are not used: they begin
 * deferred on SQLite, where read-then-write fails at once with SQLITE_BUSY whatever the time-out, and a failed COMMIT
 * leaves the only connection inside a dead transaction.
 */
export class Transactor {
  #last: Promise<unknown> = Promise.resolve();
  #synchronous: 'FULL' | 'NORMAL' | undefined;

  constructor(
    private readonly knex: Knex,
    readonly dialect: Dialect,
    private readonly deadlineMs: number,
    private readonly told: (fault: Error | undefined) => void,
  ) {}

  /** Rejects with `journal-unavailable` when it was not done in time; it is then not done later either. */
  transact<T>(manner: Manner, work: (work: Work) => Promise<T>): Promise<T> {
    const turn: Turn = { expired: false, began: false };
    const previous = this.#last;
    const run = previous.then(() => this.#run(turn, manner, work));
    // PostgreSQL serialises by itself; SQLite has one connection, and a queue of our own can be left.
    this.#last = run.catch(() => undefined);
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        turn.expired = true;
        const why = turn.began
          ? 'the database took too long'
          : 'too many writes are waiting for the database';
        const fault = new HushpayError('journal-unavailable', why);
        this.told(fault);
        reject(fault);
        // The wait for a lock has this same length: leave the better answer its chance.
      }, this.deadlineMs + 100);
      run
        .then(
          (value) => {
            this.told(undefined);
            resolve(value);
          },
          (error: unknown) => {
            const fault = journalFault(error);
            // A fence or a conflict is an answer of a database that works.
            const broken = !(fault instanceof HushpayError) || fault.code === 'journal-unavailable';
            this.told(broken && fault instanceof Error ? fault : undefined);
            reject(fault);
          },
        )
        .finally(() => clearTimeout(timer));
    });
  }

  /** Waits for what is under way. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #run<T>(turn: Turn, manner: Manner, work: (work: Work) => Promise<T>): Promise<T> {
    if (turn.expired) throw tooLate();
    turn.began = true;
    const connection: { __knex__disposed?: unknown } = await this.knex.client.acquireConnection();
    const raw = (sql: string, values: readonly (string | number)[] = []) =>
      this.knex.raw(sql, [...values]).connection(connection);
    try {
      if (turn.expired) throw tooLate();
      if (manner !== 'read') await this.#begin(raw, manner);
      const result = await work({ raw, table: (name) => this.knex(name).connection(connection) });
      if (turn.expired) throw tooLate();
      if (manner !== 'read') await raw('commit');
      return result;
    } catch (error) {
      // Harmless where the database has rolled back by itself, and it must have been said where it has not.
      if (manner !== 'read') await raw('rollback').catch(() => undefined);
      if (this.dialect === 'pg' || isBroken(error)) connection.__knex__disposed = error;
      throw error;
    } finally {
      await this.knex.client.releaseConnection(connection);
    }
  }

  async #begin(raw: Work['raw'], manner: Manner): Promise<void> {
    if (this.dialect === 'pg') {
      await raw('begin');
      if (manner === 'quick') await raw('set local synchronous_commit to off');
      return;
    }
    // SQLite takes this between transactions only. With WAL, FULL makes a commit wait for the disk.
    const level = manner === 'durable' ? 'FULL' : 'NORMAL';
    if (this.#synchronous !== level) {
      await raw(`pragma synchronous = ${level}`);
      this.#synchronous = level;
    }
    await raw('begin immediate');
  }
}

/**
 * Runs a part whose own fault undoes that part alone. Rejects with a fault of the database, which is everybody's: after
 * that nothing of the transaction can stand.
 */
export async function apart<T>(
  { raw }: Pick<Work, 'raw'>,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  await raw('savepoint apart');
  try {
    const value = await work();
    await raw('release savepoint apart');
    return { value };
  } catch (error) {
    const fault = journalFault(error);
    if (fault instanceof HushpayError && fault.code !== 'journal-conflict') throw error;
    await raw('rollback to savepoint apart');
    await raw('release savepoint apart');
    return { error };
  }
}

interface Turn {
  expired: boolean;
  began: boolean;
}

function tooLate(): HushpayError {
  return new HushpayError('journal-unavailable', 'the database took too long');
}

/** Whether the connection itself is in doubt. */
function isBroken(error: unknown): boolean {
  return /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|MISUSE)/.test(
    String((error as { code?: unknown })?.code ?? ''),
  );
}

/** Rows of a raw query: SQLite's driver answers with them, PostgreSQL's with an object that has them. */
export function rowsOf(answer: unknown): unknown[] {
  return Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows;
}
