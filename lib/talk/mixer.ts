import { RATE } from './bands.js';

/** Somebody whose last packet is older than this has stopped sending. Milliseconds; two packets. */
const STOPPED_MS = 40;

/** Sound that waits to be mixed into another's. More than this comes of two clocks that differ. Samples; 80 ms. */
const MOST = (80 * RATE) / 1000;

/** Who is heard by one ear, the first of those who send leading: its sound is never held up for the others'. */
export const SPEAKERS = ['voice', 'words', 'whisper'] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** Puts several sounds into one stream of packets. */
export interface Mixer {
  /**
   * What is to be sent now: this sound with all that waits, or nothing where somebody else leads, with whose next packet
   * it goes. `at` is milliseconds of any clock.
   */
  give(speaker: Speaker, sound: Int16Array, at: number): Int16Array | undefined;
  /** Overwrites what waits. */
  wipe(): void;
}

export function createMixer(): Mixer {
  const lines = SPEAKERS.map(() => ({ waiting: createWaiting(), at: Number.NEGATIVE_INFINITY }));
  return {
    give(speaker, sound, at) {
      const place = SPEAKERS.indexOf(speaker);
      const own = lines[place];
      if (!own) return undefined;
      own.at = at;
      if (lines.slice(0, place).some((leader) => at - leader.at <= STOPPED_MS)) {
        own.waiting.put(sound);
        return undefined;
      }
      const mixed = sound.slice();
      for (const line of lines) line.waiting.addTo(mixed);
      return mixed;
    },
    wipe() {
      for (const { waiting } of lines) waiting.wipe();
    },
  };
}

function createWaiting() {
  const samples = new Int16Array(MOST);
  let count = 0;
  return {
    /** Of too much the oldest is dropped. */
    put(sound: Int16Array): void {
      const fits = sound.subarray(Math.max(0, sound.length - MOST));
      const over = Math.max(0, count + fits.length - MOST);
      samples.copyWithin(0, over, count);
      count -= over;
      samples.set(fits, count);
      count += fits.length;
    },
    addTo(sound: Int16Array): void {
      const some = Math.min(count, sound.length);
      for (let i = 0; i < some; i++) sound[i] = clip((sound[i] as number) + (samples[i] as number));
      samples.copyWithin(0, some, count);
      count -= some;
    },
    wipe(): void {
      samples.fill(0);
      count = 0;
    },
  };
}

function clip(sample: number): number {
  return Math.max(-32768, Math.min(32767, sample));
}
