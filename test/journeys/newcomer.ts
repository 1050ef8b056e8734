import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { captureRtp, type RtpCapture, type RtpPacket } from '../../lib/rig/capture.js';
import { keysHeard, tone } from '../../lib/rig/listen.js';
import type { Phone } from '../../lib/rig/phone.js';
import { talk } from '../../lib/rig/talk.js';
import { readWav } from '../../lib/rig/wav.js';
import { type Conversation, whole } from './conversation.js';

/** What the caller says in `talk`. Hertz. */
const CALLER_HZ = 2000;

/**
 * Whoever a transfer brings into a payment, and what reaches its phone: by the packets on the wire. A transfer with
 * Replaces brings another stream with other sequence numbers, and in half of the cases the Asterisk that is the phone
 * here takes it for late packets in what it records, though it received it. Telephones tell streams apart by their SSRC.
 */
export class Newcomer {
  private talked = false;

  private constructor(
    readonly phone: Phone,
    private readonly port: number,
    private readonly wire: RtpCapture,
  ) {}

  static async of(phone: Phone): Promise<Newcomer> {
    const port = Number((await phone.rtpAddresses()).phone.split(':')[1]);
    return new Newcomer(phone, port, await listening(port));
  }

  /** It hears the caller, and the caller hears it: at once, or when Asterisk has taken its Local channels out. */
  async talksWith(call: Conversation): Promise<boolean> {
    for (let tries = 0; tries < 3; tries++) {
      const wire = await listening(this.port);
      const { callerHearsAgent } = await talk({ caller: call.call.caller, agent: this.phone });
      const heard = tone(this.soundOf(await wire.stop()), CALLER_HZ);
      this.talked ||= heard.length > 0;
      if (heard.length > 0 && callerHearsAgent) return true;
    }
    return false;
  }

  /**
   * Hangs up. It was signalled no key and heard none in its whole call; and one would have been found, because what the
   * caller said in `talksWith` is.
   */
  async leave(t: Test): Promise<void> {
    await this.phone.hangUp();
    const packets = await this.wire.stop();
    const signalled = packets.filter(({ toPort, event }) => toPort === this.port && event !== undefined);
    const sound = this.soundOf(packets);
    t.same(signalled, [], 'the newcomer was signalled no key');
    t.same(keysHeard(sound), [], 'was sent none as a tone');
    t.same(keysHeard(readWav(await whole(this.phone))), [], 'heard none, from its first moment on');
    if (this.talked) t.ok(tone(sound, CALLER_HZ).length > 0, 'and was sent the voice of the caller');
  }

  private soundOf(packets: readonly RtpPacket[]): Int16Array {
    const heard = packets.flatMap(({ toPort, sound }) => (toPort === this.port && sound ? [sound] : []));
    const whole = new Int16Array(heard.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const sound of heard) {
      whole.set(sound, at);
      at += sound.length;
    }
    return whole;
  }
}

async function listening(port: number): Promise<RtpCapture> {
  const file = join(tmpdir(), `newcomer-${randomBytes(6).toString('hex')}.pcap`);
  const capture = await captureRtp(file, port, port);
  return {
    async stop() {
      const packets = await capture.stop();
      rmSync(file, { force: true });
      return packets;
    },
  };
}
