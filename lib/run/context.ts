import type { Switchboard } from '../asterisk/switchboard.js';
import type { CardCapture } from '../card/capture.js';
import type { Gateway } from '../gateway/gateway.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../log.js';
import type { Prompt } from '../session/command.js';
import type { Event } from '../session/event.js';
import type { Session } from '../session/state.js';
import type { FeedEvent } from './feed.js';
import type { Identify } from './identified.js';
import type { Limits } from './limits.js';
import type { Live } from './live.js';
import type { After } from './timers.js';

/** What the runner works with; every door is reached through its interface. */
export interface Ports {
  readonly switchboard: Switchboard;
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly log: Log;
  readonly newCapture: (session: Session) => CardCapture;
  readonly media: (prompt: Prompt, language: string) => readonly string[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** By the machine's clock where there is none: how long is waited for anything. */
  readonly after?: After;
  /** The same for what has passed: milliseconds of a clock that nobody sets. */
  readonly steady?: () => number;
  /** A charge has just become unknown: whoever looks for it may begin. */
  readonly unknown?: () => void;
  /** How often may be tried; without it as often as anybody wants. */
  readonly limits?: Limits;
  /** Looks up whose a customer number is; without it nobody is found. */
  readonly identify?: Identify;
  /** The recogniser in Asterisk that callers may speak to; what it is less sure of, 0 to 100, is asked again. */
  readonly speech?: { readonly engine: string; readonly minimumConfidence: number };
  /** Hears every step of every session, in order. Must not throw. */
  readonly watch?: (event: FeedEvent) => void;
  /** How many steps of a session that is taken up again were told before, by an earlier process. */
  readonly told?: (sessionId: string) => number;
}

type WithoutAt<E> = E extends unknown ? Omit<E, 'at'> : never;

/** An event without its time, which is when it is told. */
export type Happened = WithoutAt<Event>;

/** What a command of a session is carried out with; the runner is it. */
export interface SessionContext {
  readonly ports: Ports;
  /** False when another instance owns the calls now. */
  readonly acting: boolean;
  /** A running session. */
  session(id: string): Session | undefined;
  /** Tells a session what happened. Unknown and ended sessions hear nothing. */
  dispatch(sessionId: string, happened: Happened): void;
  /** A call to the gateway whose answer must not be lost. */
  track(work: Promise<void>): void;
  /** The session is over. */
  finish(live: Live): Promise<void>;
}
