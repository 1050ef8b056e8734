import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { identity } from './certificates.js';
import type { Clock } from './clock.js';
import { type Merchant, merchantsOf, type SandboxConfigInput, sandboxSchema } from './config.js';
import { keptClock, type Listed, listed } from './control.js';
import { Desk, type LogLine } from './desk.js';
import { Faults } from './faults.js';
import { makeFixed } from './fixed.js';
import { restoreMerchantAccounts } from './resources/billing/merchant-accounts.js';
import { Courier } from './resources/webhooks/courier.js';
import { Rounds } from './rounds.js';
import { Store } from './store.js';

export interface SandboxOptions {
  readonly config?: SandboxConfigInput;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly tls?: boolean;
  /** Where the database and the certificates live; undefined keeps everything in memory. */
  readonly directory?: string;
  readonly log?: (line: LogLine) => void;
}

export interface Sandbox {
  readonly url: string;
  /** PEM of the authority; undefined without TLS. */
  readonly ca?: string;
  /** Its file, when there is a directory. */
  readonly caFile?: string;
  readonly merchant: Merchant;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Everything the default merchant has, oldest first, whatever the index knows. */
  transactions(): Promise<Listed[]>;
  /** Resolves when no request is being worked on: what was asked for has then been done or never will be. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a local Braintree that the SDK and GraphQL clients can talk to. Rejects when it cannot listen. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { directory, host = '127.0.0.1', tls = true } = options;
  const config = sandboxSchema.parse(options.config ?? {});
  const store = await Store.open(directory);
  const merchants = await merchantsOf(config, store);
  const merchant = merchants[0] as Merchant;
  const faults = new Faults();
  for (const fault of config.faults) faults.add(fault);
  const clock = await keptClock(store);
  await restoreMerchantAccounts(store, merchants);
  const secret = await store.kept('secret');
  await makeFixed(store, merchants, secret, clock.now());
  const log = options.log ?? ((): void => undefined);
  const failed = (error: unknown): void =>
    log({ time: new Date().toISOString(), route: 'background', status: 'none', ms: 0, error: String(error) });
  const courier = new Courier(store, merchants, clock, failed);
  const shared = {
    clock,
    store,
    merchants,
    secret,
    indexDelayMs: config.indexDelay * 1000,
  };
  const rounds = new Rounds({ ...shared, announced: () => courier.wake(), failed });
  const desk = new Desk({ ...shared, faults, rounds, courier, log });
  const serve = (request: IncomingMessage, response: ServerResponse): void =>
    void desk.serve(request, response);
  const own = tls ? await identity(directory, host) : undefined;
  const server: Server = own
    ? createHttpsServer({ key: own.key, cert: own.cert }, serve)
    : createHttpServer(serve);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  rounds.start();
  courier.wake();
  return {
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ca: own?.ca,
    caFile: own && directory ? join(directory, 'ca.pem') : undefined,
    merchant,
    faults,
    clock,
    idle: () => desk.idle(),
    transactions: () => store.atomic((records) => listed(records, merchant)),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await desk.stop();
      await rounds.stop();
      await courier.stop();
      await store.close();
    },
  };
}
