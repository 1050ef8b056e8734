import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { agiMark, answerProof } from './config/agi-key.js';
import type { DoorHealth } from './door.js';
import { cameFrom, type Owners } from './peer.js';
import { keepRoom } from './room.js';

export interface ReadyOptions {
  readonly host: string;
  readonly port: number;
  /** Who runs Asterisk on this machine: nobody else is given an answer made with the key. */
  readonly owners: Owners;
  /** The key of this installation: see `config/agi-key.ts`. */
  readonly key: string;
  readonly health: () => readonly DoorHealth[];
  /** Whether a hand-off would be taken now. */
  readonly ready: () => boolean;
  /** Whether the calls that have been taken are in good hands. */
  readonly alive: () => boolean;
  /** A dialplan asks that was printed with another key: it will believe no answer. Told once a minute. */
  readonly strange: () => void;
}

/** For the line of the request and its few headers to come, and between two requests of one connection. Milliseconds. */
const REQUEST_MS = 1000;
/** Of a dialplan with another key. Milliseconds. */
const TOLD_MS = 60_000;
/** Connections at once. */
const CONNECTIONS = 128;

/**
 * Pages for machines on the loopback. `/ready` answers `ready` or, with 503, `not ready`: the dialplan asks it before
 * every hand-off, so that a call never waits for a service that cannot help. `/alive` is asked during a payment: where
 * it is not answered with `alive` for some seconds, the dialplan brings the call back. The dialplan asks both with a nonce,
 * `/alive/NONCE.MARK`, and believes only the answer that nobody without the key can give; the mark names its key. Such an answer is given to Asterisk alone. `/health` lists the doors.
 *
 * Nobody can keep the dialplan from being answered: see `keepRoom`. An answer takes a millisecond, and ends its connection.
 */
export class ReadyServer {
  readonly #server: Server;
  #told = Number.NEGATIVE_INFINITY;

  constructor(readonly options: ReadyOptions) {
    const limits = {
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
      connectionsCheckingInterval: REQUEST_MS / 4,
      maxHeaderSize: 4096,
      keepAlive: false,
    };
    this.#server = createServer(limits, (request, response) => {
      response.setHeader('connection', 'close');
      void this.#answer(request, response);
    });
    this.#server.keepAliveTimeout = 1;
    keepRoom(this.#server, { most: CONNECTIONS });
    this.#server.on('connection', (socket: Socket) => {
      // One that never sends a byte is not among those whose requests are timed.
      socket.setTimeout(2 * REQUEST_MS, () => socket.destroy());
    });
  }

  async #answer({ method, url, socket }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { ready, alive, health, key } = this.options;
    const asked = /^\/(ready|alive)(?:\/([0-9a-f]{40})(?:\.(key-[0-9a-f]{16}))?)?$/.exec(url ?? '');
    const tell = (status: number, text: string, type = 'text/plain') => {
      response.writeHead(status, { 'content-type': type });
      response.end(text);
    };
    if (method !== 'GET') {
      response.writeHead(405).end();
    } else if (asked) {
      const [, word, nonce, mark] = asked;
      // Answers that could be collected now would be believed of whoever has taken our port later.
      if (nonce && !(await cameFrom(socket, this.options.owners))) return tell(403, 'not Asterisk');
      if (mark !== undefined && mark !== agiMark(key)) this.#strange();
      const is = word === 'ready' ? ready() : alive();
      if (!is) tell(503, word === 'ready' ? 'not ready' : 'lost');
      else if (word === 'ready' || word === 'alive') tell(200, nonce ? answerProof(key, word, nonce) : word);
    } else if (url === '/health') {
      const doors = health();
      tell(
        doors.every((door) => door.up) ? 200 : 503,
        JSON.stringify({ ready: ready(), doors }),
        'application/json',
      );
    } else {
      response.writeHead(404).end();
    }
  }

  #strange(): void {
    const now = performance.now();
    if (now - this.#told < TOLD_MS) return;
    this.#told = now;
    this.options.strange();
  }

  /** Listens for ever: an address in use (an instance that is just leaving) is tried again. */
  start(): void {
    this.#server.on('error', () => {
      this.#retry = setTimeout(() => this.#listen(), 500);
    });
    this.#listen();
  }

  #retry: NodeJS.Timeout | undefined;

  #listen(): void {
    this.#server.listen(this.options.port, this.options.host);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#retry);
    this.#server.removeAllListeners('error').on('error', () => undefined);
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
