import { chownSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import { serviceUser, userName } from '../config/reader.js';
import type { Config } from '../config/schema.js';
import { HushpayError } from '../errors.js';

/** For a new connection, which is not a matter of locks. Whoever waits for it has a deadline of its own. */
const CONNECT_MS = 10_000;

/** The database of the configuration. Connects at the first use; the file is made here, readable by its owner only. */
export function connect(database: Config['database']): Knex {
  const deadlineMs = Math.round(database.lockDeadline * 1000);
  if (database.client === 'pg') {
    const url = database.url?.reveal();
    if (!url) throw new HushpayError('journal-unavailable', 'database.url is missing');
    return knex({
      client: 'pg',
      connection: {
        connectionString: url,
        application_name: 'hushpay',
        connectionTimeoutMillis: CONNECT_MS,
        statement_timeout: deadlineMs,
        idle_in_transaction_session_timeout: deadlineMs * 2,
      },
      pool: { min: 0, max: 2, propagateCreateError: true },
      acquireConnectionTimeout: CONNECT_MS,
      log: SILENT,
    });
  }
  makeFile(database.file);
  return knex({
    client: 'sqlite3',
    connection: { filename: database.file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      idleTimeoutMillis: 2 ** 31 - 1,
      afterCreate: (connection: SqliteConnection, done: (error: Error | null) => void) => {
        connection.exec(
          `pragma busy_timeout = ${deadlineMs}; pragma journal_mode = wal; pragma synchronous = FULL;`,
          done,
        );
      },
    },
    acquireConnectionTimeout: CONNECT_MS,
    log: SILENT,
  });
}

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

/** knex would print warnings to standard output. */
const SILENT = {
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
  deprecate: () => undefined,
};

/** Readable by its owner only: the service's user, whoever makes it. SQLite gives what it puts beside it the same owner. */
function makeFile(file: string): void {
  try {
    const made = mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (made !== undefined) giveToService(dirname(file), made);
    const isNew = !existsSync(file);
    closeSync(openSync(file, 'a', 0o600));
    if (isNew) giveAsDirectory(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = `${file} cannot be opened: ${code ?? message}${code === 'EACCES' ? ownerOf(file) : ''}`;
    throw new HushpayError('journal-unavailable', why, { cause: error });
  }
}

/** Directories that root has just made, from the lowest up to the first. */
function giveToService(lowest: string, first: string): void {
  const user = process.getuid?.() === 0 ? serviceUser() : undefined;
  if (!user) return;
  for (let directory = lowest; ; directory = dirname(directory)) {
    chownSync(directory, user.uid, user.groups[0] ?? 0);
    if (directory === first || directory === dirname(directory)) return;
  }
}

function giveAsDirectory(file: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(file));
  chownSync(file, uid, gid);
}

function ownerOf(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false });
  const me = userName(process.getuid?.() ?? 0);
  if (!status) return `; ${me} may not write ${dirname(file)}`;
  return `; it belongs to ${userName(status.uid)}, and the service runs as ${me}. As root: chown ${me}: ${file}*`;
}
