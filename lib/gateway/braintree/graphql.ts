import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fetch, { type Response } from 'node-fetch';
import type { ChargeOutcome } from '../../session/state.js';
import { type GraphqlError, notReached } from './classify.js';
import { type Line, Lines } from './connection-pool.js';
import { type Addresses, addressesOf, type GatewayLog, type GatewayOptions } from './options.js';
import { failed } from './outcomes.js';

const VERSION = '2019-01-01';

export interface GraphqlAnswer {
  readonly data?: {
    readonly ping?: string;
    readonly tokenizeCreditCard?: GraphqlToken;
    readonly tokenizeUsBankAccount?: GraphqlToken;
    readonly tokenizeCvv?: { readonly tokenizedCvv?: { readonly id?: string } };
  } | null;
  readonly errors?: readonly GraphqlError[];
}

export interface GraphqlToken {
  readonly paymentMethod?: { readonly id?: string };
}

type Failed = Extract<ChargeOutcome, { kind: 'failed' }>;

/** `aheadMs`: by how much the gateway's clock is ahead of ours, to the second, where it tells. */
export type Asked =
  | { readonly kind: 'answer'; readonly answer: GraphqlAnswer; readonly aheadMs?: number }
  | { readonly kind: 'failed'; readonly outcome: Failed };

/**
 * Braintree's GraphQL over lines of our own, for bodies that must not be copied: each chunk goes out as the Buffer it
 * is. How that is proven: `test/gateway/memory.test.ts`.
 */
export class Graphql {
  private readonly lines: Lines;
  private readonly addresses: Addresses;
  private readonly deadlineMs: number;
  private readonly log: GatewayLog;

  constructor(private readonly options: GatewayOptions) {
    this.addresses = addressesOf(options);
    this.deadlineMs = options.tokeniseDeadlineMs ?? 10_000;
    this.log = options.log ?? ((): void => undefined);
    const { graphqlHost: host, graphqlPort: port, tls } = this.addresses;
    this.lines = new Lines({ host, port, tls, ca: options.ca, connectMs: this.deadlineMs, log: this.log });
  }

  start(): Promise<void> {
    return this.lines.start();
  }

  stop(): void {
    this.lines.stop();
  }

  /**
   * Never rejects, and the bytes may be wiped as soon as it has settled. Nothing asked here moves money, so a line that
   * broke is replaced and the request sent once more.
   */
  async ask(chunks: () => readonly Buffer[]): Promise<Asked> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.deadlineMs);
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const line = attempt === 1 ? this.lines.take() : this.lines.fresh();
          return await this.send(line, chunks(), abort.signal);
        } catch (error) {
          const why = abort.signal.aborted ? 'deadline' : error instanceof Error ? error.message : 'unknown';
          this.log('warn', 'tokenising did not reach the gateway', { attempt, why });
          if (abort.signal.aborted) return { kind: 'failed', outcome: failed('gateway-unreachable', why) };
          if (attempt === 2) return { kind: 'failed', outcome: notReached(why) };
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private async send(taken: Promise<Line>, chunks: readonly Buffer[], signal: AbortSignal): Promise<Asked> {
    const line = await raced(taken, signal, (late) => this.lines.giveBack(late));
    let whole = false;
    const sent = Date.now();
    try {
      const response = await this.post(line, chunks, signal);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`status ${response.status}`);
      const answer = JSON.parse(text) as GraphqlAnswer;
      whole = true;
      const aheadMs = aheadOf(response.headers.get('date'), sent, Date.now());
      return { kind: 'answer', answer, ...(aheadMs === undefined ? {} : { aheadMs }) };
    } finally {
      if (whole) this.lines.giveBack(line);
      else this.lines.discard(line);
    }
  }

  private post(line: Line, chunks: readonly Buffer[], signal: AbortSignal): Promise<Response> {
    const { tls, graphqlHost, graphqlPort } = this.addresses;
    const { publicKey, privateKey } = this.options;
    const host = graphqlHost.includes(':') ? `[${graphqlHost}]` : graphqlHost;
    return fetch(`${tls ? 'https' : 'http'}://${host}:${graphqlPort}/graphql`, {
      method: 'POST',
      agent: line.agent,
      signal,
      redirect: 'error',
      headers: {
        authorization: `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`,
        'braintree-version': VERSION,
        'content-type': 'application/json',
        // With a length the chunks go out as they are; without, each would be framed into a new Buffer.
        'content-length': String(chunks.reduce((sum, chunk) => sum + chunk.length, 0)),
      },
      body: Readable.from(oneByOne(chunks), { objectMode: false, highWaterMark: 1 }),
    });
  }
}

/** The header has whole seconds, and belongs to some moment of the exchange. */
function aheadOf(header: string | null, sent: number, received: number): number | undefined {
  const date = Date.parse(header ?? '');
  return Number.isNaN(date) ? undefined : date + 500 - (sent + received) / 2;
}

/** A chunk a turn of the loop: chunks that meet in the socket's queue would be joined, which is a copy. */
async function* oneByOne(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    yield chunk;
    await turn();
  }
}

/** Rejects at the abort; what comes later is handed to `late`. */
function raced<T>(promise: Promise<T>, signal: AbortSignal, late: (value: T) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(new Error('deadline'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then((value) => (signal.aborted ? late(value) : resolve(value)), reject);
  });
}
