import type { DoorHealth } from '../door.js';
import type { OutcomeVariables } from '../session/command.js';
import type { Presence, Side } from '../session/state.js';
import type { AgiRequest } from './agi.js';
import type { Entry } from './entry.js';
import type { Leg } from './leg.js';
import type { SpeechHeard, SpeechQuestion } from './speech.js';

/** Who is talking with the agent that pressed the feature code, or why a hand-off is not possible. */
export type Survey =
  | { readonly kind: 'two-parties'; readonly agent: Leg; readonly caller: Leg }
  | { readonly kind: 'refused'; readonly reason: 'three-parties' | 'no-caller' | 'already' };

/** What happens on the PBX, in our words. `at` is epoch milliseconds of its receipt. */
export type SwitchboardEvent = { readonly at: number } & (
  | { readonly type: 'partyArrived'; readonly sessionId: string; readonly side: Side; readonly leg: Leg }
  | { readonly type: 'partyHungUp'; readonly sessionId: string; readonly side: Side }
  /** The agent has transferred the call: whoever comes in, or is rung, stands in its place from now on. */
  | { readonly type: 'agentReplaced'; readonly sessionId: string; readonly leg: Leg }
  /** Key of `0-9*#`, at its release. The caller's goes straight to `card/`; nobody else may see it. */
  | { readonly type: 'keyPressed'; readonly sessionId: string; readonly side: Side; readonly key: string }
  | {
      readonly type: 'promptFinished';
      readonly sessionId: string;
      readonly side: Side;
      readonly promptId: string;
      /** A file of it could not be played. */
      readonly failed?: true;
    }
  /** Caller and agent cannot go on talking (`why`): the agent has what `guided` gives, from now on. */
  | { readonly type: 'talkLost'; readonly sessionId: string; readonly why: string }
  /**
   * Connected, or connected again: `present` is what is in our application now. Reconcile with it. No key was missed
   * since `hearsSince`, by `performance.now()`.
   */
  | { readonly type: 'connected'; readonly present: readonly Present[]; readonly hearsSince?: number }
  | { readonly type: 'disconnected'; readonly why: string }
  /** Another instance took the application over: stop acting on calls. */
  | { readonly type: 'replaced' }
);

/** A channel waiting in our application. `sessionId` is absent where the channel is not of a hand-off. */
export interface Present {
  readonly leg: Leg;
  readonly sessionId?: string;
  readonly side?: Side;
}

/** Whether no key has come for as long as is waited for. */
export type StillQuiet = () => boolean;

/**
 * DOOR to Asterisk. Legal order of calls for a session:
 * `survey` -> `redirect` -> (partyArrived twice) -> `isolate` -> any of `attend`, `prompt`, `stopPrompt`
 * -> `rejoin` | `release` (each present side) -> `forget`.
 * Every call ends within the configured deadline, rejecting with a `HushpayError`; nothing ever hangs.
 * Calls are idempotent: `isolate`, `rejoin`, `release` after a restart find what the dead instance had made,
 * because all ids (bridge, snoop, playback) are derived from the session id.
 */
export interface Switchboard {
  /** Connects and keeps connected for ever; resolves at once. Events follow. */
  start(listener: (event: SwitchboardEvent) => void): Promise<void>;
  stop(): Promise<void>;
  health(): readonly DoorHealth[];
  /**
   * The channel of an AGI request as Asterisk tells it; undefined, and a line in the log, where it is not in our `AGI()`. What
   * a request says counts after this, and not before.
   */
  confirm(request: AgiRequest): Promise<Entry | undefined>;
  /**
   * What dialplan expressions such as `${HUSHPAY_AMOUNT}` are on a channel, whole; an empty text where there is nothing.
   * Rejects where one cannot be read.
   */
  read(channelId: string, expressions: readonly string[]): Promise<readonly string[]>;
  /** `agentChannelName` as AGI gives it; `bridgePeer` is its BRIDGEPEER. */
  survey(agentChannelName: string, bridgePeer: string): Promise<Survey>;
  /**
   * Dual redirect into our two contexts, after HUSHPAY_PEER was set on both and what an earlier payment of the call has left
   * was cleared. Rejects when nothing was moved. `language` is what the dialplan speaks to the caller when we are not there.
   */
  redirect(sessionId: string, caller: Leg, agent: Leg, language?: string): Promise<void>;
  /** What the dialplan speaks to the caller from now on. */
  speaks(caller: Leg, language: string): Promise<void>;
  isolate(sessionId: string, caller: Leg, agent: Leg): Promise<void>;
  /** What the agent has of the capture, after `isolate` and as often as wanted. Rejects where it cannot be had. */
  attend(sessionId: string, caller: Leg, agent: Leg, presence: Presence): Promise<void>;
  /**
   * Plays media (`sound:…` list) to one side only, at once, ending what plays there. Resolves when it has been
   * asked for; the end comes as `promptFinished` with `promptId` (with `failed` where it could not be played).
   */
  prompt(sessionId: string, side: Side, leg: Leg, media: readonly string[], promptId: string): Promise<void>;
  stopPrompt(sessionId: string, side: Side): Promise<void>;
  /**
   * Hears what the caller says, after a prompt. `prompt` and `release` end it, as a key does: the key is told here, those
   * that follow as `keyPressed`. A caller who hangs up is told as `partyHungUp` too. `refused` where the caller did not
   * come by `AGI(…/pay)`; rejects where it could not be moved.
   */
  listen(sessionId: string, caller: Leg, question: SpeechQuestion): Promise<SpeechHeard>;
  /** The caller's AGI session lasts as long as the payment; `stay` takes it into our application, and may be run again. */
  accompany(sessionId: string, request: AgiRequest, stay: () => Promise<void>): Promise<void>;
  /**
   * A service that has died may have been listening to this caller, who is `here`, in our application, or not. Nobody listens any
   * more, and its recordings, which were made deaf for it, hear again when it is muted. Never rejects.
   */
  hearAgain(sessionId: string, caller: Leg, here: boolean): Promise<void>;
  /**
   * Outcome variables as they are to be should the dialplan go on without us from here. Soon over, whether or not they
   * could be set; never rejects.
   */
  note(sessionId: string, legs: readonly Leg[], variables: OutcomeVariables): Promise<void>;
  /**
   * Outcome variables on both, snoop dropped, caller unmuted by the dialplan and bridged with the agent: at once, so no key
   * may be coming any more. `quiet` says whether one is; it is asked last, when every key that Asterisk has told of was
   * heard, and without it the caller goes back whatever comes. Resolves with `false` where keys may be coming; both are
   * where they were then. Tells `partyHungUp` of a caller who turns out not to be with us any more, and rejects.
   */
  rejoin(
    sessionId: string,
    caller: Leg,
    agent: Leg,
    variables: OutcomeVariables,
    quiet?: StillQuiet,
  ): Promise<boolean>;
  /**
   * One side alone back to the dialplan, which unmutes a caller only after a time without keys, unless `quiet` says, as for
   * `rejoin`, that there was one already.
   */
  release(
    sessionId: string,
    side: Side,
    leg: Leg,
    variables: OutcomeVariables,
    quiet?: StillQuiet,
  ): Promise<void>;
  /**
   * Says something into one ear, over what it hears; also after `rejoin`, when both talk. Resolves when it was said, and
   * rejects where it cannot be.
   */
  whisper(sessionId: string, side: Side, leg: Leg, media: readonly string[]): Promise<void>;
  /** Takes a caller out of its bridge and to the payment line, with these variables set on it. */
  bring(caller: Leg, variables: Readonly<Record<string, string>>): Promise<void>;
  /** Drops bridges and bookkeeping of a session; never fails. */
  forget(sessionId: string): Promise<void>;
}
