import { join } from 'node:path';
import type { RtpPacket } from '../../lib/rig/capture.js';
import { keysHeard } from '../../lib/rig/listen.js';
import type { KeyPress, Phone } from '../../lib/rig/phone.js';
import { until } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import { type Conversation, whole } from './conversation.js';
import type { Stage } from './stage.js';

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

/** How long a key is held on a way back. Milliseconds. */
const HELD_MS = 3500;

/**
 * A key is held down when the wait for quiet has begun, and let go when the caller has been heard again. Without `thrown`
 * the caller's keys are let through as soon as it is: the control.
 */
export async function holdsOver(call: Conversation, { thrown = true } = {}): Promise<void> {
  await until(
    'the silence of the quiet wait',
    25_000,
    async () => (await call.channel('caller')).dialplan.app_name === 'ControlPlayback',
  );
  const held = call.call.caller.press('5', { onMs: HELD_MS });
  await call.together(HELD_MS);
  if (!thrown) {
    const { name } = await call.channel('caller');
    await call.stage.pbx.server.ami.action('Setvar', {
      Channel: name,
      Variable: 'FRAME_DROP(RX)',
      Value: '',
    });
  }
  await held;
}

/** A supervisor who listens to the caller of one call, and to whom no key is to come. */
export async function spyOn(stage: Stage): Promise<{ hears(): Promise<number> }> {
  const spy = await stage.phones.dial('third', '410', '41');
  return {
    async hears() {
      await spy.hangUp();
      return keysHeard(readWav(await whole(spy))).length;
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
   * For after the end of the call: keys that were signalled to the agent's phone, that are in the sound it was sent, that it
   * heard (a phone whose keys are tones takes them out), and in what the PBX recorded of the caller's own sound. `packets` is
   * everything on the wire meanwhile.
   */
  async found(packets: readonly RtpPacket[]): Promise<Record<keyof typeof NOTHING, number>> {
    const recorded = join(this.call.stage.pbx.recordings(this.call.call.number), 'caller-in.wav');
    await until('caller-in.wav to be whole', 10_000, () => wholeWav(recorded));
    const toAgent = packets.filter(({ toPort }) => toPort === this.port);
    return {
      signals: toAgent.filter(({ event }) => event?.end).length,
      sent: keysHeard(Int16Array.from(toAgent.flatMap(({ sound }) => [...(sound ?? [])]))).length,
      heard: keysHeard(readWav(await this.call.recording('agent'))).length,
      recorded: keysHeard(readWav(recorded)).length,
    };
  }
}

export const NOTHING = { signals: 0, sent: 0, heard: 0, recorded: 0 } as const;
