import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.js';
import type { Fault } from './faults.js';

/** Waits, but not longer than the client stays. */
export function pause(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      response.off('close', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    response.on('close', end);
  });
}

/**
 * Carries out the faults that keep an answer from being sent. True when the request is over with that. A delay
 * runs its time even when the client has gone: the request is then executed behind its back, as in life.
 */
export async function disturb(
  faults: readonly Fault[],
  when: Fault['when'],
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<boolean> {
  for (const fault of faults) {
    if (fault.when !== when) continue;
    if (fault.kind === 'delay') {
      await sleep(fault.ms, undefined, { signal: stopping }).catch(() => undefined);
      if (stopping.aborted) return true;
    }
    if (fault.kind === 'silence') {
      if (!response.closed) await new Promise<void>((resolve) => response.on('close', resolve));
      return true;
    }
    if (fault.kind === 'drop') {
      response.socket?.end();
      return true;
    }
    if (fault.kind === 'reset') {
      reset(response);
      return true;
    }
    if (fault.kind === 'status') {
      response.writeHead(fault.status, { 'content-type': 'text/html' });
      response.end(`<html><body><h1>${fault.status}</h1></body></html>`);
      return true;
    }
  }
  return false;
}

/** Breaks the TCP connection; under TLS it is the socket below that has to be reset. */
function reset(response: ServerResponse): void {
  const socket = response.socket as (Socket & { _parent?: unknown }) | null;
  const below = socket?._parent instanceof Socket ? socket._parent : socket;
  below?.resetAndDestroy();
  socket?.destroy();
}

/** Sends the answer, mangled by the faults that apply to the sending. */
export async function send(
  answer: Answer,
  faults: readonly Fault[],
  response: ServerResponse,
): Promise<void> {
  const body = Buffer.from(answer.body);
  const headers = { 'content-type': answer.type, 'content-length': body.length, ...answer.headers };
  const kind = faults.find((fault) => ['cut', 'truncate', 'blank', 'drip', 'duplicate'].includes(fault.kind));
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (kind?.kind) {
    case 'cut':
      response.writeHead(answer.status, headers);
      response.write(half, () => response.socket?.destroy());
      return;
    case 'truncate':
      response.writeHead(answer.status, { ...headers, 'content-length': half.length });
      response.end(half);
      return;
    case 'blank':
      response.writeHead(200, { ...headers, 'content-length': 0 });
      response.end();
      return;
    case 'drip':
      response.writeHead(answer.status, headers);
      for (let i = 0; i < body.length && !response.destroyed; i += 16) {
        response.write(body.subarray(i, i + 16));
        await pause(kind.ms, response);
      }
      response.end();
      return;
    case 'duplicate':
      response.writeHead(answer.status, headers);
      // Once the first is out: what is written to the socket by hand would overtake it.
      response.write(body, () => {
        const { status, type } = answer;
        response.socket?.write(
          `HTTP/1.1 ${status} Again\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${answer.body}`,
        );
        response.end();
      });
      return;
    default:
      response.writeHead(answer.status, headers);
      response.end(body);
  }
}
