import { createRequire } from 'node:module';
import type { connect, NetConnectOpts } from 'node:net';
import ari, { type AriClient, type AriSocket } from 'ari-client';
import WebSocket from 'ws';
import { HushpayError } from '../errors.js';
import type { AriRest } from './ari-rest.js';
import { takeKey } from './key-event.js';
import { WipedSocket } from './wiped-socket.js';

/** One event of Asterisk's websocket as it came. Narrowed by `translate.ts` only. */
export type ForeignEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface AriListener {
  event(event: ForeignEvent): void;
  /** Once, after `openAri` has resolved. This connection is dead; open another. */
  closed(why: string): void;
}

export interface AriConnection {
  /** Ends it without `closed`. Any number of times. */
  close(): void;
  /** Whether every event that Asterisk has sent up to now was heard: what it answers comes behind them. False after `ms`. */
  heardAll(ms: number): Promise<boolean>;
}

/** How often the websocket is pinged. After two pings without any sign of life it is given up. */
const PING_MS = 2_000;

/**
 * One ari-client connection to our application; the caller opens another when it ends. What ari-client does on
 * its own is taken from it, because it would harm a service: it retries the websocket ten times and then gives
 * up, retries after `stop()` and after another instance took over (which would take the application back), and has
 * no time-out.
 */
export async function openAri(
  access: { readonly rest: AriRest; readonly app: string; readonly deadlineMs: number },
  listener: AriListener,
): Promise<AriConnection> {
  const client = await within(access.deadlineMs, attach(access.rest));
  let open = false;
  let retired = false;
  let watchdog: NodeJS.Timeout | undefined;

  const close = () => {
    if (retired) return;
    retired = true;
    clearInterval(watchdog);
    client._ws?.terminate();
  };
  const fail = (why: string) => {
    if (retired) return;
    close();
    if (open) listener.closed(why);
  };

  // One miss is no proof: after a pause of this process the timer runs before the answer is read.
  let misses = 0;
  const alive = () => {
    misses = 0;
  };
  ownSocket(
    client,
    access.rest,
    () => retired,
    (event) => {
      if (retired) return;
      alive();
      listener.event(event);
    },
  );
  client.on('error', () => undefined);
  const lost = new Promise<never>((_, reject) => {
    client.on('WebSocketReconnecting', (error?: Error) => {
      const why = error?.message ?? 'the websocket was closed by Asterisk';
      fail(why);
      reject(new HushpayError('ari-unreachable', why));
    });
  });
  lost.catch(() => undefined);

  try {
    await within(access.deadlineMs, Promise.race([client.start(access.app), lost]));
  } catch (error) {
    close();
    throw error;
  }
  open = true;

  client.on('pong', alive);
  watchdog = setInterval(() => {
    if (misses >= 2) return fail(`no answer to a ping for ${misses * PING_MS} ms`);
    misses += 1;
    client.ping();
  }, PING_MS);
  watchdog.unref();
  return { close, heardAll: (ms) => (retired ? Promise.resolve(false) : answered(client._ws, ms)) };
}

let asked = 0;

/** A ping with a word of its own, which Asterisk sends back on the same wire as its events. */
function answered(socket: AriSocket | undefined, ms: number): Promise<boolean> {
  const word = `hushpay-${++asked}`;
  return new Promise((resolve) => {
    const hear = (data: unknown) => {
      if (String(data) === word) done(true);
    };
    const timer = setTimeout(() => done(false), ms);
    function done(heard: boolean) {
      clearTimeout(timer);
      socket?.off('pong', hear);
      resolve(heard);
    }
    socket?.on('pong', hear);
    // A socket that is closing throws.
    try {
      socket?.ping(word);
    } catch {
      done(false);
    }
  });
}

/**
 * Takes ari-client's sockets in hand as it makes them. Its `_ws` and `_wsClosed` are plain properties that its
 * closures read, so that accessors in their place decide: a retired client believes that it was stopped, and a
 * socket it makes afterwards (its retry timer cannot be cancelled) is destroyed before a byte is sent. Messages go
 * past it: for each it would make an object with a method for every request there is, which takes longer than all
 * we do with the event, and it throws on one that is missing from the server's model.
 */
function ownSocket(
  client: AriClient,
  rest: AriRest,
  retired: () => boolean,
  heard: (event: ForeignEvent) => void,
): void {
  let socket: AriSocket | undefined;
  Object.defineProperty(client, '_wsClosed', { get: retired, set: () => undefined });
  Object.defineProperty(client, '_ws', {
    get: () => socket,
    set: (made: AriSocket) => {
      made.on('error', () => undefined);
      socket = made;
      if (retired()) return made.terminate();
      const ours = made.url.startsWith('ws:') ? instead(made, rest) : made;
      socket = ours;
      const on = ours.on.bind(ours);
      ours.on = (name, handle) => on(name, name === 'message' ? (data) => read(data, heard) : handle);
    },
  });
}

/** A websocket of ours in place of one that has sent nothing yet: see `WipedSocket`. No password stands in its address. */
function instead(made: AriSocket, rest: AriRest): AriSocket {
  made.terminate();
  const address = new URL(made.url);
  address.searchParams.delete('api_key');
  const socket = new WebSocket(address, {
    headers: { Authorization: rest.authorization },
    perMessageDeflate: false,
    createConnection: ((options: NetConnectOpts) =>
      new WipedSocket(options, rest.owners)) as unknown as typeof connect,
  });
  return socket.on('error', () => undefined);
}

/** What is not JSON, or not an event, is nobody's. */
function read(data: unknown, heard: (event: ForeignEvent) => void): void {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.from(String(data));
  const digit = takeKey(bytes);
  let event: ForeignEvent;
  try {
    event = JSON.parse(bytes.toString()) as ForeignEvent;
  } catch {
    return;
  }
  if (typeof event?.type === 'string') heard(digit === undefined ? event : Object.assign(event, { digit }));
}

interface SwaggerRequest {
  readonly url: string;
  readonly on: {
    response(answer: { status: number; data: string; obj: unknown }): void;
    error(fault: { status: number; statusText: string }): void;
  };
}

let attaching: AriRest | undefined;
let attached: Promise<unknown> = Promise.resolve();

/**
 * ari-client reads Asterisk's API description through swagger-client, whose HTTP has process-wide credentials, no
 * time-out, prints to stdout, and throws a refused password outside of every promise, which ends the process. Its
 * one HTTP function is replaced by ours. It does not say for whom it calls, so that attaching is done one by one.
 */
function attach(rest: AriRest): Promise<AriClient> {
  const turn = attached.then(() => {
    attaching = rest;
    return ari.connect(rest.origin, rest.username, rest.password);
  });
  attached = within(rest.deadlineMs, turn).catch(() => undefined);
  return turn;
}

async function describe(request: SwaggerRequest): Promise<void> {
  const rest = attaching;
  try {
    const text = await rest?.text('GET', new URL(request.url).pathname.replace(/^\/ari/, ''));
    if (text === undefined) return;
    request.on.response({ status: 200, data: text, obj: JSON.parse(text) });
  } catch (error) {
    try {
      request.on.error({ status: 500, statusText: String(error) });
    } catch {
      // swagger-client has told ari-client already, whose promise rejects; then it throws the same again.
    }
  }
}

const swagger = createRequire(createRequire(import.meta.url).resolve('ari-client'))('swagger-client');
swagger.SwaggerHttp.prototype.execute = (request: SwaggerRequest) => void describe(request);
// It makes a global function `log` that prints to stdout, and keeps all it printed.
Object.assign(globalThis, { log: () => undefined });

/** Rejects with `ari-deadline`. The promise itself goes on; nobody looks at it any more. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HushpayError('ari-deadline', `${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    if (error instanceof HushpayError) throw error;
    throw new HushpayError('ari-unreachable', error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}
