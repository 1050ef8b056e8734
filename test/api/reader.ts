import { within } from '../../lib/rig/until.js';
import type { FeedEvent, Happening } from '../../lib/run/feed.js';

/** A program of the shop: asks the API, follows events, and keeps every character that came over the wire. */
export class Program {
  /** All that was received, in any answer or stream. */
  wire = '';

  constructor(
    readonly url: string,
    readonly secret: string,
  ) {}

  async ask(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; body: unknown; headers: Headers }> {
    const response = await fetch(this.url + path, { ...init, headers: this.#headers(init.headers) });
    const text = await response.text();
    this.wire += text;
    return {
      status: response.status,
      body: text ? JSON.parse(text) : undefined,
      headers: response.headers,
    };
  }

  async command(session: string, command: object): Promise<{ status: number; body: unknown }> {
    const body = JSON.stringify(command);
    const headers = { 'content-type': 'application/json' };
    return this.ask(`/sessions/${session}/commands`, { method: 'POST', body, headers });
  }

  /** Opens a stream of events; resolves when it has begun. */
  async follow(path: string, headers: Record<string, string> = {}): Promise<Reader> {
    const abort = new AbortController();
    const response = await fetch(this.url + path, { headers: this.#headers(headers), signal: abort.signal });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return new Reader(response, abort, (text) => {
      this.wire += text;
    });
  }

  #headers(more: RequestInit['headers'] = {}): Record<string, string> {
    return { authorization: `Bearer ${this.secret}`, ...(more as Record<string, string>) };
  }
}

/** One stream of events, read as an EventSource reads it. */
export class Reader {
  readonly events: FeedEvent[] = [];
  /** As an EventSource keeps it, to come back with. */
  lastId = '0';
  comments = 0;
  /** Resolves when the stream has ended, by whomever. */
  readonly ended: Promise<void>;
  #more: (() => void)[] = [];
  #next = 0;

  constructor(
    response: Response,
    readonly abort: AbortController,
    heard: (text: string) => void,
  ) {
    this.ended = this.#read(response, heard).catch(() => undefined);
  }

  /** The next event of that kind, and with that content where told; each is given once, in order. */
  async next<Is extends Happening['is']>(
    is: Is,
    wanted: (happening: Extract<Happening, { is: Is }>) => boolean = () => true,
    ms = 20_000,
  ): Promise<FeedEvent> {
    const look = async () => {
      for (;;) {
        for (; this.#next < this.events.length; this.#next++) {
          const event = this.events[this.#next] as FeedEvent;
          if (event.happening.is === is && wanted(event.happening as Extract<Happening, { is: Is }>)) {
            this.#next++;
            return event;
          }
        }
        await new Promise<void>((resolve) => this.#more.push(resolve));
      }
    };
    return within(`the event ${is}, after ${JSON.stringify(this.events.slice(-5))}`, ms, look());
  }

  close(): void {
    this.abort.abort();
  }

  async #read(response: Response, heard: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      const piece = decoder.decode(chunk as Uint8Array, { stream: true });
      heard(piece);
      text += piece;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
      for (const resolve of this.#more.splice(0)) resolve();
    }
  }

  #take(block: string): void {
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) this.comments++;
      if (line.startsWith('id: ')) this.lastId = line.slice(4);
      if (line.startsWith('data: ')) this.events.push(JSON.parse(line.slice(6)));
    }
  }
}

/** The numbers of what lasts; without a gap and without a repetition where all is well. */
export function numbers(events: readonly FeedEvent[]): number[] {
  return events.filter(({ happening }) => happening.is !== 'keys').map(({ seq }) => seq);
}

/** Every run of seven digits of the card number that stands in a text, whatever stands between them. */
export function digitsOf(number: string, text: string): string[] {
  const runs = Array.from({ length: number.length - 6 }, (_, i) => number.slice(i, i + 7));
  return [...new Set(runs)].filter((run) => text.includes(run));
}
