import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const given = new Set<number>();

/**
 * A port of loopback that is free now for UDP and TCP, and is given once by this process. It lies below the
 * kernel's range for outgoing connections, so no passing connection takes it before its owner listens.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 10_000 + Math.floor(Math.random() * 22_000);
    if (given.has(port) || !(await udpFree(port)) || !(await tcpFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error('No free port on loopback');
}

/** First port of a range for RTP. Ranges of two rigs may overlap: Asterisk takes the next port when one is used. */
export function rtpRange(): { readonly first: number; readonly last: number } {
  const first = 10_000 + 2 * Math.floor(Math.random() * 10_000);
  return { first, last: first + 1998 };
}

function udpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

function tcpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
