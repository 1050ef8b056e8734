import type { DoorHealth, DoorLog } from '../door.js';
import { HushpayError } from '../errors.js';
import { type AriConnection, type ForeignEvent, openAri } from './ari.js';
import { AriRefusal, type AriRest } from './ari-rest.js';

export interface AriLine {
  start(): void;
  stop(): Promise<void>;
  health(): DoorHealth;
  /** Whether it is up, and every event that Asterisk has sent up to now was heard. */
  heardAll(): Promise<boolean>;
}

export interface AriLineListener {
  event(event: ForeignEvent): void;
  /** The websocket is open; events are being delivered. A rejection counts as a failed connection. */
  connected(): Promise<void>;
  disconnected(why: string): void;
  /** Another instance has our application now. The line stays down. */
  replaced(): void;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;
/** An Asterisk that answers later than this may keep back keys, too. */
const HEARD_ALL_MS = 500;

/** Keeps one websocket connection for ever, until `stop()` or until another instance takes over. */
export function createAriLine(
  options: {
    readonly rest: AriRest;
    readonly app: string;
    readonly deadlineMs: number;
    readonly log: DoorLog;
  },
  listener: AriLineListener,
): AriLine {
  const { rest, app, log } = options;
  const ending = new AbortController();
  let connection: AriConnection | undefined;
  let up = false;
  let detail = 'not started';
  let running: Promise<void> | undefined;
  let replaced = false;

  /** One line a change, not one a try. */
  function say(level: 'info' | 'warn', line: string): void {
    if (line !== detail) log(level, line, { door: 'ari' });
    detail = line;
  }

  async function connect(): Promise<void> {
    // First a plain request: it tells a wrong password from an Asterisk that is not there.
    await rest.text('GET', '/applications');
    let ended: (why: string) => void = () => undefined;
    const end = new Promise<string>((resolve) => {
      ended = resolve;
    });
    ending.signal.addEventListener('abort', () => ended('stopped'), { once: true });
    connection = await openAri(options, {
      event(event) {
        if (event.type === 'ApplicationReplaced' && event.application === app) {
          replaced = true;
          connection?.close();
          return ended('another instance has taken over');
        }
        listener.event(event);
      },
      closed: ended,
    });
    if (ending.signal.aborted) return connection.close();
    try {
      await listener.connected();
      up = true;
      say('info', `connected to ${rest.origin} as ${rest.username}, application ${app}`);
      const why = await end;
      if (ending.signal.aborted || replaced) return;
      up = false;
      say('warn', `connection to ${rest.origin} lost: ${why}`);
      listener.disconnected(why);
    } finally {
      up = false;
      connection.close();
    }
  }

  async function run(): Promise<void> {
    for (let tries = 0; !ending.signal.aborted && !replaced; tries++) {
      const began = Date.now();
      try {
        await connect();
      } catch (error) {
        say('warn', `${lineOf(error)} Trying again.`);
      }
      // A connection that lasted starts the count anew; one that breaks at once must not make a storm.
      if (Date.now() - began > LAST_RETRY_MS) tries = 0;
      if (replaced) break;
      await pause(
        Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries) * (0.5 + Math.random() / 2),
        ending.signal,
      );
    }
    if (replaced && !ending.signal.aborted) {
      say('warn', `another instance has taken over application ${app}; this one has stopped acting on calls`);
      listener.replaced();
    }
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      ending.abort();
      connection?.close();
      await running;
      rest.close();
    },
    health: () => ({ door: 'ari', up, detail }),
    heardAll: async () => up && ((await connection?.heardAll(HEARD_ALL_MS)) ?? false) && up,
  };
}

function lineOf(error: unknown): string {
  if (error instanceof AriRefusal && error.status === 404) {
    return 'Asterisk answers, but has no ARI there. Is enabled=yes set in ari.conf and res_ari loaded?';
  }
  return error instanceof HushpayError ? error.message : `ARI: ${String(error)}.`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
