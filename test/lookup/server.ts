import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Test } from 'tap';
import type { DoorLog } from '../../lib/door.js';
import { createHttpLookup, type HttpLookupOptions } from '../../lib/lookup/http.js';
import type { Lookup } from '../../lib/lookup/lookup.js';
import { identity } from '../../lib/sandbox/certificates.js';

export interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly authorization?: string;
  readonly body: unknown;
}

export interface Crm {
  readonly url: string;
  /** PEM of the authority; absent without TLS. */
  readonly ca?: string;
  readonly asked: Asked[];
  /** Connections made so far. */
  connections: number;
  /** Settles when every connection is closed. */
  left(): Promise<void>;
}

/** How one question is answered; `nth` counts from 1. */
export type Answer = (response: ServerResponse, nth: number, request: IncomingMessage) => void;

/** The administrator's system, on a port of its own. */
export async function startCrm(t: Test, answer: Answer, { secure = false } = {}): Promise<Crm> {
  const asked: Asked[] = [];
  const listener: RequestListener = async (request, response) => {
    const { method, url, headers } = request;
    const body = method === 'POST' ? await json(request) : undefined;
    const { authorization } = headers;
    asked.push({
      ...(method && { method }),
      ...(url && { url }),
      ...(authorization && { authorization }),
      body,
    });
    answer(response, asked.length, request);
  };
  const own = secure ? await identity(undefined, '127.0.0.1') : undefined;
  const server: Server = own ? createSecureServer(own, listener) : createServer(listener);
  const open = new Set<Socket>();
  const left = async () => {
    await Promise.all([...open].map((socket) => once(socket, 'close')));
  };
  const crm: Crm = { url: '', asked, connections: 0, left, ...(own && { ca: own.ca }) };
  server.on('connection', (socket: Socket) => {
    crm.connections++;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return Object.assign(crm, { url: `http${secure ? 's' : ''}://127.0.0.1:${port}/pay?tenant=5` });
}

export function reply(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export const FOUND = { found: true, account: { due: { amount: '19.99', currency: 'USD' } } };
export const DUE = { minor: 1999, currency: 'USD' };

/** The door to it, and the lines it has logged. */
export function openDoor(
  t: Test,
  crm: Pick<Crm, 'url' | 'ca'>,
  options: Partial<HttpLookupOptions> = {},
): { readonly lookup: Lookup; readonly lines: string[] } {
  const lines: string[] = [];
  const log: DoorLog = (level, message, fields) => lines.push(JSON.stringify({ level, message, ...fields }));
  const { url, ca } = crm;
  const lookup = createHttpLookup({ url, ...(ca && { ca }), deadlineMs: 5000, log, ...options });
  t.teardown(() => lookup.stop());
  return { lookup, lines };
}
