import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

/** How a quiet connection is dropped: without a word, as a NAT does, or by closing it, as a server does. */
export type Farewell = 'silent' | 'close';

/** What stands between us and the gateway: it drops connections that were quiet for a while. */
export interface Relay {
  readonly port: number;
  /** Requests over a forgotten connection that it has met with a reset. */
  readonly resets: () => number;
  /** Connections that were opened through it. */
  readonly opened: () => number;
  stop(): Promise<void>;
}

/**
 * A relay of bytes to `port` that drops a connection on which nothing has gone to and fro for `quietMs`. What is sent
 * afterwards over one that was dropped silently gets a TCP reset, as firewalls and load balancers give.
 */
export async function startRelay(port: number, quietMs: number, farewell: Farewell): Promise<Relay> {
  let resets = 0;
  let opened = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    opened += 1;
    let forgotten = false;
    let timer: NodeJS.Timeout | undefined;
    const upstream = connect({ host: '127.0.0.1', port });
    const quiet = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        forgotten = true;
        upstream.destroy();
        if (farewell === 'close') client.end();
      }, quietMs);
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      if (forgotten) {
        resets += 1;
        client.resetAndDestroy();
        return;
      }
      quiet();
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      // Counted from the answer on: a slow answer is not quiet.
      quiet();
      client.write(bytes);
    });
    client.on('close', () => {
      clearTimeout(timer);
      upstream.destroy();
    });
    upstream.on('close', () => {
      if (!forgotten) client.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    resets: () => resets,
    opened: () => opened,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Longer than a relay with `quietMs` remembers. */
export function quietFor(quietMs: number): Promise<void> {
  return after(quietMs * 2 + 20);
}
