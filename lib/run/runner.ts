import { setImmediate as turn } from 'node:timers/promises';
import type { SwitchboardEvent } from '../asterisk/switchboard.js';
import { HushpayError } from '../errors.js';
import { type AgentRefusal, refusalOf } from '../session/agent.js';
import { BLANK, begin } from '../session/begin.js';
import type { Decision } from '../session/draft.js';
import type { Actor, AgentCommand, Event } from '../session/event.js';
import { reduce } from '../session/reduce.js';
import { variablesOf } from '../session/result.js';
import type { Session } from '../session/state.js';
import type { Happened, Ports, SessionContext } from './context.js';
import { execute, executeNow } from './execute.js';
import { Feed } from './feed.js';
import type { Withheld } from './identified.js';
import { callerPressed } from './keys.js';
import type { Live } from './live.js';
import { noteKey } from './quiet.js';
import { Timers } from './timers.js';

/** Events too frequent to be worth a row each: the next row has their state. */
const FREQUENT: ReadonlySet<Event['type']> = new Set([
  'fieldProgressed',
  'fieldOverran',
  'callerPressed',
  'promptFinished',
]);

/** Whether a step is written down: all that a replay must know of to come to the same steps. Pure. */
export function isWritten(before: Session, after: Session, event: Event): boolean {
  if (!FREQUENT.has(event.type)) return true;
  // After a restart it must be known whether the caller has keyed anything at all.
  if (before.lastKeyAt === 0 && after.lastKeyAt > 0) return true;
  // What the caller has heard decides whether it is asked.
  if (before.amountTold !== after.amountTold) return true;
  const [was, is] = [before.phase, after.phase];
  // Some answers count only when the question was heard to its end.
  if (event.type === 'promptFinished' && (event.failed || is.name === 'choosing')) return true;
  const further = was.name === 'capturing' && is.name === 'capturing' && was.keys > 0;
  return was !== is && !further;
}

/**
 * Runs sessions: `reduce`, journal, carry out. Deciding is synchronous, so that a key always meets the newest
 * state; carrying out is a queue for each session. Only what must survive a crash is waited for on disk: that a
 * session exists before its channels are moved, that a charge is intended before it is sent, and under which token a method
 * is stored before it is.
 */
export class Runner implements SessionContext {
  readonly #lives = new Map<string, Live>();
  #acting = true;
  #emptied: (() => void)[] = [];
  readonly #inFlight = new Set<Promise<void>>();

  constructor(readonly ports: Ports) {}

  get size(): number {
    return this.#lives.size;
  }

  /** Whether a session in this process is still responsible for the order. */
  owns(orderId: string): boolean {
    const live = this.#lives.get(orderId.slice(0, orderId.lastIndexOf('-')));
    const phase = live?.session.phase;
    return phase !== undefined && 'orderId' in phase && phase.orderId === orderId;
  }

  /** Whether a channel takes part in a running session. */
  engaged(channelId: string): boolean {
    for (const { session } of this.#lives.values()) {
      if (session.caller.channelId === channelId || session.agent.channelId === channelId) return true;
    }
    return false;
  }

  /** Journals a new session and moves its channels; answers whether they were moved. */
  async begin(event: Extract<Event, { type: 'handOffRequested' }>, withheld?: Withheld): Promise<boolean> {
    const decision = begin(event);
    const live = this.#adopt(decision.session);
    live.withheld = withheld;
    const moved = new Promise<boolean>((resolve) => {
      live.moved = resolve;
    });
    this.#settle(live, decision, event);
    return moved;
  }

  /** Takes a journalled session up again, after a restart or a takeover. */
  resume(session: Session, callerPresent: boolean, agentPresent: boolean, heardMs = 0): void {
    if (this.#lives.has(session.id)) return;
    // An older version may have journalled it without what was added since.
    this.#adopt({ ...BLANK, ...session });
    this.dispatch(session.id, { type: 'recovered', callerPresent, agentPresent, restarted: true, heardMs });
  }

  /** Tells a session what happened. Unknown and ended sessions hear nothing. */
  dispatch(sessionId: string, happened: Happened): void {
    const live = this.#lives.get(sessionId);
    if (!live || !this.#acting) return;
    const event = { ...happened, at: this.ports.now() } as Event;
    this.#settle(live, reduce(live.session, event), event);
  }

  /** What an agent asks for, by whatever door; undefined when it is obeyed. */
  command(sessionId: string, command: AgentCommand, by: Actor): AgentRefusal | 'no-such-session' | undefined {
    const live = this.#lives.get(sessionId);
    if (!live || !this.#acting) return 'no-such-session';
    const refusal = refusalOf(live.session, command);
    if (!refusal) this.dispatch(sessionId, { type: 'agentCommanded', command, by });
    return refusal;
  }

  /** The switchboard's events that belong to one session. */
  heard(event: SwitchboardEvent): void {
    switch (event.type) {
      case 'keyPressed': {
        const { sessionId, side, key } = event;
        const live = this.#lives.get(sessionId);
        if (side === 'agent') this.dispatch(sessionId, { type: 'agentPressed', key });
        else if (live) callerPressed(this, live, key);
        return;
      }
      case 'partyArrived':
        if (isOver(this.session(event.sessionId))) return this.#stray(event);
        this.dispatch(event.sessionId, { type: 'partyArrived', side: event.side });
        return;
      case 'partyHungUp':
        this.dispatch(event.sessionId, { type: 'partyHungUp', side: event.side });
        return;
      case 'agentReplaced':
        this.dispatch(event.sessionId, { type: 'agentReplaced', ...event.leg });
        return;
      case 'talkLost': {
        const { sessionId, why } = event;
        this.dispatch(sessionId, { type: 'presenceRefused', presence: 'guided', why });
        return;
      }
      case 'promptFinished': {
        const { sessionId, side, promptId, failed } = event;
        // One that its party cut short by hanging up is none.
        const wanted = this.session(sessionId)?.playing[side] === promptId;
        if (failed && wanted)
          this.ports.log.error({ session: sessionId, side }, 'a prompt could not be played');
        this.dispatch(sessionId, { type: 'promptFinished', side, promptId, ...(failed && { failed }) });
        return;
      }
      case 'connected':
      case 'disconnected':
      case 'replaced':
        return;
    }
  }

  /** A running session. */
  session(id: string): Session | undefined {
    return this.#lives.get(id)?.session;
  }

  sessions(): Session[] {
    return [...this.#lives.values()].map((live) => live.session);
  }

  /** Another instance owns the calls now: drop everything without touching a channel. */
  halt(): void {
    this.#acting = false;
    for (const live of this.#lives.values()) {
      live.timers.stopAll();
      live.card.wipe();
      live.moved?.(false);
    }
    this.#lives.clear();
    for (const resolve of this.#emptied.splice(0)) resolve();
  }

  track(work: Promise<void>): void {
    this.#inFlight.add(work);
    void work.finally(() => this.#inFlight.delete(work));
  }

  /** Resolves when no answer of the gateway is awaited any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#inFlight]);
  }

  get acting(): boolean {
    return this.#acting;
  }

  /** Resolves when no session is running, or after `ms`. */
  async empty(ms: number): Promise<boolean> {
    if (this.#lives.size === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    });
    const done = new Promise<boolean>((resolve) => this.#emptied.push(() => resolve(true)));
    const answer = await Promise.race([late, done]);
    clearTimeout(timer);
    return answer;
  }

  #adopt(session: Session): Live {
    const live: Live = {
      session,
      feed: new Feed(this.ports.told?.(session.id)),
      card: this.ports.newCapture(session),
      timers: new Timers((timer) => this.dispatch(session.id, { type: 'timedOut', timer }), this.ports.after),
      outward: Promise.resolve(),
      written: Promise.resolve(),
    };
    this.#lives.set(session.id, live);
    return live;
  }

  #settle(live: Live, decision: Decision, event: Event): void {
    const before = live.session;
    const known = event.type === 'handOffRequested' ? undefined : live.session;
    live.session = decision.session;
    noteKey(live, before, decision.session, event.at, this.ports.steady?.());
    const { watch } = this.ports;
    for (const step of live.feed.step(known, decision.session, event)) watch?.(step);
    const { id, phase } = decision.session;
    this.ports.log.debug({ session: id, event: event.type, phase: phase.name }, 'step');

    const { judged, outward } = executeNow(this, live, decision.commands);
    const intended = decision.payment?.change === 'intended' || decision.method?.change === 'intended';
    const must = intended || event.type === 'handOffRequested';
    const write =
      decision.payment || decision.method || isWritten(before, decision.session, event)
        ? this.#write(live, decision, event, must)
        : Promise.resolve(true);
    live.outward = live.outward.then(async () => {
      if (must && !(await write)) return this.#unwritten(live, decision);
      for (const command of outward) {
        if (!this.#acting) return;
        await execute(this, live, command);
      }
    });
    for (const judge of judged) judge();
  }

  #write(live: Live, decision: Decision, event: Event, must: boolean): Promise<boolean> {
    const { journal, log } = this.ports;
    const result = live.written.then(async () => {
      try {
        // Nobody waits for this one: what was decided goes out first, and the caller hears it a millisecond sooner.
        if (!must) await turn();
        await journal.record(decision.session, event, decision.payment, decision.method);
        return true;
      } catch (error) {
        log.error({ session: live.session.id, err: error }, 'journal write failed');
        if (error instanceof HushpayError && error.code === 'journal-not-owner') this.halt();
        return false;
      }
    });
    live.written = result.then(() => undefined);
    return result;
  }

  /** What had to be on disk is not: the effect does not happen, and the session hears why. */
  #unwritten(live: Live, decision: Decision): void {
    const { id } = live.session;
    const text = 'The journal could not be written, so nothing was sent';
    const outcome = { kind: 'failed', cause: 'journal-unavailable', text } as const;
    if (decision.payment) {
      const { orderId } = decision.payment;
      this.dispatch(id, { type: 'chargeWithheld', orderId, outcome });
      return;
    }
    if (decision.method) {
      this.dispatch(id, { type: 'storeFailed', token: decision.method.token, outcome });
      return;
    }
    live.moved?.(false);
    this.dispatch(id, { type: 'redirectFailed' });
  }

  /** Somebody came into our application of whom nothing is known: back to the dialplan. */
  #stray(event: Extract<SwitchboardEvent, { type: 'partyArrived' }>): void {
    const { sessionId, side, leg } = event;
    // Of one that is over what was left for its dialplan stays so.
    const over = this.session(sessionId);
    this.ports.log.warn({ session: sessionId, side }, 'party of an unknown session is released');
    this.ports.switchboard
      .release(sessionId, side, leg, over ? variablesOf(over) : { result: 'internal-error' })
      .catch((error: unknown) => this.ports.log.error({ session: sessionId, err: error }, 'release failed'));
  }

  async finish(live: Live): Promise<void> {
    live.timers.stopAll();
    live.card.wipe();
    live.moved?.(false);
    await live.written;
    this.#lives.delete(live.session.id);
    const { id, result } = live.session;
    this.ports.log.info({ session: id, result }, 'session ended');
    if (this.#lives.size === 0) for (const resolve of this.#emptied.splice(0)) resolve();
  }
}

/** Nobody would answer a party that comes now. */
function isOver(session: Session | undefined): boolean {
  return session === undefined || session.phase.name === 'ended';
}
