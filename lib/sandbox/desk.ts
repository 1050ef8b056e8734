import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, blankAnswer, jsonAnswer, Unsupported, unsupportedAnswer } from './answer.js';
import { clientJob } from './client-job.js';
import type { Clock } from './clock.js';
import type { Merchant } from './config.js';
import type { Context } from './context.js';
import { answerControl } from './control.js';
import type { Fault, Faults } from './faults.js';
import { Fields } from './fields.js';
import { answerGraphql, graphqlRefusal, graphqlRoute } from './graphql/answer.js';
import { type Form, readForm } from './multipart.js';
import type { Records } from './records.js';
import { disturb, send } from './reply.js';
import { authenticated, type Request, readRequest } from './request.js';
import { RequestKeys } from './request-keys.js';
import type { Courier } from './resources/webhooks/courier.js';
import type { Rounds } from './rounds.js';
import { ROUTES } from './routes.js';
import type { Store } from './store.js';

/** One finished request. No field can hold card data: paths are routes, bodies are not logged. */
export interface LogLine {
  readonly time: string;
  readonly route: string;
  readonly status: number | 'none';
  readonly ms: number;
  readonly orderId?: string;
  readonly fault?: string;
  readonly error?: string;
}

export interface DeskOptions {
  readonly store: Store;
  readonly merchants: readonly Merchant[];
  readonly faults: Faults;
  readonly clock: Clock;
  readonly secret: string;
  readonly indexDelayMs: number;
  readonly rounds: Rounds;
  readonly courier: Courier;
  readonly log: (line: LogLine) => void;
}

/** A request that is known and allowed: its name, and how to carry it out. */
interface Job {
  readonly route: string;
  readonly merchant: Merchant;
  readonly path: readonly string[];
  readonly body: Fields;
  readonly answer: (context: Context) => Promise<Answer>;
  /** Instead of `answer`, for what must not run within a database transaction. */
  readonly outside?: () => Promise<Answer>;
  readonly form?: Form;
  readonly key?: string;
  readonly orderId?: string;
}

/** Takes requests in, finds their route, carries out faults, executes once, answers, and writes the log. */
export class Desk {
  private readonly keys: RequestKeys;
  private readonly stopping = new AbortController();
  private readonly busy = new Set<Promise<unknown>>();
  /** A webhook was queued since the courier was last woken. */
  private queued = false;

  constructor(private readonly options: DeskOptions) {
    this.keys = new RequestKeys(options.secret);
  }

  /** Ends delays and silences without executing what they held back; resolves when nothing is being worked on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.idle();
  }

  /** Resolves when nothing is being worked on. */
  async idle(): Promise<void> {
    while (this.busy.size > 0) await Promise.allSettled(this.busy);
  }

  /** Never rejects: what goes wrong is logged and answered with 500. */
  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const work = this.work(message, response).catch((error: unknown) => {
      this.log({ route: 'unreadable', status: 'none', ms: 0, error: describe(error) });
      response.socket?.destroy();
    });
    this.busy.add(work);
    await work;
    this.busy.delete(work);
  }

  private async work(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = Date.now();
    const request = await readRequest(message);
    const job = this.jobOf(request, message.socket.remoteAddress ?? '');
    if ('status' in job) {
      await send(job, [], response);
      return this.log({ route: 'refused', status: job.status, ms: Date.now() - started });
    }
    const orderId = job.orderId ?? (await this.orderOf(job));
    const faults = job.route.startsWith('control') ? [] : this.options.faults.strike(job.route, orderId);
    const line = {
      route: job.route,
      orderId,
      fault: faults.length > 0 ? faults.map((fault) => `${fault.kind} ${fault.when}`).join(', ') : undefined,
    };
    try {
      const answer = await this.execute(job, request, faults, response);
      const over = !answer || (await disturb(faults, 'after', response, this.stopping.signal));
      if (!over) await send(answer, faults, response);
      this.log({ ...line, status: answer?.status ?? 'none', ms: Date.now() - started });
    } catch (error) {
      if (error instanceof Unsupported) {
        await send(unsupportedAnswer(error.what), faults, response);
        return this.log({ ...line, status: 422, ms: Date.now() - started });
      }
      if (!response.headersSent) await send(blankAnswer(500), [], response);
      this.log({ ...line, status: 500, ms: Date.now() - started, error: describe(error) });
    }
  }

  /** Undefined when a fault ended the request before it was executed. */
  private async execute(
    job: Job,
    request: Request,
    faults: readonly Fault[],
    response: ServerResponse,
  ): Promise<Answer | undefined> {
    const { merchant, key } = job;
    const refusal = key === undefined ? undefined : this.keys.claim(merchant, key);
    if (refusal) return refusal;
    try {
      if (await disturb(faults, 'before', response, this.stopping.signal)) return undefined;
      if (job.outside) return await job.outside();
      return await this.options.store.atomic(async (records) => {
        if (key === undefined) return job.answer(this.context(job, request, records));
        const digest = this.keys.digest(`${request.method} ${request.path}`, request.body);
        const again = await this.keys.replay(records, merchant, key, digest);
        if (again) return again;
        const answer = await job.answer(this.context(job, request, records));
        await this.keys.keep(records, merchant, key, digest, answer);
        return answer;
      });
    } finally {
      if (key !== undefined) this.keys.release(merchant, key);
      if (this.queued) this.options.courier.wake();
      this.queued = false;
    }
  }

  private context(job: Job, request: Request, records: Records): Context {
    const { body, path, form } = job;
    const { query, origin } = request;
    return { ...this.bareContext(job.merchant, records), body, path, query, origin, form };
  }

  private bareContext(merchant: Merchant, records: Records): Context {
    const { clock, secret, indexDelayMs } = this.options;
    return {
      merchant,
      records,
      secret,
      indexDelayMs,
      now: clock.now(),
      body: new Fields(undefined),
      path: [],
      query: new URLSearchParams(),
      origin: '',
      announced: () => {
        this.queued = true;
      },
    };
  }

  private jobOf(request: Request, remote: string): Job | Answer {
    const { clock, merchants, secret } = this.options;
    const client = clientJob(request, merchants, secret, clock.now());
    if (client) return client;
    const merchant = authenticated(request, merchants);
    const graphql = request.path === '/graphql';
    if (!merchant)
      return graphql
        ? graphqlRefusal('AUTHENTICATION', 'Authentication credentials are invalid.')
        : blankAnswer(401);
    if (request.path.startsWith('/_control/')) return this.controlJob(request, merchant, remote);
    const body = new Fields(parsed(request.body));
    if (graphql) {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(String(request.headers['braintree-version'] ?? ''))) {
        return graphqlRefusal('UNSUPPORTED_CLIENT', 'The Braintree-Version header is missing or not a date.');
      }
      return {
        route: graphqlRoute(body.text('query') ?? ''),
        merchant,
        path: [],
        body,
        answer: answerGraphql,
      };
    }
    return this.xmlJob(request, merchant, body);
  }

  private xmlJob(request: Request, merchant: Merchant, body: Fields): Job | Answer {
    const [, id, rest] = /^\/merchants\/([^/]+)(\/.*)$/.exec(request.path) ?? [];
    if (!rest) return blankAnswer(404);
    if (id !== merchant.merchantId) return blankAnswer(401);
    if (!/^[1-6]$/.test(String(request.headers['x-apiversion'] ?? ''))) return blankAnswer(426);
    const route = ROUTES.find(({ method, pattern }) => method === request.method && pattern.test(rest));
    if (!route) return unsupportedAnswer(`${request.method} ${rest.replace(/\d{5,}/g, '…')}`);
    return {
      route: route.name,
      merchant,
      body,
      path: route.pattern.exec(rest)?.slice(1) ?? [],
      answer: route.answer,
      form: formOf(request),
      key: route.keyed ? body.under('transaction').text('api_request_key') : undefined,
      orderId:
        body.under('transaction').text('order_id') ?? body.under('search').under('order_id').text('is'),
    };
  }

  private controlJob(request: Request, merchant: Merchant, remote: string): Job | Answer {
    if (!/^(::ffff:)?127\.|^::1$/.test(remote))
      return jsonAnswer(403, { error: 'control is for loopback only' });
    const context = (owner: Merchant, records: Records): Context => this.bareContext(owner, records);
    return {
      route: 'control',
      merchant,
      path: [],
      body: new Fields(undefined),
      answer: async () => blankAnswer(404),
      outside: () => answerControl(request, merchant, { ...this.options, context }),
    };
  }

  private async orderOf(job: Job): Promise<string | undefined> {
    const id = job.path[0];
    if (!id) return undefined;
    const { store } = this.options;
    return (await store.atomic((records) => records.transaction(job.merchant.merchantId, id)))?.orderId;
  }

  private log(line: Omit<LogLine, 'time'>): void {
    this.options.log({ time: new Date().toISOString(), ...line });
  }
}

const describe = (error: unknown): string =>
  (error instanceof Error ? error.message : 'unknown').replace(/\d{3,}/g, '…');

const formOf = ({ headers, bytes }: Request): Form | undefined =>
  /^multipart\/form-data/.test(headers['content-type'] ?? '')
    ? readForm(headers['content-type'] ?? '', bytes)
    : undefined;

function parsed(body: string): unknown {
  try {
    return body ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
