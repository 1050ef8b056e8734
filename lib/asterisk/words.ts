import type { Side } from '../session/state.js';
import { AriRefusal } from './ari-rest.js';
import { snoopId } from './floor.js';
import type { Leg } from './leg.js';
import type { SceneContext } from './scene-context.js';

/** Channels of words, used in turn: a transfer brings another agent before the first channel has gone. */
const SLOTS = 2;

const WORDS = /^(hp[0-9a-z]{13})-words-\d$/;

/** The session of a channel by which words are said to the agent. */
export function wordsOf(channelId: string): string | undefined {
  return WORDS.exec(channelId)?.[1];
}

/** Every channel that a session may have for its words. */
export function wordsIds(sessionId: string): readonly string[] {
  return Array.from({ length: SLOTS }, (_, slot) => `${sessionId}-words-${slot}`);
}

/** A prompt of a session, begun. */
export type Say = (
  sessionId: string,
  side: Side,
  leg: Leg,
  media: readonly string[],
  promptId: string,
) => Promise<void>;

interface Ear {
  readonly id: string;
  readonly opened: Promise<boolean>;
}

/** Whether the caller's prompts are kept from the agent; requests are made one after another. */
interface Apart {
  now: boolean;
  turn: Promise<unknown>;
}

/**
 * Words for an agent who can speak to the caller at the same time (`guided`). Played to the agent's own channel, they would
 * keep its voice from the bridge. So they are whispered into what the bridge sends the agent, by a snoop that hears nothing of
 * anybody; what the caller hears is muted towards the agent until they end. Where the bridge sends nothing (the caller has
 * gone, another presence), a whisper would not be heard, and the agent's own channel has the words.
 */
export class Words {
  readonly #ears = new Map<string, Ear>();
  readonly #slots = new Map<string, number>();
  readonly #apart = new Map<string, Apart>();

  constructor(
    private readonly stage: () => SceneContext,
    private readonly say: Say,
  ) {}

  /** Begins at once, and is waited for by the first words. Does nothing where it is open. */
  open(sessionId: string, agent: Leg): void {
    if (this.#ears.has(sessionId)) return;
    const slot = ((this.#slots.get(sessionId) ?? -1) + 1) % SLOTS;
    this.#slots.set(sessionId, slot);
    const id = `${sessionId}-words-${slot}`;
    const opened = this.#make(sessionId, id, agent).catch((error: unknown) => {
      this.stage().log('debug', 'words for the agent go by its own channel', {
        session: sessionId,
        why: String(error),
      });
      return false;
    });
    this.#ears.set(sessionId, { id, opened });
  }

  async #make(sessionId: string, id: string, agent: Leg): Promise<boolean> {
    const { rest, waits, app, deadlineMs } = this.stage();
    const started = waits.expect(`start:${id}`, deadlineMs);
    const query = { spy: 'none', whisper: 'out', app, appArgs: `snoop,${sessionId}` };
    await rest.text('POST', `/channels/${agent.channelId}/snoop/${id}`, query);
    return started;
  }

  isOpen(sessionId: string): boolean {
    return this.#ears.has(sessionId);
  }

  /** Begins to play; `false` where it has to be played to the agent's own channel. */
  async play(sessionId: string, playbackId: string, media: readonly string[]): Promise<boolean> {
    const ear = this.#ears.get(sessionId);
    if (!ear || !(await ear.opened) || this.#ears.get(sessionId) !== ear) return false;
    this.#keepApart(sessionId, true);
    try {
      await this.stage().rest.text('POST', `/channels/${ear.id}/play/${playbackId}`, { media });
      return true;
    } catch (error) {
      this.#keepApart(sessionId, false);
      if (!(error instanceof AriRefusal)) throw error;
      this.close(sessionId);
      return false;
    }
  }

  /** The agent hears the caller's prompts again, unless there are other words already. */
  ended(sessionId: string): void {
    if (this.stage().floor.voice(sessionId, 'agent').current === undefined) this.#keepApart(sessionId, false);
  }

  /** Not waited for, and where it fails the agent hears both: nobody is held up by it. */
  #keepApart(sessionId: string, now: boolean): void {
    const apart = this.#apart.get(sessionId) ?? { now: false, turn: Promise.resolve() };
    if (apart.now === now) return;
    this.#apart.set(sessionId, apart);
    apart.now = now;
    apart.turn = apart.turn.then(() => deafen(this.stage(), sessionId, now)).catch(() => undefined);
  }

  /** The agent hears the prompts again; words are played to its own channel from now on. */
  close(sessionId: string): void {
    this.#keepApart(sessionId, false);
    this.#end(sessionId);
  }

  #end(sessionId: string): void {
    const ear = this.#ears.get(sessionId);
    this.#ears.delete(sessionId);
    const remove = () => this.stage().rest.tolerant('DELETE', `/channels/${ear?.id}`);
    ear?.opened.then(remove).catch(() => undefined);
  }

  /** The caller has gone, so the bridge sends nothing: what is being said is said anew where it is heard. */
  lost(sessionId: string): void {
    if (!this.#ears.has(sessionId)) return;
    const { floor } = this.stage();
    this.close(sessionId);
    const agent = floor.at(sessionId, 'agent');
    if (!agent || agent.returning || floor.voice(sessionId, 'agent').over) return;
    // At once, so that what the session says to it now comes after.
    const said = floor.interrupt(sessionId, 'agent');
    if (said?.promptId === undefined) return;
    this.say(sessionId, 'agent', agent.leg, said.media, said.promptId).catch(() => undefined);
  }

  /** What the caller hears is not the agent's any more. */
  forget(sessionId: string): void {
    this.#end(sessionId);
    this.#apart.delete(sessionId);
    this.#slots.delete(sessionId);
  }
}

/** Samples are divided by it: silence, which goes on being sent. Zero is the volume as it was. */
const SILENT = '-32767';

/**
 * Whether the agent is kept from what the caller hears. By VOLUME: ARI's `mute` sends nothing in its place, and a whisper is
 * mixed only into what is sent; after MUTEAUDIO the whisper was late by as long as it lasted.
 */
export async function deafen({ rest, ami }: SceneContext, sessionId: string, deaf: boolean): Promise<void> {
  let name: string;
  try {
    ({ name } = await rest.json<{ name: string }>('GET', `/channels/${snoopId(sessionId)}`));
  } catch (error) {
    if (error instanceof AriRefusal) return;
    throw error;
  }
  await ami.setvar(name, 'VOLUME(RX)', deaf ? SILENT : '0');
}
