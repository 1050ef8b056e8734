import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';

/** What is known of the connections of one call. */
interface Trail {
  /** A connection was ready to carry a request: from here on the other side may have executed it. */
  reached: boolean;
  readonly sockets: Set<Socket>;
}

/** How a call ended. With `reached` false not one byte of a request can have left this machine. */
export type Ended<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'broke'; readonly error: unknown; readonly reached: boolean }
  | { readonly kind: 'late'; readonly reached: boolean };

const trail = new AsyncLocalStorage<Trail>();

/**
 * Runs `work` under a deadline of our own: the SDK's time-out counts idle time only, and its search can hang for
 * ever. At the deadline every connection the work opened is destroyed, so nothing of it is sent afterwards.
 * Never rejects. Connections are seen when `work` uses an agent of `trackingAgent`.
 */
export async function withinDeadline<T>(ms: number, work: () => Promise<T>): Promise<Ended<T>> {
  const seen: Trail = { reached: false, sockets: new Set() };
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Ended<T>>((resolve) => {
    timer = setTimeout(() => {
      for (const socket of seen.sockets) socket.destroy();
      resolve({ kind: 'late', reached: seen.reached });
    }, ms);
  });
  const done = trail.run(seen, async (): Promise<Ended<T>> => {
    try {
      return { kind: 'answered', value: await work() };
    } catch (error) {
      return { kind: 'broke', error, reached: seen.reached };
    }
  });
  try {
    return await Promise.race([done, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

interface Connecting {
  createConnection(options: object, callback?: (...args: unknown[]) => void): Socket;
}

function follow(socket: Socket, ready: 'connect' | 'secureConnect'): Socket {
  const seen = trail.getStore();
  if (!seen) return socket;
  seen.sockets.add(socket);
  socket.once(ready, () => {
    seen.reached = true;
  });
  socket.once('close', () => seen.sockets.delete(socket));
  return socket;
}

/**
 * An agent for the SDK: a fresh connection for each request, so that a connection the other side has dropped in
 * the meantime can never turn a charge into an unknown one. Certificates are always verified, whatever the
 * environment variables of the process say.
 */
export function trackingAgent(tls: boolean, ca: string | undefined): HttpAgent | HttpsAgent {
  if (!tls) {
    const agent = new HttpAgent({ keepAlive: false });
    return tracked(agent, HttpAgent.prototype as unknown as Connecting, 'connect');
  }
  const agent = new HttpsAgent({ keepAlive: false, ca, rejectUnauthorized: true });
  return tracked(agent, HttpsAgent.prototype as unknown as Connecting, 'secureConnect');
}

function tracked<A extends object>(agent: A, base: Connecting, ready: 'connect' | 'secureConnect'): A {
  const own: Connecting = {
    createConnection: (options, callback) =>
      follow(base.createConnection.call(agent, options, callback), ready),
  };
  return Object.assign(agent, own);
}
