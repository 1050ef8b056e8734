import { type Gate, STEP } from '../talk/gate.js';
import { createMixer } from '../talk/mixer.js';
import { openRtpStream, type RtpStream } from './rtp-stream.js';

/**
 * The three media channels of a talk:
 * - `ear`: the caller's; from it the prompts that the caller hears, to it the agent's voice.
 * - `mouth`: the agent's; from it the agent's voice, to it what the agent hears.
 * - `whisper`: from it what is said to the agent alone.
 */
export const TALK_PARTS = ['ear', 'mouth', 'whisper'] as const;
export type TalkPart = (typeof TALK_PARTS)[number];

/** Shut behind what tells of a key: its packets come every 20 to 50 ms, and the tone may go on a little. Milliseconds. */
const KEY_MS = 80;

/** Payload type of 16-bit linear sound at 8 kHz in Asterisk, until a packet of its own has told. */
const LINEAR = 11;

/** For so long after a packet for the agent alone, what is said to the caller is not said to the agent. Milliseconds. */
const WHISPER_MS = 100;

/** One conversation through the gate: everything the agent hears of the caller passes it. Nothing is stored. */
export interface TalkLine {
  /** Where Asterisk is to send each channel's sound. */
  readonly ports: Readonly<Record<TalkPart, number>>;
  /** Where Asterisk expects that of a channel. */
  connect(part: TalkPart, port: number): void;
  /** The caller's raw sound. */
  caller(sound: Int16Array): void;
  /** The caller holds a key, or has just let it go: nothing of what is held back passes, nor of what comes now. */
  key(): void;
  /** What an agent's phone sends while it holds the call (music) does not reach the caller. */
  hold(held: boolean): void;
  /** Ends it and overwrites all sound held. */
  close(): void;
}

/** Opens a line on free ports of loopback. */
export async function openTalkLine(gate: Gate): Promise<TalkLine> {
  const toAgent = createMixer();
  const whole = wholeSteps();
  const payload = { type: LINEAR };
  const streams = new Map<TalkPart, RtpStream>();
  const send = (part: TalkPart, sound: Int16Array | undefined) => {
    if (!sound) return;
    streams.get(part)?.send(sound);
    sound.fill(0);
  };
  let held = false;
  let whispered = Number.NEGATIVE_INFINITY;

  const heard: Record<TalkPart, (sound: Int16Array) => void> = {
    ear(sound) {
      const now = performance.now();
      if (now - whispered > WHISPER_MS) send('mouth', toAgent.give('words', sound, now));
    },
    mouth(sound) {
      if (!held) send('ear', sound);
    },
    whisper(sound) {
      whispered = performance.now();
      send('mouth', toAgent.give('whisper', sound, whispered));
    },
  };
  try {
    for (const part of TALK_PARTS) streams.set(part, await openRtpStream(heard[part], payload));
  } catch (error) {
    for (const stream of streams.values()) stream.close();
    throw error;
  }

  const portOf = (part: TalkPart) => streams.get(part)?.port ?? 0;
  return {
    ports: { ear: portOf('ear'), mouth: portOf('mouth'), whisper: portOf('whisper') },
    connect: (part, port) => streams.get(part)?.connect(port),
    caller(sound) {
      const steps = whole.take(sound);
      if (steps.length === 0) return;
      const clean = gate.pass(steps);
      steps.fill(0);
      send('mouth', toAgent.give('voice', clean, performance.now()));
      clean.fill(0);
    },
    key: () => gate.shut(KEY_MS),
    hold(on) {
      held = on;
    },
    close() {
      for (const stream of streams.values()) stream.close();
      streams.clear();
      gate.wipe();
      whole.wipe();
      toAgent.wipe();
    },
  };
}

/** The gate takes whole steps; a phone may cut its sound elsewhere. */
function wholeSteps() {
  let rest = new Int16Array(0);
  return {
    take(sound: Int16Array): Int16Array {
      const all = new Int16Array(rest.length + sound.length);
      all.set(rest);
      all.set(sound, rest.length);
      rest.fill(0);
      const end = all.length - (all.length % STEP);
      rest = all.slice(end);
      return all.subarray(0, end);
    },
    wipe: () => void rest.fill(0),
  };
}
