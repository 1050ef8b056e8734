import type { DoorLog } from '../door.js';
import { type AgiRequest, SILENCE } from './agi.js';
import type { Ami } from './ami.js';
import type { AriRest } from './ari-rest.js';
import { DRAIN_MS, deafen, LOOK_MS, listener, tooOld } from './hearers.js';
import { readSpeechAnswer } from './speech-answer.js';

/** What spoken entry needs of the doors, beside the AGI session of the caller's channel. */
export interface SpeechStage {
  readonly rest: AriRest;
  readonly ami: Ami;
  readonly log: DoorLog;
}

export interface SpeechQuestion {
  /** The recogniser's name in Asterisk: a section of aeap.conf. */
  readonly engine: string;
  /** A sound file that is asked with; the caller may speak or key into it. Without one it is listened at once. */
  readonly prompt?: string;
  /** From the end of the prompt to the end of what is said: Asterisk does not wait for one who is still speaking. */
  readonly timeoutMs: number;
  /** 0 to 100; what the recogniser is less sure of counts as not understood. */
  readonly minimumConfidence: number;
}

export type SpeechHeard =
  /** UTF-8. The receiver wipes it with `fill(0)` and makes no string of it. `confidence` as the recogniser gave it. */
  | { readonly kind: 'speech'; readonly text: Buffer; readonly confidence: number }
  /** Somebody spoke, and the recogniser understood nothing, or is not sure enough. */
  | { readonly kind: 'unclear' }
  /**
   * The first key; the ones that follow are yours to fetch at once, by `Stasis()` or by waiting for them: a channel
   * that idles in AGI drops its keys.
   */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'hungUp' }
  /** It cannot be had here and now: keys only. */
  | { readonly kind: 'refused'; readonly why: string };

/** Spoken entry on one caller's channel. */
export interface SpokenEntry {
  /**
   * Asks once. The caller is heard only while it lasts, by the recogniser alone, and is muted again before it resolves.
   * Rejects where the channel's AGI session has ended; the caller is muted then too.
   */
  recognise(question: SpeechQuestion): Promise<SpeechHeard>;
  /** Mutes the caller and gives the recordings their ear back, which takes 0.3 s. Never fails; call it at the end. */
  close(): Promise<void>;
}

/**
 * Spoken entry for a caller who waits in `AGI()`, muted, with nobody else on the line. A recogniser gets a channel's
 * sound only behind the mute, so the caller must be unmuted for it, and whoever else could hear is kept out first:
 * recordings are made deaf to the caller, which is no loss as they had silence before, and other spies are a reason to
 * refuse. What was said comes over the AGI connection and is in no variable of the channel.
 */
export function createSpokenEntry(stage: SpeechStage, request: AgiRequest): SpokenEntry {
  const caller = { channelName: request.channelName };
  let deaf = false;
  let closed = false;
  let looking: Promise<void> = Promise.resolve();

  async function obstacle(engine: string): Promise<string | undefined> {
    const unsafe = (await tooOld(stage)) ?? (await listener(stage));
    if (unsafe) return unsafe;
    // It is tried anew each time, so that a recogniser that was restarted is found.
    if (!(await request.createSpeech(engine)))
      return `the recogniser ${engine} is not there, or does not answer`;
    deaf = true;
    await deafen(stage, caller, true);
    return undefined;
  }

  async function recognise(question: SpeechQuestion): Promise<SpeechHeard> {
    if (closed) return { kind: 'refused', why: 'the spoken entry is over' };
    let why: string | undefined;
    try {
      why = await obstacle(question.engine);
    } catch (error) {
      why = `it cannot be made sure that nobody else listens: ${String(error)}`;
    }
    if (why) {
      await request.destroySpeech();
      return { kind: 'refused', why };
    }
    const watch = keepWatch();
    let line: Buffer;
    try {
      await request.setVariable('MUTEAUDIO(in)', 'off');
      line = await request.recogniseSpeech(question.prompt ?? SILENCE, secondsOf(question));
    } finally {
      watch.stop();
      await mute();
    }
    const heard = heardOf(line, question.minimumConfidence);
    const lost = watch.lost();
    if (lost && heard.kind === 'speech') heard.text.fill(0);
    if (heard.kind !== 'hungUp') {
      if (question.prompt) await request.stopStream();
      if (heard.kind === 'speech' || heard.kind === 'unclear') await request.overwriteRead();
      await request.destroySpeech();
    }
    return lost && heard.kind !== 'key' && heard.kind !== 'hungUp' ? { kind: 'refused', why: lost } : heard;
  }

  /** A recording that has begun meanwhile is made deaf too; somebody who listens has the caller muted at once. */
  function keepWatch(): { stop(): void; lost(): string | undefined } {
    let lost: string | undefined;
    let stopped = false;
    const look = async () => {
      const why = await Promise.all([listener(stage), deafen(stage, caller, true)])
        .then(([spy]) => spy)
        .catch((error) => `it cannot be seen who listens: ${String(error)}`);
      if (!why || stopped || lost) return;
      lost = why;
      await muteByManager();
    };
    const timer = setInterval(() => {
      looking = look();
    }, LOOK_MS);
    timer.unref();
    return {
      stop() {
        stopped = true;
        clearInterval(timer);
      },
      lost: () => lost,
    };
  }

  async function mute(): Promise<void> {
    try {
      await request.setVariable('MUTEAUDIO(in)', 'on');
    } catch {
      // The AGI session is over, and with it Asterisk may still be listening.
      await muteByManager();
    }
  }

  async function muteByManager(): Promise<void> {
    await stage.ami.setvar(caller.channelName, 'MUTEAUDIO(in)', 'on').catch((error) => {
      stage.log('warn', 'a caller could not be muted after spoken entry', { why: String(error) });
    });
  }

  return {
    recognise,
    async close() {
      if (closed) return;
      closed = true;
      if (!deaf) return;
      await mute();
      // A look under way could make the recordings deaf once more.
      await Promise.all([looking, new Promise((resolve) => setTimeout(resolve, DRAIN_MS))]);
      // Where the channel is gone, so are its recordings.
      await deafen(stage, caller, false).catch(() => undefined);
    },
  };
}

/** Asterisk compares whole seconds of the clock and may end one early; the second of silence makes up for it. */
function secondsOf({ prompt, timeoutMs }: SpeechQuestion): number {
  return Math.ceil(timeoutMs / 1000) + (prompt === undefined ? 0 : 1);
}

function heardOf(line: Buffer, minimumConfidence: number): SpeechHeard {
  const answer = readSpeechAnswer(line);
  switch (answer.kind) {
    case 'speech':
      if (answer.score >= minimumConfidence) {
        return { kind: 'speech', text: answer.text, confidence: answer.score };
      }
      answer.text.fill(0);
      return { kind: 'unclear' };
    case 'nothing':
      return { kind: 'unclear' };
    case 'timeout':
      return { kind: 'silence' };
    case 'hangup':
      return { kind: 'hungUp' };
    case 'key':
      return answer;
  }
}
