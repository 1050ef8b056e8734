import { AsyncLocalStorage } from 'node:async_hooks';
import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';

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

/**
 * What Node's agent asks when an answer has ended, and when a request comes. Both have duties of their own: what
 * `keepSocketAlive` promises, `reuseSocket` takes back, a listener of each idle time among it.
 */
interface Keeping {
  keepSocketAlive(socket: Socket): boolean;
  reuseSocket(socket: Socket, request: ClientRequest): void;
}

/** A connection made beforehand is used within this long; nobody closes one that young. Milliseconds. */
const SPARE_MS = 5000;
/**
 * A connection that has just carried an answer may carry the next request within this long: under load one handshake
 * serves many charges. Nothing on the way forgets a connection, and no server closes one, so soon. Milliseconds.
 */
const AGAIN_MS = 100;

/** The call that a connection works for now. */
const owners = new WeakMap<Socket, Trail>();

type Ready = 'connect' | 'secureConnect';

function follow(socket: Socket, ready: Ready, isReady: boolean): Socket {
  const seen = trail.getStore();
  if (!seen) return socket;
  seen.sockets.add(socket);
  owners.set(socket, seen);
  seen.reached ||= isReady;
  socket.once(ready, () => {
    seen.reached = true;
  });
  socket.once('close', () => seen.sockets.delete(socket));
  return socket;
}

/** Whose deadline is over must not end a connection that works for another by then. */
function release(socket: Socket): void {
  owners.get(socket)?.sockets.delete(socket);
  owners.delete(socket);
}

/**
 * An agent for the SDK: each request has a connection that is fresh, was made by `warm` moments before, or has carried
 * an answer just now, so that one the other side has dropped in the meantime can never turn a charge into an unknown
 * one. Certificates are always verified, whatever the environment variables of the process say.
 */
export interface TrackingAgent {
  readonly agent: HttpAgent | HttpsAgent;
  /** Makes a connection for the next request, which then need not wait for it. Nothing is sent on it. */
  warm(host: string, port: number): void;
  /** Closes what was made and not used. */
  stop(): void;
}

export function trackingAgent(tls: boolean, ca: string | undefined): TrackingAgent {
  if (!tls) {
    const agent = new HttpAgent({ keepAlive: true });
    return tracked(agent, HttpAgent.prototype as unknown as Base, 'connect');
  }
  const agent = new HttpsAgent({ keepAlive: true, ca, rejectUnauthorized: true });
  return tracked(agent, HttpsAgent.prototype as unknown as Base, 'secureConnect');
}

type Base = Connecting & Keeping;

interface Spare {
  readonly socket: Socket;
  readonly place: string;
  ready: boolean;
}

function tracked(agent: HttpAgent | HttpsAgent, base: Base, ready: Ready): TrackingAgent {
  const spares = new Set<Spare>();
  const drop = (spare: Spare) => {
    if (spares.delete(spare)) spare.socket.destroy();
  };
  const idle = new WeakMap<Socket, NodeJS.Timeout>();
  const own: Base = {
    keepSocketAlive(socket) {
      release(socket);
      if (!base.keepSocketAlive.call(agent, socket)) return false;
      idle.set(socket, setTimeout(() => socket.destroy(), AGAIN_MS).unref());
      return true;
    },
    reuseSocket(socket, request) {
      clearTimeout(idle.get(socket));
      base.reuseSocket.call(agent, socket, request);
      const seen = trail.getStore();
      if (!seen) return;
      seen.sockets.add(socket);
      seen.reached = true;
      owners.set(socket, seen);
    },
    createConnection(options, callback) {
      const { host, port } = options as { host?: string; port?: string | number };
      const spare = [...spares].find((one) => one.place === `${host}:${port}`);
      if (!spare) return follow(base.createConnection.call(agent, options, callback), ready, false);
      spares.delete(spare);
      spare.socket.ref();
      return follow(spare.socket, ready, spare.ready);
    },
  };
  Object.assign(agent, own);
  return {
    agent,
    warm(host, port) {
      const servername = isIP(host) ? '' : host;
      const { options } = agent as unknown as { readonly options: object };
      const socket = base.createConnection.call(agent, { ...options, host, port, servername });
      const spare: Spare = { socket, place: `${host}:${port}`, ready: false };
      spares.add(spare);
      socket.once(ready, () => {
        spare.ready = true;
      });
      for (const end of ['error', 'end', 'close'] as const) socket.on(end, () => drop(spare));
      socket.unref();
      setTimeout(() => drop(spare), SPARE_MS).unref();
    },
    stop() {
      for (const spare of spares) drop(spare);
      agent.destroy();
    },
  };
}
