import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { DoorHealth } from '../asterisk/switchboard.js';
import { readBody } from '../body.js';
import { Bucket } from '../bucket.js';
import type { Log } from '../log.js';
import type { Taken } from './intake.js';

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
  readonly challenge: (challenge: string) => string | undefined;
}

/** The largest notifications carry one transaction; longer is not one. Bytes. */
const LARGEST = 256 * 1024;
/** Milliseconds. */
const REQUEST_MS = 10_000;
const RETRY_MS = 500;

const STATUSES: Readonly<Record<Taken, number>> = { kept: 200, forged: 403, unavailable: 503 };

/**
 * DOOR for what Braintree tells by itself. One path: GET with `bt_challenge` answers the check of a new address, POST
 * of `bt_signature` and `bt_payload` keeps a notification. Answered with 200 only when it is on disk: anything else is
 * sent again for a day.
 */
export class WebhookListener {
  readonly #server: Server;
  readonly #busy = new Set<Promise<void>>();
  readonly #bucket: Bucket;
  #retry: NodeJS.Timeout | undefined;
  #fault: string | undefined = 'not started';

  constructor(readonly options: ListenerOptions) {
    const { tls, perMinute } = options;
    this.#bucket = new Bucket(perMinute);
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      const work = this.#serve(request, response).catch((error: unknown) => {
        options.log.error({ err: error }, 'notification request broke');
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
    this.#server.maxConnections = 64;
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
    const { path, challenge, take } = this.options;
    const url = new URL(request.url ?? '/', 'http://door');
    if (url.pathname !== path) return end(response, 404);
    if (!this.#bucket.take(Date.now())) return end(response, 429, { 'retry-after': '60' });
    if (request.method === 'GET') {
      const answer = challenge(url.searchParams.get('bt_challenge') ?? '');
      if (answer === undefined) return end(response, 400);
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(answer);
      return;
    }
    if (request.method !== 'POST') return end(response, 405, { allow: 'GET, POST' });
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return end(response, 415);
    const body = await readBody(request, LARGEST);
    if (body === undefined) return end(response, 413, { connection: 'close' });
    const form = new URLSearchParams(body);
    const [signature, payload] = [form.getAll('bt_signature'), form.getAll('bt_payload')];
    if (signature.length !== 1 || payload.length !== 1) return end(response, 400);
    end(response, STATUSES[await take(signature[0] ?? '', payload[0] ?? '')]);
  }
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, headers).end();
}
