import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ari, AriEvent } from './ari.js';
import type { DtmfMode, Line } from './pbx-config.js';
import { type RtpLog, rtpOf } from './rtp-log.js';
import type { AsteriskServer } from './server.js';
import { pause, until, within } from './until.js';
import { keysAsTones, keyTones, readWav, sines, wavBytes, wholeWav } from './wav.js';

export interface KeyPress {
  /** Milliseconds a key is held; 100 unless told, and not less unless it is a tone in the audio. */
  readonly onMs?: number;
  /** Milliseconds between keys; 100 unless told, and not less with `bleed`. */
  readonly offMs?: number;
  /**
   * `signal`: as the run's dtmf mode sends keys. `bleed`: the same, with the tone also in the audio for `bleedMs`
   * before and after each signal, as cheap gateways do. `tones`: only as tones in the audio.
   */
  readonly mode?: 'signal' | 'bleed' | 'tones';
  readonly bleedMs?: number;
}

/** Asterisk holds no signalled key for less. */
const LEAST_SIGNAL_MS = 100;

/** Asterisk keeps this long a quiet before the keys it is told to send. */
const QUIET_MS = 100;

/** What a phone hears from the moment it was asked to listen. */
export interface Ear {
  stop(): Promise<Int16Array>;
}

/** One phone in a call. */
export class Phone {
  /** Resolves with the time (epoch ms) when the phone's call is over. */
  readonly ended: Promise<number>;
  /** When what this phone had dialled answered, epoch ms; 0 for a phone that was rung. */
  answeredAt = 0;
  private readonly playbacks = new Map<string, (state: string) => void>();
  private readonly changes: (() => void)[] = [];
  private sounding = false;
  private over: (at: number) => void = () => undefined;

  constructor(
    readonly line: Line,
    readonly channelId: string,
    private readonly mouthId: string,
    private readonly server: AsteriskServer,
    private readonly sounds: string,
    private readonly dtmf: DtmfMode,
  ) {
    this.ended = new Promise((resolve) => {
      this.over = resolve;
    });
  }

  /** What the phone heard and said, 8 kHz wav, growing during the call. */
  get recording(): { readonly heard: string; readonly said: string; readonly both: string } {
    const path = (name: string) => this.server.path('rec', this.channelId, `${name}.wav`);
    return { heard: path('heard'), said: path('said'), both: path('both') };
  }

  /** Keys one after the other; resolves at the end of the last one with its time (epoch ms). */
  async press(keys: string, options: KeyPress = {}): Promise<number> {
    const { onMs = 100, offMs = 100, bleedMs = 40 } = options;
    // Where tones in the audio are the signal, there is no other.
    const mode = this.dtmf === 'inband' ? 'tones' : (options.mode ?? 'signal');
    if (mode === 'tones') {
      await this.say(`keys-${keys}-${onMs}-${offMs}`.replaceAll('*', 's'), keysAsTones(keys, onMs, offMs));
      return Date.now() - offMs;
    }
    const heldMs = Math.max(onMs, LEAST_SIGNAL_MS);
    if (mode === 'signal') return this.signal(keys, heldMs, offMs);
    let end = 0;
    for (const key of keys) {
      await pause(Math.max(0, end + offMs - QUIET_MS - Date.now()));
      end = await this.bleed(key, heldMs, bleedMs);
    }
    return end;
  }

  /** A sine of `hz` for `ms`; resolves when it has been said. */
  tone(hz: number, ms: number): Promise<void> {
    return this.say(`tone-${hz}-${ms}`, sines([hz], ms));
  }

  /** Sound at 8 kHz, the same under one `name`; resolves when it has been said. */
  say(name: string, samples: Int16Array): Promise<void> {
    return this.play(this.file(name, samples));
  }

  /** Media as ARI names it, `sound:hello-world`; resolves when it has been said. */
  async play(media: string): Promise<void> {
    await (await this.begin(media)).ended;
  }

  /** Resolves when what it heard is written to the end, too. */
  async hangUp(): Promise<void> {
    await this.ari.request('DELETE', `/channels/${this.channelId}`).catch(() => undefined);
    await within(`${this.line} to be off the line`, 5000, this.ended);
    const { heard } = this.recording;
    // Asterisk writes by a thread of its own, which a busy machine holds up.
    if (existsSync(heard)) {
      await until('the recording of a phone to be whole', 10_000, () => wholeWav(heard)).catch(
        () => undefined,
      );
    }
  }

  /** The button of this name: a re-INVITE that sends and wants no sound. */
  async hold(): Promise<void> {
    await this.ari.request('POST', `/channels/${this.channelId}/hold`);
  }

  async unhold(): Promise<void> {
    await this.ari.request('DELETE', `/channels/${this.channelId}/hold`);
  }

  /** Asks the PBX (REFER) to put somebody else into this call; to a number, or in the place of another call of ours. */
  async transfer(to: string | Phone): Promise<void> {
    const pbx = await this.pbxAddress();
    const target = typeof to === 'string' ? `sip:${to}@${pbx}` : await to.replacing(pbx);
    await this.ari.request(
      'POST',
      `/channels/${this.channelId}/redirect?endpoint=${encodeURIComponent(`PJSIP/${target}`)}`,
    );
  }

  /** Packets of this phone's leg from now on, without any right on the machine; one phone at a time. */
  watchRtp(): Promise<RtpLog> {
    return rtpOf(this.server, this.channelId);
  }

  /** Address `127.0.0.1:port` of the phone's own end and of the PBX's end of the audio. */
  async rtpAddresses(): Promise<{ readonly phone: string; readonly pbx: string }> {
    const phone = await this.ari.variable(this.channelId, 'CHANNEL(rtp,src)');
    return { phone, pbx: await this.ari.variable(this.channelId, 'CHANNEL(rtp,dest)') };
  }

  /** Records what the phone hears from now on; the file is whole as soon as `stop` resolves. */
  async listen(): Promise<Ear> {
    const file = this.server.path('rec', this.channelId, `ear-${randomBytes(4).toString('hex')}.wav`);
    const answer = await this.server.ami.action('MixMonitor', {
      Channel: this.channelId,
      options: `r(${file})`,
    });
    const MixMonitorID = /MixMonitorID: (\S+)/.exec(answer)?.[1] ?? '';
    return {
      stop: async () => {
        await this.server.ami.action('StopMixMonitor', { Channel: this.channelId, MixMonitorID });
        await until('the recording to be written', 5000, () => wholeWav(file));
        return readWav(file);
      },
    };
  }

  /** Resolves when the phone hears a sound, at once when one is going on; rejects after `ms`. */
  hearsSound(ms: number): Promise<void> {
    return within(`${this.line} to hear something`, ms, this.change(true));
  }

  /** Resolves when the phone has heard nothing for `quietMs`, longer than between two words; rejects after `ms`. */
  async hearsQuiet(ms: number, quietMs = 700): Promise<void> {
    const deadline = Date.now() + ms;
    for (;;) {
      await within(`silence on ${this.line}`, deadline - Date.now(), this.change(false));
      const broken = await Promise.race([
        this.change(true).then(() => true),
        pause(quietMs).then(() => false),
      ]);
      if (!broken) return;
    }
  }

  /** For `Phones` only: the phone is connected, so watch what it hears. */
  async watch(): Promise<void> {
    const query = `variable=${encodeURIComponent('TALK_DETECT(set)')}&value=${encodeURIComponent('200,120')}`;
    await this.ari.request('POST', `/channels/${this.channelId}/variable?${query}`);
  }

  /** For `Phones` only: an event of this phone. */
  take(event: AriEvent): void {
    if (event.channel?.id === this.channelId && event.type.startsWith('ChannelTalking')) {
      this.sounding = event.type === 'ChannelTalkingStarted';
      for (const notice of this.changes.splice(0)) notice();
    }
    if (event.playback) this.playbacks.get(event.playback.id)?.(event.type);
    const gone = event.type === 'StasisEnd' || event.type === 'ChannelDestroyed';
    if (gone && event.channel?.id === this.channelId) {
      this.over(Date.now());
      for (const settle of this.playbacks.values()) settle('PlaybackFinished');
    }
  }

  /** Packets of silence until something is said: a real phone never stops sending. */
  async silence(): Promise<void> {
    await this.ari.request('POST', `/channels/${this.mouthId}/silence`).catch(() => undefined);
  }

  private async pbxAddress(): Promise<string> {
    const contact = await this.ari.variable(this.channelId, 'CHANNEL(pjsip,target_uri)');
    return /@?([\d.]+:\d+)/.exec(contact)?.[1] ?? '';
  }

  /** The address that names this call's own dialogue with the PBX. */
  private async replacing(pbx: string): Promise<string> {
    const read = (what: string) => this.ari.variable(this.channelId, `CHANNEL(pjsip,${what})`);
    const [id, ours, theirs] = await Promise.all(['call-id', 'local_tag', 'remote_tag'].map(read));
    return `sip:replaced@${pbx}?Replaces=${encodeURIComponent(`${id};to-tag=${theirs};from-tag=${ours}`)}`;
  }

  private async change(sounding: boolean): Promise<void> {
    while (this.sounding !== sounding) await new Promise<void>((resolve) => this.changes.push(resolve));
  }

  private get ari(): Ari {
    return this.server.ari;
  }

  private async signal(keys: string, onMs: number, offMs: number): Promise<number> {
    const query = `dtmf=${encodeURIComponent(keys)}&duration=${onMs}&between=${offMs}`;
    await this.ari.request('POST', `/channels/${this.channelId}/dtmf?${query}`);
    const end = Date.now() + QUIET_MS + keys.length * (onMs + offMs + 2) - offMs;
    await pause(end - Date.now());
    return end;
  }

  private async bleed(key: string, onMs: number, bleedMs: number): Promise<number> {
    const name = `bleed-${key.replace('*', 's')}-${onMs}-${bleedMs}`;
    const media = this.file(name, sines(keyTones(key), onMs + 2 * bleedMs));
    const signal = this.signal(key, onMs, 1);
    await pause(QUIET_MS - bleedMs);
    const { ended } = await this.begin(media);
    const end = await signal;
    await ended;
    return end;
  }

  private file(name: string, samples: Int16Array): string {
    const path = join(this.sounds, name.replaceAll('#', 'h'));
    if (!existsSync(`${path}.wav`)) writeFileSync(`${path}.wav`, wavBytes(samples));
    return `sound:${path}`;
  }

  private async begin(
    media: string,
  ): Promise<{ readonly started: Promise<void>; readonly ended: Promise<void> }> {
    const id = `play-${randomBytes(6).toString('hex')}`;
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const finished = new Promise<void>((resolve) => {
      this.playbacks.set(id, (type) => {
        begun();
        if (type !== 'PlaybackFinished') return;
        this.playbacks.delete(id);
        // A playback ends the silence that keeps the packets flowing.
        void this.silence().then(resolve);
      });
    });
    await this.ari.request('POST', `/channels/${this.mouthId}/play/${id}?media=${encodeURIComponent(media)}`);
    return { started, ended: within(`${media} to be said`, 60_000, finished) };
  }
}
