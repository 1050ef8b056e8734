import { HushpayError } from '../errors.js';

/** Node's, SQLite's and PostgreSQL's names for: not there, locked, full, read-only, broken, gone. */
const UNAVAILABLE =
  /^(SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|PERM|AUTH|CORRUPT|NOTADB|PROTOCOL|NOMEM|INTERRUPT|MISUSE)|08|53|25006|28|3D000|40|55P03|57|58|XX|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|EACCES|ENOENT|EEXIST|EPERM|EROFS|ENOSPC|ENOTDIR|EISDIR)/;

/** What the database said, as one of our errors; what is not known stays as it is, because it is a bug. */
export function journalFault(error: unknown): unknown {
  if (error instanceof HushpayError || !(error instanceof Error)) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  if (code.startsWith('SQLITE_CONSTRAINT') || code === '23505') {
    return new HushpayError('journal-conflict', undefined, { cause: error });
  }
  if (
    UNAVAILABLE.test(code) ||
    error.name === 'KnexTimeoutError' ||
    /^(Connection terminated|timeout e)/.test(error.message)
  ) {
    return new HushpayError('journal-unavailable', reasonOf(code, error.message), { cause: error });
  }
  return error;
}

function reasonOf(code: string, message: string): string {
  if (/BUSY|LOCKED|55P03|57014/.test(code)) return 'another program holds the database locked';
  if (/FULL|53100|ENOSPC/.test(code)) return 'the disk is full';
  if (/READONLY|25006|EROFS/.test(code)) return 'the database is read-only';
  if (/CANTOPEN|EACCES|ENOENT|EEXIST|EPERM/.test(code))
    return 'the database cannot be opened; check path and rights';
  if (/^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST|ENET|EPIPE)/.test(code))
    return `the database server does not answer (${code}); does it run, and is database.url right?`;
  if (/^28/.test(code)) return 'the database server refuses the user or the password of database.url';
  if (code === '3D000') return 'the database that database.url names does not exist';
  if (/CORRUPT|NOTADB/.test(code)) return 'the database file is damaged';
  if (/^timeout e|connection timeout/i.test(message))
    return 'the database server does not answer in time; does it run, and is database.url right?';
  // A statement stands before the last dash of knex's messages: only what the database said is wanted.
  return code ? `${code}: ${message.split(' - ').at(-1)}` : message;
}
