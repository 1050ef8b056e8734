import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A wire to a port of this machine that can be cut and mended: what loss of the network looks like. */
export class Relay {
  readonly #sockets = new Set<Socket>();
  readonly #events = new Set<Socket>();
  #whole = true;

  private constructor(
    readonly server: Server,
    readonly target: number,
  ) {
    server.on('connection', (socket) => this.#join(socket));
  }

  static async to(url: string): Promise<Relay> {
    const relay = new Relay(createServer(), Number(new URL(url).port));
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends every connection; new ones are refused until `mend`. */
  cut(): void {
    this.#whole = false;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.#whole = true;
  }

  /** Asterisk's events are kept back, as on a wire that is slow, and what is asked of it is not; until its end. */
  keepEvents(): void {
    for (const far of this.#events) far.pause();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #join(near: Socket): void {
    if (!this.#whole) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.target, '127.0.0.1');
    near.once('data', (request: Buffer) => {
      if (!/^GET \S*\/events\?/.test(request.toString('latin1'))) return;
      this.#events.add(far);
      far.on('close', () => this.#events.delete(far));
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
