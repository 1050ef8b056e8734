import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Merchant } from './config.js';

/** Room for a document of four megabytes, the largest that is taken. */
const LARGEST = 5_000_000;

/** A request read to its end. */
export interface Request {
  readonly method: string;
  /** Without the query; the absolute form that the SDK uses for GraphQL is reduced to its path. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** As the client addressed the sandbox, `https://127.0.0.1:8443`. */
  readonly origin: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The body as it came, for forms with files. */
  readonly bytes: Buffer;
}

/** Rejects when the client goes away or sends more than five megabytes. */
export async function readRequest(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > LARGEST) throw new Error('request too large');
    chunks.push(chunk as Buffer);
  }
  const bytes = Buffer.concat(chunks);
  const url = new URL(message.url ?? '/', 'http://sandbox');
  const scheme = 'encrypted' in message.socket ? 'https' : 'http';
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    origin: `${scheme}://${message.headers.host ?? 'localhost'}`,
    headers: message.headers,
    body: bytes.toString('utf8'),
    bytes,
  };
}

/** The merchant whose keys the Basic authorization holds. */
export function authenticated(request: Request, merchants: readonly Merchant[]): Merchant | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic' || !value) return undefined;
  const given = Buffer.from(value, 'base64');
  return merchants.find(({ publicKey, privateKey }) => {
    const wanted = Buffer.from(`${publicKey}:${privateKey}`);
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  });
}
