import http from 'node:http';
import https from 'node:https';
import type { NetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import fetch, { type Response } from 'node-fetch';
import { type ErrorCode, HushpayError } from '../errors.js';
import { connectKnown, type Owners, STRANGER } from '../peer.js';

/** What one HTTP exchange with Asterisk came to: any status is an answer, silence is an error. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly cookies: readonly string[];
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Send once more when a kept-alive connection turns out to be dead. Only where twice is the same as once. */
  readonly repeatable?: boolean;
}

export interface HttpCaller {
  /** Rejects with `HushpayError`: `unreachable` or `deadline` of the door's codes. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/** Asterisk ends an idle connection after 15 s (`session_keep_alive`); we leave before it does. */
const IDLE_MS = 10_000;
/** Each connection is a thread of Asterisk, and http.conf's `sessionlimit` is 100 for everybody. */
const CONNECTIONS = 24;

/**
 * HTTP to one Asterisk on kept-alive connections, every exchange within `deadlineMs`. `direct` goes by node:http, which
 * takes a millisecond less than node-fetch: the next prompt waits for it.
 */
export function createHttpCaller(options: {
  readonly deadlineMs: number;
  readonly direct?: boolean;
  /** Who may answer on this machine: see `connectKnown`. */
  readonly owners: Owners;
  readonly codes: { readonly unreachable: ErrorCode; readonly deadline: ErrorCode };
}): HttpCaller {
  const settings = { keepAlive: true, maxSockets: CONNECTIONS, timeout: IDLE_MS };
  const plain = new KnownAgent(options.owners, settings);
  const secure = new https.Agent(settings);
  // For the second try: when one kept connection is dead, its neighbours mostly are too.
  const once = { plain: new KnownAgent(options.owners), secure: new https.Agent() };

  const exchange = options.direct ? directly : fetched;
  return {
    async send(request) {
      const deadline = new Deadline(options.deadlineMs);
      for (let again = false; ; again = true) {
        try {
          return await exchange(request, deadline, again ? once : { plain, secure }).finally(() =>
            deadline.met(),
          );
        } catch (error) {
          if (deadline.passed) {
            throw new HushpayError(options.codes.deadline, `${options.deadlineMs} ms`, { cause: error });
          }
          const code = codeOf(error);
          if (request.repeatable && !again && (code === 'ECONNRESET' || code === 'EPIPE')) continue;
          const why = code === STRANGER ? (error as Error).message : code;
          throw new HushpayError(options.codes.unreachable, `${new URL(request.url).host}: ${why}`, {
            cause: error,
          });
        }
      }
    },
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** Its connections are Asterisk's, or none. */
class KnownAgent extends http.Agent {
  constructor(
    private readonly owners: Owners,
    settings?: http.AgentOptions,
  ) {
    super(settings);
  }

  override createConnection(
    options: http.ClientRequestArgs,
    made?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    connectKnown(options as NetConnectOpts, this.owners, (error, socket) => made?.(error, socket));
  }
}

interface Agents {
  readonly plain: http.Agent;
  readonly secure: https.Agent;
}

/**
 * Ends what takes too long. `AbortSignal.timeout` would run out after every exchange that was answered too, and make
 * an error with its stack each time: more work than the exchange.
 */
class Deadline {
  readonly #endsAt: number;
  #timer: NodeJS.Timeout | undefined;
  passed = false;

  constructor(ms: number) {
    this.#endsAt = performance.now() + ms;
  }

  /** Calls `end` when the time is over, unless `met` comes first. */
  arm(end: () => void): void {
    this.#timer = setTimeout(
      () => {
        this.passed = true;
        end();
      },
      Math.max(0, this.#endsAt - performance.now()),
    );
  }

  met(): void {
    clearTimeout(this.#timer);
  }
}

async function fetched(request: HttpRequest, deadline: Deadline, agents: Agents): Promise<HttpAnswer> {
  const ending = new AbortController();
  deadline.arm(() => ending.abort());
  const response: Response = await fetch(request.url, {
    method: request.method,
    headers: { 'Accept-Encoding': 'identity', ...request.headers },
    body: request.body,
    signal: ending.signal,
    redirect: 'error',
    compress: false,
    agent: (url) => (url.protocol === 'https:' ? agents.secure : agents.plain),
  });
  const text = await response.text();
  return { status: response.status, text, cookies: response.headers.raw()['set-cookie'] ?? [] };
}

function directly(request: HttpRequest, deadline: Deadline, agents: Agents): Promise<HttpAnswer> {
  const { method, url, headers, body } = request;
  const safe = url.startsWith('https:');
  const agent = safe ? agents.secure : agents.plain;
  return new Promise((resolve, reject) => {
    const out = (safe ? https : http).request(url, { method, headers, agent });
    deadline.arm(() => out.destroy(new Error('deadline')));
    out.once('error', reject);
    out.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.once('error', reject);
      response.once('end', () => {
        const cookies = response.headers['set-cookie'] ?? [];
        resolve({ status: response.statusCode ?? 0, text, cookies });
      });
    });
    out.end(body);
  });
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown fault';
}
