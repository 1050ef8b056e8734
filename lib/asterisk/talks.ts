import { HushpayError } from '../errors.js';
import type { Gate } from '../talk/gate.js';
import type { Leg } from './leg.js';
import type { SceneContext } from './scene-context.js';
import type { Present } from './switchboard.js';
import { clear, enterAnew, openTalk, type Talk, talkOf } from './talk.js';

/** What a caller's voice goes through, and by what it is fetched from the wire. */
export interface TalkMeans {
  /** tcpdump, by name or path. */
  readonly tcpdump: string;
  /** Only the control of a test opens it. */
  readonly createGate: () => Gate;
}

/** The sessions in which caller and agent talk through the gate, and what a dead instance has left of such. */
export class Talks {
  readonly #open = new Map<string, Talk>();
  readonly #opening = new Map<string, Promise<unknown>>();

  /** `lost` is told when the path of a session has ended by itself. */
  constructor(
    private readonly stage: () => SceneContext,
    private readonly means: TalkMeans,
    private readonly lost: (sessionId: string, why: string) => void,
  ) {}

  of(sessionId: string): Talk | undefined {
    return this.#open.get(sessionId);
  }

  /** Rejects with `presence-refused`. */
  async begin(sessionId: string, caller: Leg, agent: Leg): Promise<void> {
    if (this.#open.has(sessionId)) return;
    const { tcpdump, createGate } = this.means;
    let early: string | undefined;
    const lost = (why: string) => {
      if (this.#open.delete(sessionId)) this.lost(sessionId, why);
      else early = why;
    };
    const conversing = { caller, agent, gate: createGate(), tcpdump, lost };
    const opening = openTalk(this.stage(), sessionId, conversing).then((talk) => {
      if (early !== undefined) throw new HushpayError('presence-refused', early);
      this.#open.set(sessionId, talk);
    });
    this.#opening.set(sessionId, opening);
    await opening.finally(() => this.#opening.delete(sessionId));
  }

  /** Does nothing where nobody talks. Never fails. */
  async end(sessionId: string): Promise<void> {
    await this.#opening.get(sessionId)?.catch(() => undefined);
    const talk = this.#open.get(sessionId);
    this.#open.delete(sessionId);
    await talk?.close();
  }

  /** Another instance owns the calls now, and clears what is there: nothing is asked of Asterisk any more. */
  abandon(): void {
    for (const talk of this.#open.values()) talk.abandon();
    this.#open.clear();
  }

  /** Ends what is not of this instance; `here` is who is present. An agent who talked comes into its bridge anew (`leaveTalk`). */
  async clearForeign(here: readonly Present[]): Promise<void> {
    const stage = this.stage();
    const channels = await stage.rest.json<readonly { id: string }[]>('GET', '/channels');
    const sessions = new Set(channels.map(({ id }) => talkOf(id)).filter((id) => id !== undefined));
    const foreign = [...sessions].filter((sessionId) => !this.#open.has(sessionId));
    await Promise.all(
      foreign.map(async (sessionId) => {
        await clear(stage, sessionId);
        const agent = here.find((one) => one.sessionId === sessionId && one.side === 'agent');
        if (agent) await enterAnew(stage.rest, sessionId, agent.leg);
      }),
    );
  }
}
