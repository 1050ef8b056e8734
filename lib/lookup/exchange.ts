import http from 'node:http';
import https from 'node:https';
import fetch from 'node-fetch';
import type { ErrorCode } from '../errors.js';

/** Largest answer that is read, in bytes. */
export const LARGEST = 64 * 1024;
/** Connections are given up after this long without work, before a server does it. Milliseconds. */
const IDLE_MS = 4000;
const CONNECTIONS = 24;

export interface Place {
  readonly url: string;
  readonly token?: string;
  /** PEM of the authority to trust instead of the system's. */
  readonly ca?: string;
  readonly deadlineMs: number;
}

/** `text` never has a value of the question or the answer. */
export type Exchanged =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'broke'; readonly cause: ErrorCode; readonly text: string };

export interface Exchange {
  /** Settles within the deadline and never rejects. */
  send(method: 'POST' | 'HEAD', body?: string): Promise<Exchanged>;
  /** Breaks off what is under way. */
  stop(): void;
}

/**
 * HTTP to one address on kept-alive connections. No redirect is followed, certificates are always verified, and the
 * body of an answer other than 200 is not needed. A connection that turns out to be closed is replaced once.
 */
export function openExchange({ url, token, ca, deadlineMs }: Place): Exchange {
  const { protocol, host } = new URL(url);
  const agentOf = (settings: http.AgentOptions) =>
    protocol === 'https:'
      ? new https.Agent({ ...settings, ca, rejectUnauthorized: true })
      : new http.Agent(settings);
  const kept = agentOf({ keepAlive: true, maxSockets: CONNECTIONS, timeout: IDLE_MS });
  // For the second try: when one kept connection is dead, its neighbours mostly are too.
  const fresh = agentOf({});
  const underWay = new Set<AbortController>();
  let stopped = false;
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  };

  async function once(
    method: string,
    body: string | undefined,
    agent: http.Agent,
    signal: AbortSignal,
  ): Promise<Exchanged> {
    const options = { method, headers, body, agent, signal, size: LARGEST, compress: false };
    const response = await fetch(url, { ...options, redirect: 'manual' });
    const { status } = response;
    const text = status === 200 ? await response.text() : await response.text().catch(() => '');
    return { kind: 'answered', status, body: text };
  }

  return {
    async send(method, body) {
      if (stopped) return { kind: 'broke', cause: 'lookup-unreachable', text: 'the service stops' };
      const ending = new AbortController();
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        ending.abort();
      }, deadlineMs);
      underWay.add(ending);
      try {
        return await once(method, body, kept, ending.signal).catch((error: unknown) => {
          if (ending.signal.aborted || !wasClosed(error)) throw error;
          return once(method, body, fresh, ending.signal);
        });
      } catch (error) {
        if (late) return { kind: 'broke', cause: 'lookup-deadline', text: `${host}: ${deadlineMs} ms` };
        if (ending.signal.aborted) {
          return { kind: 'broke', cause: 'lookup-unreachable', text: 'the service stops' };
        }
        return brokenBy(error, host);
      } finally {
        clearTimeout(timer);
        underWay.delete(ending);
      }
    },
    stop() {
      stopped = true;
      for (const ending of underWay) ending.abort();
      kept.destroy();
      fresh.destroy();
    },
  };
}

const CLOSED: readonly string[] = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'];
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO/;

function wasClosed(error: unknown): boolean {
  return CLOSED.includes(codeOf(error));
}

/** By its code alone: messages of node-fetch hold the address and sometimes more. */
function brokenBy(error: unknown, host: string): Exchanged {
  const code = codeOf(error);
  if (code === 'max-size') {
    return { kind: 'broke', cause: 'lookup-answer', text: `it is longer than ${LARGEST / 1024} kB` };
  }
  const cause = UNTRUSTED.test(code) ? 'lookup-tls' : 'lookup-unreachable';
  return { kind: 'broke', cause, text: `${host}: ${code}` };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  const { code, type } = error as Error & { code?: unknown; type?: unknown };
  if (type === 'max-size') return 'max-size';
  return typeof code === 'string' && code !== '' ? code : error.name;
}
