import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { DoorHealth } from '../door.js';
import { HushpayError } from '../errors.js';
import { keepRoom } from '../room.js';
import { Access, type Token, type Visitor } from './access.js';
import { type Answer, problem, send } from './answer.js';
import { ROUTES, type RoutePorts } from './routes.js';
import { EventStream } from './stream.js';

export interface ApiOptions extends RoutePorts {
  readonly host: string;
  readonly port: number;
  /** PEM. Absent: plain HTTP, for programs and proxies on this machine. */
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
  readonly tokens: readonly Token[];
  readonly perMinute: number;
  /** Between two comments on a stream. Milliseconds. */
  readonly beatMs?: number;
}

/** Milliseconds. */
const REQUEST_MS = 5000;
const RETRY_MS = 500;
const BEAT_MS = 15_000;
/** Event streams at once, and connections beside them. */
const STREAMS = 128;
const CONNECTIONS = STREAMS + 64;

/**
 * DOOR for programs of the shop: what runs, what happens, and what an agent can ask, over HTTP. Nothing is answered to
 * who has no token, and nothing here knows more of a card than its mask.
 */
export class ApiListener {
  readonly #server: Server;
  readonly #access: Access;
  readonly #streams = new Set<EventStream>();
  /** Streams of each token: its share of them is its own, and no other can take it. */
  readonly #readers = new Map<string, number>();
  #beat: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #fault: string | undefined = 'not started';

  constructor(readonly options: ApiOptions) {
    const { tls, tokens, perMinute } = options;
    this.#access = new Access(tokens, perMinute);
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    const limits = {
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 8192,
    };
    this.#server = tls
      ? createSecureServer({ ...limits, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }, serve)
      : createServer(limits, serve);
    keepRoom(this.#server, { most: CONNECTIONS });
    this.#server.keepAliveTimeout = 5000;
  }

  /** Listens for ever: an address in use (an instance that is just leaving) is tried again. */
  start(): void {
    this.#server.on('error', (error: NodeJS.ErrnoException) => {
      this.#fault = `cannot listen: ${error.code}`;
      this.#retry = setTimeout(() => this.#listen(), RETRY_MS);
    });
    this.#server.on('listening', () => {
      this.#fault = undefined;
    });
    this.#beat = setInterval(() => {
      for (const stream of this.#streams) stream.beat();
    }, this.options.beatMs ?? BEAT_MS);
    this.#beat.unref();
    this.#listen();
  }

  /** Streams are ended: their readers come back to whoever listens next. */
  async stop(): Promise<void> {
    clearTimeout(this.#retry);
    clearInterval(this.#beat);
    this.#server.removeAllListeners('error').on('error', () => undefined);
    const closed = this.#server.listening
      ? new Promise<void>((resolve) => this.#server.close(() => resolve()))
      : Promise.resolve();
    for (const stream of this.#streams) stream.end();
    this.#server.closeAllConnections();
    await closed;
    this.#fault = 'stopped';
  }

  health(): DoorHealth {
    const where = `${this.options.host}:${this.port}`;
    return { door: 'api', up: !this.#fault, detail: this.#fault ?? `listening on ${where}` };
  }

  /** The one it listens on; the configured one before. */
  get port(): number {
    const address = this.#server.address() as AddressInfo | null;
    return address?.port ?? this.options.port;
  }

  #listen(): void {
    this.#server.listen(this.options.port, this.options.host);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.#answer(request, response);
      if (answer !== 'streaming') send(response, answer);
    } catch (error) {
      // A reader that went away in the midst of its request is no fault.
      if (request.destroyed && !request.complete) return;
      const journal = error instanceof HushpayError && error.code === 'journal-unavailable';
      this.options.log.error({ err: error }, 'request to the API broke');
      if (response.headersSent) response.destroy();
      else send(response, problem(journal ? 'journal-unavailable' : 'internal-error'));
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): Answer | Promise<Answer> {
    const visitor = this.#access.admit(request.headers.authorization, Date.now());
    if (visitor === 'busy') return problem('too-many-requests', { headers: { 'retry-after': '60' } });
    if (visitor === 'unknown') {
      this.options.log.warn({ address: request.socket.remoteAddress }, 'request to the API without a token');
      return problem('unauthorised', { headers: { 'www-authenticate': 'Bearer' } });
    }
    const target = request.url ?? '/';
    if (!URL.canParse(target, 'http://door')) return problem('no-such-path');
    const url = new URL(target, 'http://door');
    const here = ROUTES.filter(({ path }) => path.test(url.pathname));
    if (here.length === 0) return problem('no-such-path');
    const route = here.find(({ method }) => method === request.method);
    if (!route) {
      return problem('wrong-method', { headers: { allow: here.map(({ method }) => method).join(', ') } });
    }
    if (!route.rights.some((right) => visitor.may(right))) {
      return problem('forbidden', { details: [`needs the right ${route.rights.join(' or ')}`] });
    }
    const { searchParams: query } = url;
    if (
      new Set(query.keys()).size < query.size ||
      [...query.keys()].some((k) => !route.parameters.includes(k))
    ) {
      const known = route.parameters.join(', ') || 'none';
      return problem('no-such-parameter', { details: [`known here, each once: ${known}`] });
    }
    const id = route.path.exec(url.pathname)?.[1] ?? '';
    const openStream = (numbered: boolean) => this.#openStream(response, numbered, visitor);
    return route.answer(this.options, { request, visitor, id, query, openStream });
  }

  #openStream(response: ServerResponse, numbered: boolean, visitor: Visitor): EventStream | undefined {
    const { log, tokens } = this.options;
    const share = Math.max(1, Math.floor(STREAMS / tokens.length));
    const own = this.#readers.get(visitor.name) ?? 0;
    if (own >= share || this.#streams.size >= STREAMS) return undefined;
    this.#readers.set(visitor.name, own + 1);
    const stream = new EventStream(response, numbered, () => log.warn('a reader of events was too slow'));
    this.#streams.add(stream);
    stream.onEnd(() => {
      this.#streams.delete(stream);
      this.#readers.set(visitor.name, (this.#readers.get(visitor.name) ?? 1) - 1);
    });
    return stream;
  }
}
