import type { Journal } from '../journal/journal.js';
import { type FeedEvent, replay } from '../run/feed.js';
import type { EventStream } from './stream.js';
import type { Told } from './told.js';

interface FollowPorts {
  readonly told: Told;
  readonly journal: Pick<Journal, 'steps'>;
  /** Asked at each live event: a session may come to another agent. */
  readonly mayHear: () => boolean;
}

/**
 * Sends what a session told after `since`, and goes on with it live until it ends. Older events come from the
 * memory, or from the journal where the memory has them no longer; live ones are listened to in the very turn in
 * which nothing older is left to send, so that there is no gap and no repetition.
 */
export async function follow(
  sessionId: string,
  since: number,
  stream: EventStream,
  { told, journal, mayHear }: FollowPorts,
): Promise<void> {
  let seq = since;
  const after = (events: readonly FeedEvent[] | undefined) =>
    events?.filter((event) => event.seq > seq) ?? [];
  const first = told.of(sessionId)?.[0]?.seq;
  let older = first !== undefined && first <= since + 1;
  for (;;) {
    const more = after(older ? told.of(sessionId) : replay(await journal.steps(sessionId)));
    if (older && more.length === 0) break;
    older = true;
    for (const event of more) {
      // The memory has gone on without this reader: it comes back, and is given the journal's.
      if (event.seq !== seq + 1) return stream.drop();
      if (!(await stream.send(event))) return;
      seq = event.seq;
    }
  }
  if (!told.running(sessionId)) return stream.end();
  stream.onEnd(
    told.listen((event) => {
      if (event.sessionId !== sessionId) return;
      // A transfer has taken the session to another telephone, which is none of this reader's.
      if (!mayHear()) return stream.end();
      stream.push(event);
      if (event.happening.is === 'ended') stream.end();
    }),
  );
}

/** Everything that is told from now on, of what the reader may hear. Its numbers are each session's own, so none is an id. */
export function followAll(stream: EventStream, told: Told, mayHear: (sessionId: string) => boolean): void {
  stream.onEnd(
    told.listen((event) => {
      if (mayHear(event.sessionId)) stream.push(event);
    }),
  );
}
