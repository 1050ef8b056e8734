import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readBody } from '../body.js';
import type { DoorHealth } from '../door.js';
import { sparing } from '../log/sparing.js';
import type { Log } from '../log.js';
import { keepRoom } from '../room.js';
import type { Taken } from './intake.js';
import { isHere, Measures, sourceOf } from './measures.js';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** Nothing is answered anywhere else. */
  readonly path: string;
  /** PEM. Absent: plain HTTP, for a proxy on this machine. */
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
  readonly perMinute: number;
  readonly log: Log;
  readonly take: (signature: string, payload: string) => Promise<Taken>;
  /** Whether it is signed by our key: asked where there are too many to be read. */
  readonly signed: (signature: string, payload: string) => boolean;
  readonly challenge: (challenge: string) => string | undefined;
}

/** The largest notifications carry one transaction; longer is not one. Bytes. */
const LARGEST = 256 * 1024;
/** Milliseconds. */
const REQUEST_MS = 10_000;
const RETRY_MS = 500;
/** Connections at once, and those of one address elsewhere, so that nobody alone can take all. */
const CONNECTIONS = 64;
const OF_ONE = 16;
/** Lines about broken requests. */
const LINES_PER_MINUTE = 10;

const STATUSES: Readonly<Record<Taken, number>> = { kept: 200, forged: 403, unavailable: 503 };

/**
 * DOOR for what Braintree tells by itself. One path: GET with `bt_challenge` answers the check of a new address, POST
 * of `bt_signature` and `bt_payload` keeps a notification. Answered with 200 only when it is on disk: anything else is
 * sent again for a day.
 */
export class WebhookListener {
  readonly #server: Server;
  readonly #busy = new Set<Promise<void>>();
  readonly #measures: Measures;
  #retry: NodeJS.Timeout | undefined;
  #fault: string | undefined = 'not started';

  constructor(readonly options: ListenerOptions) {
    const { tls, perMinute } = options;
    this.#measures = new Measures(perMinute);
    const log = sparing(options.log, LINES_PER_MINUTE, Date.now);
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      const work = this.#serve(request, response).catch((error: unknown) => {
        // Who goes away in the midst of a request is no fault.
        if (!request.destroyed || request.complete) log.error({ err: error }, 'notification request broke');
        response.destroy();
      });
      this.#busy.add(work);
      void work.finally(() => this.#busy.delete(work));
    };
    const limits = {
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
      connectionsCheckingInterval: 2000,
    };
    this.#server = tls
      ? createSecureServer({ ...limits, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }, serve)
      : createServer(limits, serve);
    // A proxy on this machine speaks for everybody; anybody else has a share.
    keepRoom(this.#server, { most: CONNECTIONS, ofOne: (address) => (isHere(address) ? undefined : OF_ONE) });
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
    this.#listen();
  }

  /** No new requests; those under way are answered. */
  async stop(): Promise<void> {
    clearTimeout(this.#retry);
    this.#server.removeAllListeners('error').on('error', () => undefined);
    const closed = this.#server.listening
      ? new Promise<void>((resolve) => this.#server.close(() => resolve()))
      : Promise.resolve();
    this.#server.closeIdleConnections();
    await Promise.allSettled(this.#busy);
    this.#server.closeAllConnections();
    await closed;
    this.#fault = 'stopped';
  }

  health(): DoorHealth {
    const { host, path } = this.options;
    const where = `${host}:${this.port}${path}`;
    return { door: 'webhooks', up: !this.#fault, detail: this.#fault ?? `listening on ${where}` };
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
    const source = sourceOf(request);
    // Ahead of everything that could be made to cost something.
    const [bytes, now] = [bytesOf(request), Date.now()];
    const admitted = this.#measures.admit(source, bytes, LARGEST, now);
    const looked = admitted || (request.method === 'POST' && this.#measures.glance(bytes, LARGEST, now));
    if (!looked) return tooMany(response);
    const answer = await this.#answer(request, source, admitted);
    if (answer === 'kept' || answer === 'unavailable') {
      this.#measures.took(source, Date.now());
      return end(response, STATUSES[answer]);
    }
    if (answer === 'full') return tooMany(response);
    if ('challenge' in answer) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(answer.challenge);
      return;
    }
    if (!admitted || !this.#measures.failed(source, Date.now())) return tooMany(response);
    end(response, answer.refused, answer.headers);
  }

  async #answer(request: IncomingMessage, source: string, admitted: boolean): Promise<Answer> {
    const { path, challenge, take, signed } = this.options;
    const [pathname, query] = (request.url ?? '/').split('?', 2);
    if (pathname !== path) return refused(404);
    if (request.method === 'GET') {
      const text = challenge(new URLSearchParams(query).get('bt_challenge') ?? '');
      if (text === undefined) return refused(400);
      // An answer is a signature of ours: it is not given away without a measure.
      return this.#measures.failed(source, Date.now()) ? { challenge: text } : 'full';
    }
    if (request.method !== 'POST') return refused(405, { allow: 'GET, POST' });
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return refused(415);
    if (!this.#measures.room(Date.now())) return 'full';
    const body = await readBody(request, LARGEST);
    if (body === undefined) return refused(413, { connection: 'close' });
    const form = new URLSearchParams(body);
    const [signature, payload] = [form.getAll('bt_signature'), form.getAll('bt_payload')];
    if (signature.length !== 1 || payload.length !== 1) return refused(400);
    if (!admitted && !signed(signature[0] ?? '', payload[0] ?? '')) return 'full';
    const taken = await take(signature[0] ?? '', payload[0] ?? '');
    return taken === 'forged' ? refused(STATUSES.forged) : taken;
  }
}

type Headers = Readonly<Record<string, string>>;

type Answer =
  | 'kept'
  | 'unavailable'
  /** More than the measure of what is taken. */
  | 'full'
  | { readonly challenge: string }
  | { readonly refused: number; readonly headers: Headers };

function refused(status: number, headers: Headers = {}): Answer {
  return { refused: status, headers };
}

/** What the body says of its length; undefined where it does not, 0 where there is none. */
function bytesOf({ headers }: IncomingMessage): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const told = Number(headers['content-length'] ?? 0);
  return Number.isFinite(told) ? told : undefined;
}

function tooMany(response: ServerResponse): void {
  end(response, 429, { 'retry-after': '60', connection: 'close' });
}

function end(response: ServerResponse, status: number, headers: Headers = {}): void {
  response.writeHead(status, headers).end();
}
