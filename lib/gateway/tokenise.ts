import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fetch, { type Response } from 'node-fetch';
import { classifyGraphql, failed, type GraphqlError } from './classify.js';
import type { CardBytes, Tokenised } from './gateway.js';
import { type Line, Lines } from './lines.js';
import { type Addresses, addressesOf, type GatewayLog, type GatewayOptions } from './options.js';

const VERSION = '2019-01-01';
const TOKENISE =
  'mutation($input:TokenizeCreditCardInput!){tokenizeCreditCard(input:$input){paymentMethod{id}}}';

interface GraphqlAnswer {
  readonly data?: {
    readonly ping?: string;
    readonly tokenizeCreditCard?: { readonly paymentMethod?: { readonly id?: string } };
  } | null;
  readonly errors?: readonly GraphqlError[];
}

/**
 * Hands the card to Braintree's GraphQL and gets a single-use token for it. The only code outside `card/` that
 * sees digits, and it only passes the caller's Buffers on: never a string, never a copy. How that is proven:
 * `test/gateway/memory.test.ts`.
 */
export class Tokeniser {
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

  /** Never rejects. The caller may wipe the card's bytes as soon as this has settled. */
  async tokenise(card: CardBytes): Promise<Tokenised> {
    if (!wellFormed(card)) {
      return { kind: 'failed', outcome: failed('gateway-validation', 'the card is not made of digits') };
    }
    const answer = await this.ask(() => chunksOf(card));
    if ('outcome' in answer) return { kind: 'failed', outcome: answer.outcome };
    const nonce = answer.data?.tokenizeCreditCard?.paymentMethod?.id;
    if (nonce && !answer.errors?.length) return { kind: 'token', nonce };
    return { kind: 'failed', outcome: classifyGraphql(answer.errors ?? []) };
  }

  /** Undefined when the keys are right, otherwise what is wrong. */
  async ping(): Promise<string | undefined> {
    const answer = await this.ask(() => [Buffer.from('{"query":"query{ping}"}')]);
    if ('outcome' in answer) return answer.outcome.text;
    if (answer.data?.ping === 'pong' && !answer.errors?.length) return undefined;
    return classifyGraphql(answer.errors ?? []).text;
  }

  /** Nothing here moves money, so a line that broke is replaced and the request sent once more. */
  private async ask(chunks: () => readonly Buffer[]): Promise<GraphqlAnswer | { readonly outcome: Failed }> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.deadlineMs);
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.send(chunks(), abort.signal);
        } catch (error) {
          const why = abort.signal.aborted ? 'deadline' : error instanceof Error ? error.message : 'unknown';
          this.log('warn', 'tokenising did not reach the gateway', { attempt, why });
          if (abort.signal.aborted || attempt === 2) return { outcome: failed('gateway-unreachable', why) };
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private async send(chunks: readonly Buffer[], signal: AbortSignal): Promise<GraphqlAnswer> {
    const line = await raced(this.lines.take(), signal, (late) => this.lines.giveBack(late));
    let whole = false;
    try {
      const response = await this.post(line, chunks, signal);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`status ${response.status}`);
      const answer = JSON.parse(text) as GraphqlAnswer;
      whole = true;
      return answer;
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

type Failed = Extract<Tokenised, { kind: 'failed' }>['outcome'] & { readonly text: string };

/** A chunk a turn of the loop: chunks that meet in the socket's queue would be joined, which is a copy. */
async function* oneByOne(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    yield chunk;
    await turn();
  }
}

/** The request, with the card's own Buffers in their places. Digits need no escaping. */
function chunksOf(card: CardBytes): Buffer[] {
  const text = (part: string): Buffer => Buffer.from(part);
  return [
    text(`{"query":"${TOKENISE}","variables":{"input":{"creditCard":{"number":"`),
    card.number,
    text('","expirationMonth":"'),
    card.expirationMonth,
    text('","expirationYear":"20'),
    card.expirationYear,
    ...(card.securityCode ? [text('","cvv":"'), card.securityCode] : []),
    text('"},"options":{"validate":false}}}}'),
  ];
}

function wellFormed({ number, expirationMonth, expirationYear, securityCode }: CardBytes): boolean {
  return (
    digits(number, 12, 19) &&
    digits(expirationMonth, 2, 2) &&
    digits(expirationYear, 2, 2) &&
    (securityCode === undefined || digits(securityCode, 3, 4))
  );
}

function digits(bytes: Buffer, least: number, most: number): boolean {
  if (bytes.length < least || bytes.length > most) return false;
  for (const byte of bytes) if (byte < 0x30 || byte > 0x39) return false;
  return true;
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
