import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP line to Asterisk that can be cut, or fall silent as a dead host does. */
export class Wire {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #silent = false;
  port = 0;

  constructor(private readonly target: number) {}

  async open(port = this.port): Promise<void> {
    const server = createServer((near) => {
      this.#keep(near);
      // A silent line takes connections and swallows what is said.
      if (this.#silent) return near.resume();
      const far = connect(this.target, '127.0.0.1');
      this.#keep(far);
      near.on('data', (chunk) => this.#silent || far.write(chunk));
      far.on('data', (chunk) => this.#silent || near.write(chunk));
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const address = server.address();
    this.port = typeof address === 'object' && address ? address.port : 0;
  }

  /** Every connection breaks; new ones are taken. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Nothing is heard any more in either direction, and nothing breaks. */
  fallSilent(silent: boolean): void {
    this.#silent = silent;
  }

  /** Nobody answers on the port. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.breakAll();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
