import type { AgiLines } from './agi-lines.js';

/** What the peer of a connection says of itself, in AGI's environment. */
export interface AgiClaim {
  /** The script of `agi://host:port/script/proof`. */
  readonly script: string;
  readonly proof: string;
  /** `PJSIP/agent-00000001`. */
  readonly channelName: string;
  readonly channelId: string;
}

/**
 * One FastAGI session: a channel waits in `AGI()` until this ends. Each call rejects when the channel is gone. The peer has
 * the key of this installation; that the channel it names is in `AGI()` now is known once `confirmEntry` has asked
 * Asterisk. What is to be known of the channel is asked there too, and never of the peer.
 */
export interface AgiRequest {
  readonly script: string;
  readonly channelName: string;
  readonly channelId: string;
  /** Asks nothing: rejects when the channel is gone. */
  alive(): Promise<void>;
  setVariable(name: string, value: string): Promise<void>;
  /** Plays a sound file (`hushpay/agent-unavailable`) to this channel. */
  streamFile(file: string): Promise<void>;
  /** From now on the session may last as long as the call. */
  unhurried(): void;
  /** Runs a dialplan application. Resolves with its result; -2 where there is no such application. */
  exec(application: string, argument: string): Promise<number>;
  /** Connects a recogniser of Asterisk's by its name; false where there is none, or one is connected already. */
  createSpeech(engine: string): Promise<boolean>;
  /** Disconnects it; nothing where there is none. */
  destroySpeech(): Promise<void>;
  /**
   * Lets the recogniser listen while a sound file plays and for so long after it. Asterisk counts in whole seconds and
   * may end one second early. Resolves with the line of its answer, which may hold what the caller has said: the
   * bytes are yours to wipe, and no string may be made of them.
   */
  recogniseSpeech(prompt: string, seconds: number): Promise<Buffer>;
  /**
   * Overwrites, as far as can be, the memory that the last answers were read into: Node gives it back without clearing
   * it, and mostly reads into the same next. So Asterisk is asked for a line that is longer than any answer with a caller's words.
   * Resolves with that line's octets.
   */
  overwriteRead(): Promise<number>;
  /** Ends a sound file that still plays. */
  stopStream(): Promise<void>;
}

/** Longer than a card number in words, shorter than the longest command that Asterisk takes (2,048 octets). */
const LONG_LINE = '-'.repeat(1900);

/** A second of silence, which comes with Asterisk. */
export const SILENCE = 'silence/1';

/** `agi_network_script` is what stands behind the address: `handoff/` and the proof. */
export function claimOf(environment: Readonly<Record<string, string>>): AgiClaim {
  const [script = '', proof = ''] = (environment.network_script ?? '').split('/');
  return { script, proof, channelName: environment.channel ?? '', channelId: environment.uniqueid ?? '' };
}

export function requestOf(lines: AgiLines, claim: AgiClaim, unhurried: () => void): AgiRequest {
  const { script, channelName, channelId } = claim;
  return {
    unhurried,
    script,
    channelName,
    channelId,
    async alive() {
      await lines.command('NOOP');
    },
    async setVariable(name, value) {
      await lines.command('SET', 'VARIABLE', name, value);
    },
    async streamFile(file) {
      await lines.command('STREAM', 'FILE', file, '');
    },
    exec: (application, argument) => lines.command('EXEC', application, argument),
    createSpeech: async (engine) => (await lines.command('SPEECH', 'CREATE', engine)) === 1,
    async destroySpeech() {
      await lines.command('SPEECH', 'DESTROY');
    },
    recogniseSpeech: (prompt, seconds) => lines.bytes('SPEECH', 'RECOGNIZE', prompt, String(seconds)),
    async overwriteRead() {
      const line = await lines.bytes('GET', 'FULL', 'VARIABLE', LONG_LINE);
      return line.fill(0).length;
    },
    async stopStream() {
      // Another file takes its place, from a point behind its end.
      await lines.command('STREAM', 'FILE', SILENCE, '', '80000');
    },
  };
}
