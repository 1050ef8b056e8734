import { pino } from 'pino';
import { hasCardNumber, scrubText, scrubValue } from './log/scrub.js';
import { openSink } from './log/sink.js';

/**
 * The only fields that are ever written. A field that is not here is dropped, its name alone is kept in `dropped`.
 * Never add one that could hold a key, a card, a nonce or a password.
 */
export const FIELDS = [
  'address',
  'alarm',
  'amount',
  'attempt',
  'brand',
  'channel',
  'channelName',
  'change',
  'code',
  'command',
  'commands',
  'count',
  'currency',
  'detail',
  'door',
  'environment',
  'event',
  'exitCode',
  'field',
  'file',
  'from',
  'host',
  'instance',
  'key',
  'last4',
  'line',
  'media',
  'method',
  'ms',
  'order',
  'orderId',
  'outcome',
  'path',
  'phase',
  'pid',
  'port',
  'promptId',
  'reason',
  'reference',
  'result',
  'rule',
  'session',
  'severity',
  'side',
  'signal',
  'status',
  'text',
  'timer',
  'to',
  'transaction',
  'until',
  'up',
  'url',
  'version',
  'why',
] as const;

type Fields = Readonly<Record<string, unknown>>;
type Write = { (fields: Fields, message: string): void; (message: string): void };

/** Lines of JSON for people and machines. `error` and `err` take an Error. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  /** A log whose lines all have these fields too. */
  child(fields: Fields): Log;
}

/** The log of the process itself. */
export interface OwnLog extends Log {
  /** Opens the file anew, after it was moved away. Where that is refused the lines go on to where they went, and it is told. */
  reopen(): void;
  /** From now on, for every child of it too. */
  setLevel(level: Level): void;
}

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  readonly level: Level;
  /** Absent, or one that cannot be opened: standard error. */
  readonly file?: string;
}

export interface LogParts {
  /** Where the lines go instead, for tests. */
  readonly write?: (line: string) => void;
  /**
   * Writes everything as it is given. Only for the rig's control run, which must show that a leak would be found:
   * there is no option of the configuration that leads here.
   */
  readonly unprotected?: boolean;
}

/** Lines are written before the call returns, so that the last one before a crash is there. Never throws. */
export function createLog(options: LogOptions, parts: LogParts = {}): OwnLog {
  const sink = parts.write
    ? { write: parts.write, open: () => undefined, aside: () => undefined }
    : openSink(options.file, standardError());
  const { write } = sink;
  const least = { level: options.level };
  const guard = parts.unprotected ? undefined : { log: allowed };
  const logger = pino(
    {
      // Ours decides: it can be changed while children are about.
      level: 'debug',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), ...guard },
      serializers: { err: (value) => value, error: (value) => value },
    },
    { write: (line: string) => write(parts.unprotected ? line : scrubLine(line)) },
  );
  const log = wrap(logger, !parts.unprotected, least);
  /** Money is taken without a log file, too: only what is done about it is said. */
  const open = () => {
    const refused = sink.open();
    if (refused === undefined) return;
    const told = { file: options.file, code: refused, detail: FILE_REFUSED };
    log.warn(told, 'the log file cannot be opened: the service goes on without it');
    sink.aside(`hushpay: ${options.file} cannot be opened (${refused}): ${FILE_REFUSED}\n`);
  };
  open();
  return {
    ...log,
    reopen: open,
    setLevel: (level) => {
      least.level = level;
    },
  };
}

function standardError(): { write(line: string): unknown } {
  const stderr = pino.destination({ dest: 2, sync: true });
  // A closed pipe must not stop a call: the line is lost, the service goes on.
  stderr.on('error', () => undefined);
  return stderr;
}

const FILE_REFUSED =
  'give the file and its directory to the user of the service (in logrotate: create 640 hushpay hushpay), then: systemctl reload hushpay';

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];

function wrap(logger: pino.Logger, guarded: boolean, least: { readonly level: Level }): Log {
  const at = (level: Level): Write => {
    return (first: Fields | string, message?: string) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least.level)) return;
      if (typeof first === 'string') logger[level]({}, first);
      else logger[level](first, message ?? '');
    };
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    // pino does not run the allow-list on a child's fields.
    child: (fields) => wrap(logger.child(guarded ? allowed(fields) : fields), guarded, least),
  };
}

const ALLOWED: ReadonlySet<string> = new Set(FIELDS);

function allowed(fields: Fields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (name === 'err' || name === 'error') kept.error = describeError(value);
    else if (name === 'dropped' || !ALLOWED.has(name) || !isPlain(name, value)) dropped.push(name);
    else kept[name] = value;
  }
  if (dropped.length > 0) kept.dropped = dropped.map(scrubText);
  return kept;
}

/** Words, numbers and lists of them; money; and no single key of a keypad, in a field meant for the name of a prompt. */
function isPlain(name: string, value: unknown): boolean {
  if (name === 'key') return typeof value === 'string' && value.length > 1 && !/^[\d*#]+$/.test(value);
  if (name === 'amount' && typeof value === 'object' && value !== null) {
    return Object.keys(value).every((key) => key === 'minor' || key === 'currency');
  }
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object');
  return value === null || typeof value !== 'object';
}

function describeError(value: unknown): Record<string, unknown> {
  if (!(value instanceof Error)) return { type: typeof value, message: String(value) };
  const { code, cause } = value as Error & { code?: unknown };
  return {
    type: value.name,
    ...(code === undefined ? {} : { code: String(code) }),
    message: value.message,
    ...(cause instanceof Error ? { cause: describeError(cause) } : {}),
  };
}

/** The last net, under everything else. */
function scrubLine(line: string): string {
  if (!hasCardNumber(line)) return line;
  try {
    return `${JSON.stringify(scrubValue(JSON.parse(line)))}\n`;
  } catch {
    return scrubText(line);
  }
}
