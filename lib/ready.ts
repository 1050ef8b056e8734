import { createServer, type Server } from 'node:http';
import type { DoorHealth } from './asterisk/switchboard.js';

export interface ReadyOptions {
  readonly host: string;
  readonly port: number;
  readonly health: () => readonly DoorHealth[];
  /** Whether a hand-off would be taken now. */
  readonly ready: () => boolean;
  /** Whether the calls that have been taken are in good hands. */
  readonly alive: () => boolean;
}

/**
 * Pages for machines on the loopback. `/ready` answers `ready` or, with 503, `not ready`: the dialplan asks it before
 * every hand-off, so that a call never waits for a service that cannot help. `/alive` is asked during a payment: where
 * it is not answered with `alive` for some seconds, the dialplan brings the call back. `/health` lists the doors.
 */
export class ReadyServer {
  readonly #server: Server;

  constructor(readonly options: ReadyOptions) {
    this.#server = createServer((request, response) => {
      if (request.method !== 'GET') {
        response.writeHead(405).end();
        return;
      }
      if (request.url === '/ready') {
        const ready = options.ready();
        response.writeHead(ready ? 200 : 503, { 'content-type': 'text/plain' });
        response.end(ready ? 'ready' : 'not ready');
        return;
      }
      if (request.url === '/alive') {
        const alive = options.alive();
        response.writeHead(alive ? 200 : 503, { 'content-type': 'text/plain' });
        response.end(alive ? 'alive' : 'lost');
        return;
      }
      if (request.url === '/health') {
        const doors = options.health();
        response.writeHead(doors.every((door) => door.up) ? 200 : 503, {
          'content-type': 'application/json',
        });
        response.end(JSON.stringify({ ready: options.ready(), doors }));
        return;
      }
      response.writeHead(404).end();
    });
    this.#server.requestTimeout = 5000;
    this.#server.maxConnections = 64;
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
