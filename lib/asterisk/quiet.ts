import type { ForeignEvent } from './ari.js';
import { inTurn, type Prompt } from './floor.js';
import type { Leg } from './leg.js';
import type { SceneContext } from './scene-context.js';

/** Five minutes of Asterisk's own silence; begun anew when it ends. */
const SILENCE = Array.from({ length: 30 }, () => 'sound:silence/10');

/** Whoever has hung up is off the floor by then. */
const GONE_MS = 1000;

/**
 * What the caller is sent between prompts. Asterisk mixes the agent's whisper only into what it sends. And only while it
 * plays a file does it take keys as they come: otherwise a key that begins within 45 ms of the one before makes it report
 * that one, and all that follow, twice.
 */
export class Quiet {
  /** Asterisk lacks its sound files of silence. */
  #missing = false;

  constructor(private readonly stage: () => SceneContext) {}

  /** Does nothing where somebody speaks, or the caller is on its way out. */
  async begin(sessionId: string, caller: Leg): Promise<void> {
    const { floor, rest } = this.stage();
    // The whisper is heard all the same.
    if (this.#missing) return void (await rest.tolerant('POST', `/channels/${caller.channelId}/silence`));
    const voice = floor.voice(sessionId, 'caller');
    await inTurn(voice, async () => {
      if (voice.current !== undefined || voice.over) return;
      const id = floor.speak(sessionId, 'caller', undefined, SILENCE);
      const query = { media: SILENCE };
      const played = await rest.tolerant('POST', `/channels/${caller.channelId}/play/${id}`, query);
      if (!played) floor.finish(id);
    });
  }

  /** A playback of ours has ended: what it was. */
  ended(event: ForeignEvent): Prompt | undefined {
    const { floor } = this.stage();
    const { id, state } = event.playback as { readonly id: string; readonly state?: string };
    const ended = floor.prompt(id);
    floor.finish(id);
    if (ended?.promptId !== undefined || state !== 'failed') return ended;
    if (ended) this.#failed(ended.sessionId);
    return undefined;
  }

  /** The caller has hung up, as is known in a moment; one who is there still has heard that there is no such file. */
  #failed(sessionId: string): void {
    const look = () => {
      const { floor, log } = this.stage();
      const caller = floor.at(sessionId, 'caller');
      if (!caller || caller.returning || floor.voice(sessionId, 'caller').over) return;
      if (!this.#missing) {
        log(
          'warn',
          'Asterisk cannot play silence/10: install its core sounds, or quick keys are reported twice',
        );
      }
      this.#missing = true;
      this.fill(sessionId);
    };
    setTimeout(look, GONE_MS).unref();
  }

  /** The caller was out of our application for a while (`hush`). */
  cameBack(channelId: string): void {
    const { floor } = this.stage();
    const sessionId = floor.party(channelId)?.sessionId;
    if (sessionId === undefined) return;
    floor.voice(sessionId, 'caller').over = false;
    this.fill(sessionId);
  }

  /** After a prompt. */
  fill(sessionId: string): void {
    const { floor } = this.stage();
    const caller = floor.at(sessionId, 'caller');
    if (!caller || caller.returning) return;
    this.begin(sessionId, caller.leg).catch(() => undefined);
  }
}
