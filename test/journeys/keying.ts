import { join } from 'node:path';
import type { RtpPacket } from '../../lib/rig/capture.js';
import { keysHeard } from '../../lib/rig/listen.js';
import type { KeyPress, Phone } from '../../lib/rig/phone.js';
import { until } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import type { Conversation } from './conversation.js';

/** A caller who goes on keying, whatever happens. */
export interface Keying {
  /** Resolves with the time of the end of the last key, epoch milliseconds. */
  stop(): Promise<number>;
}

/** Keys without end, which no field is ever whole with; gaps are shorter than any time without keys that is waited for. */
export function keepKeying(phone: Phone, press: KeyPress = {}): Keying {
  let going = true;
  const done = (async () => {
    let end = Date.now();
    while (going) end = await phone.press('4179*', { onMs: 100, offMs: 150, ...press });
    return end;
  })();
  done.catch(() => undefined);
  return {
    stop() {
      going = false;
      return done;
    },
  };
}

/** What reaches the agent and the recording of one call, from now on. */
export class Leaks {
  private constructor(
    private readonly call: Conversation,
    private readonly port: number,
  ) {}

  static async of(call: Conversation): Promise<Leaks> {
    const { phone } = await call.call.agent.rtpAddresses();
    return new Leaks(call, Number(phone.split(':')[1]));
  }

  /**
   * For after the end of the call: keys that were signalled to the agent's phone, that can be heard in what it was sent,
   * and in what the PBX recorded of the caller's own sound. `packets` is everything on the wire meanwhile.
   */
  async found(packets: readonly RtpPacket[]): Promise<{ signals: number; heard: number; recorded: number }> {
    const recorded = join(this.call.stage.pbx.recordings(this.call.call.number), 'caller-in.wav');
    await until('caller-in.wav to be whole', 10_000, () => wholeWav(recorded));
    return {
      signals: packets.filter(({ event, toPort }) => event?.end && toPort === this.port).length,
      heard: keysHeard(readWav(await this.call.recording('agent'))).length,
      recorded: keysHeard(readWav(recorded)).length,
    };
  }
}

export const NOTHING = { signals: 0, heard: 0, recorded: 0 } as const;
