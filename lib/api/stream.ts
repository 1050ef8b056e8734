import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type FeedEvent, lasts } from '../run/feed.js';
import { HEADERS, textOf } from './answer.js';
import { outcomeForAgents } from './outcome.js';

/** A reader that is further behind is dropped, and comes back for what it has missed. Bytes. */
const BEHIND = 64 * 1024;
/** Longest a reader may take nothing while older events are sent. Milliseconds. */
const DRAIN_MS = 10_000;
/** What a reader is told to wait before it comes back. Milliseconds. */
const RETRY_MS = 1000;

/** Server-Sent Events to one reader. */
export class EventStream {
  #late = false;
  readonly #ends: (() => void)[] = [];

  constructor(
    readonly response: ServerResponse,
    /** Whether the events' numbers are of one session, so that a reader can come back for what follows one. */
    readonly numbered: boolean,
    readonly dropped: () => void,
  ) {
    response.on('close', () => {
      for (const end of this.#ends.splice(0)) end();
    });
    response.on('error', () => undefined);
    response.writeHead(200, {
      ...HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      // A proxy that gathers answers would make live events late.
      'x-accel-buffering': 'no',
    });
    response.write(`retry: ${RETRY_MS}\n\n`);
  }

  get open(): boolean {
    return !this.response.destroyed && !this.response.writableEnded;
  }

  /** Called when the reader has gone, or was dropped, or the stream has ended. */
  onEnd(end: () => void): void {
    if (this.response.closed) end();
    else this.#ends.push(end);
  }

  /** For older events: resolves when the reader has room for more. False: it has gone. */
  async send(event: FeedEvent): Promise<boolean> {
    if (!this.open) return false;
    if (this.response.write(this.#frame(event))) return true;
    const gone = new AbortController();
    this.onEnd(() => gone.abort());
    const patience = AbortSignal.timeout(DRAIN_MS);
    try {
      await once(this.response, 'drain', { signal: AbortSignal.any([gone.signal, patience]) });
      return true;
    } catch {
      if (patience.aborted) this.drop();
      return false;
    }
  }

  /** For live events: nobody waits for a reader. */
  push(event: FeedEvent): void {
    if (!this.open) return;
    if (this.response.writableLength > BEHIND) this.drop();
    else this.response.write(this.#frame(event));
  }

  /** A comment, so that proxies and readers know that the line is alive. Who took nothing since the last is dropped. */
  beat(): void {
    if (!this.open) return;
    const full = this.response.writableNeedDrain;
    if (full && this.#late) return this.drop();
    this.#late = full;
    if (!full) this.response.write(': still here\n\n');
  }

  end(): void {
    this.response.end();
  }

  drop(): void {
    this.response.destroy();
    this.dropped();
  }

  /** A passing event has no id: who comes back asks for what followed the last that lasts. */
  #frame(event: FeedEvent): string {
    const id = this.numbered && lasts(event.happening) ? `id: ${event.seq}\n` : '';
    const { happening } = event;
    const told =
      happening.is === 'outcome'
        ? { ...event, happening: { ...happening, outcome: outcomeForAgents(happening.outcome) } }
        : event;
    return `${id}data: ${textOf(told)}\n\n`;
  }
}
