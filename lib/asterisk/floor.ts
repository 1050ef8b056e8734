import type { Side } from '../session/state.js';
import type { Leg } from './leg.js';
import type { Known, Party } from './translate.js';

/** Playback ids a side uses in turn, so that a new instance can find what a dead one left playing. */
export const SLOTS = 4;

export interface Prompt {
  readonly sessionId: string;
  readonly side: Side;
  /** Absent: the quiet between prompts, whose end is told to nobody. */
  readonly promptId?: string;
  readonly media: readonly string[];
  /** When the file that plays now began. */
  readonly began?: number;
  /** One of its files was not played. */
  readonly missed?: boolean;
}

/** The shortest file of ours takes twice as long; one that is not there takes none. Milliseconds. */
const NO_TIME_MS = 20;

interface Voice {
  slot: number;
  /** Playback that was asked for last and has not ended yet. */
  current: string | undefined;
  /** The side is on its way out: no more quiet. */
  over: boolean;
  /** End of the last request on this side: requests of one side keep their order. */
  turn: Promise<unknown>;
}

/** One after another, whether or not the one before succeeded. */
export function inTurn(voice: { turn: Promise<unknown> }, work: () => Promise<void>): Promise<void> {
  const mine = voice.turn.then(work, work);
  voice.turn = mine.catch(() => undefined);
  return mine;
}

/** Who is in our application and what plays to whom, as far as this instance has seen. */
export class Floor implements Known {
  readonly #parties = new Map<string, Party>();
  readonly #prompts = new Map<string, Prompt>();
  readonly #voices = new Map<string, Voice>();
  readonly #own = new Set<string>();
  /** Channels whose leaving was told, by session. */
  readonly #gone = new Map<string, Set<string>>();
  readonly #told = new Map<string, { turn: Promise<unknown> }>();

  party(channelId: string): Party | undefined {
    return this.#parties.get(channelId);
  }

  prompt(playbackId: string): Prompt | undefined {
    return this.#prompts.get(playbackId);
  }

  /** A part of a playback begins, or the next one is due; `at` by Asterisk's clock. One that took no time was not played. */
  part(id: string, over: boolean, at: number): void {
    const prompt = this.#prompts.get(id);
    if (!prompt) return;
    const took = at - (prompt.began ?? Number.NaN);
    const missed = prompt.missed || (over && took >= 0 && took < NO_TIME_MS);
    this.#prompts.set(id, { ...prompt, began: at, ...(missed && { missed }) });
  }

  arrive(sessionId: string, side: Side, leg: Leg): void {
    this.#gone.get(sessionId)?.delete(leg.channelId);
    this.#parties.set(leg.channelId, { sessionId, side, leg, returning: false });
  }

  /** From now on its leaving is our doing. `false` turns it back, when it could not be sent. */
  returning(channelId: string, returning: boolean): void {
    const party = this.#parties.get(channelId);
    if (party) this.#parties.set(channelId, { ...party, returning });
  }

  leave(channelId: string): void {
    this.#parties.delete(channelId);
  }

  /** Its leaving is told. Asterisk may answer for such a channel as if it were there for a moment more. */
  hungUp({ sessionId, leg }: Party): void {
    this.leave(leg.channelId);
    this.#gone.set(sessionId, (this.#gone.get(sessionId) ?? new Set()).add(leg.channelId));
  }

  isGone(sessionId: string, { channelId }: Leg): boolean {
    return this.#gone.get(sessionId)?.has(channelId) ?? false;
  }

  /** What is there after a new connection; everybody else has gone meanwhile. */
  replace(parties: readonly Party[]): void {
    const old = new Map(this.#parties);
    this.#parties.clear();
    for (const party of parties) {
      const returning = old.get(party.leg.channelId)?.returning ?? false;
      this.#parties.set(party.leg.channelId, { ...party, returning });
    }
  }

  at(sessionId: string, side: Side): Party | undefined {
    return [...this.#parties.values()].find((party) => party.sessionId === sessionId && party.side === side);
  }

  /** This instance has begun the session, or has cleared what another left of it. */
  owns(sessionId: string): boolean {
    return this.#own.has(sessionId);
  }

  own(sessionId: string): void {
    this.#own.add(sessionId);
  }

  voice(sessionId: string, side: Side): Voice {
    const key = `${sessionId}-${side}`;
    const voice = this.#voices.get(key) ?? {
      slot: 0,
      current: undefined,
      over: false,
      turn: Promise.resolve(),
    };
    this.#voices.set(key, voice);
    return voice;
  }

  /** What is told to the dialplan of a session, one after another. */
  told(sessionId: string): { turn: Promise<unknown> } {
    const told = this.#told.get(sessionId) ?? { turn: Promise.resolve() };
    this.#told.set(sessionId, told);
    return told;
  }

  /** What is being said to a side. Its end is nobody's business any more: somebody else stands there now. */
  interrupt(sessionId: string, side: Side): Prompt | undefined {
    const voice = this.voice(sessionId, side);
    const prompt = voice.current === undefined ? undefined : this.#prompts.get(voice.current);
    if (voice.current !== undefined) this.finish(voice.current);
    return prompt;
  }

  /** The next playback id of a side, standing for `promptId`, or for the quiet between prompts. */
  speak(sessionId: string, side: Side, promptId: string | undefined, media: readonly string[]): string {
    const voice = this.voice(sessionId, side);
    voice.over = false;
    voice.slot = (voice.slot + 1) % SLOTS;
    voice.current = playbackId(sessionId, side, voice.slot);
    this.#prompts.set(voice.current, { sessionId, side, ...(promptId !== undefined && { promptId }), media });
    return voice.current;
  }

  finish(id: string): void {
    const prompt = this.#prompts.get(id);
    if (!prompt) return;
    this.#prompts.delete(id);
    const voice = this.#voices.get(`${prompt.sessionId}-${prompt.side}`);
    if (voice?.current === id) voice.current = undefined;
  }

  forget(sessionId: string): void {
    for (const [id, party] of this.#parties) if (party.sessionId === sessionId) this.#parties.delete(id);
    for (const [id, prompt] of this.#prompts) if (prompt.sessionId === sessionId) this.#prompts.delete(id);
    this.#voices.delete(`${sessionId}-caller`);
    this.#voices.delete(`${sessionId}-agent`);
    this.#own.delete(sessionId);
    this.#told.delete(sessionId);
    this.#gone.delete(sessionId);
  }
}

export function playbackId(sessionId: string, side: Side, slot: number): string {
  return `${sessionId}-${side}-${slot}`;
}

export function bridgeId(sessionId: string): string {
  return `${sessionId}-bridge`;
}

export function snoopId(sessionId: string): string {
  return `${sessionId}-snoop`;
}
