import { type FeedEvent, lasts } from '../run/feed.js';

/** Events held of one session, far more than one has; of what is older the journal knows. */
const HELD = 1000;
/** Sessions that have ended and are still held, for who comes back in that moment. */
const ENDED = 64;

type Listener = (event: FeedEvent) => void;

/**
 * What was told of sessions, in memory: of the running ones, because the journal is written behind, and of those
 * that have just ended. Whoever reads here and then listens, in the same turn, misses nothing and hears nothing twice.
 */
export class Told {
  readonly #held = new Map<string, FeedEvent[]>();
  readonly #ended: string[] = [];
  readonly #listeners = new Set<Listener>();

  /** One more event. Never throws: it is called in the midst of a decision. */
  take(event: FeedEvent): void {
    if (lasts(event.happening)) this.#hold(event);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch {
        this.#listeners.delete(listener);
      }
    }
  }

  /** What another process told of a session that is taken up again. */
  recall(events: readonly FeedEvent[]): void {
    for (const event of events) this.#hold(event);
  }

  /** Oldest first; undefined where nothing is held of that session. */
  of(sessionId: string): readonly FeedEvent[] | undefined {
    return this.#held.get(sessionId);
  }

  /** Number of the last event; 0 where nothing is held. */
  last(sessionId: string): number {
    return this.#held.get(sessionId)?.at(-1)?.seq ?? 0;
  }

  /** Whether more is to come of that session. */
  running(sessionId: string): boolean {
    const last = this.#held.get(sessionId)?.at(-1);
    return last !== undefined && last.happening.is !== 'ended';
  }

  /** Every event from now on, of every session. Answers what ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #hold(event: FeedEvent): void {
    const { sessionId } = event;
    const events = this.#held.get(sessionId) ?? [];
    if (events.length === 0) this.#held.set(sessionId, events);
    events.push(event);
    if (events.length > HELD) events.shift();
    if (event.happening.is !== 'ended') return;
    this.#ended.push(sessionId);
    if (this.#ended.length > ENDED) this.#held.delete(this.#ended.shift() ?? '');
  }
}
