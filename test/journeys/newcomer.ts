import { keysHeard, tone } from '../../lib/rig/listen.js';
import type { Phone } from '../../lib/rig/phone.js';
import { talk } from '../../lib/rig/talk.js';
import { readWav } from '../../lib/rig/wav.js';
import { type Conversation, whole } from './conversation.js';

/** Whoever a transfer brings into a payment, and what reaches its phone. */
export class Newcomer {
  private constructor(
    readonly phone: Phone,
    private readonly rtp: Awaited<ReturnType<Phone['watchRtp']>>,
  ) {}

  static async of(phone: Phone): Promise<Newcomer> {
    return new Newcomer(phone, await phone.watchRtp());
  }

  /** It hears the caller, and the caller hears it: at once, or when Asterisk has taken its Local channels out. */
  async talksWith(call: Conversation): Promise<boolean> {
    for (let tries = 0; tries < 3; tries++) {
      const heard = await talk({ caller: call.call.caller, agent: this.phone });
      if (heard.agentHearsCaller && heard.callerHearsAgent) return true;
    }
    return false;
  }

  /** Hangs up; every key it was signalled or heard in its whole call, and the tones of `hz` it heard. */
  async leave(hz = 2000): Promise<{ readonly keys: readonly string[]; readonly tones: number }> {
    const packets = await this.rtp.stop();
    await this.phone.hangUp();
    const sound = readWav(await whole(this.phone));
    const signalled = packets.filter(
      ({ direction, event }) => direction === 'received' && event !== undefined,
    );
    return {
      keys: [...signalled.map(({ event }) => `signal ${event}`), ...keysHeard(sound).map(({ key }) => key)],
      tones: tone(sound, hz).length,
    };
  }
}
