import { KEYPAD_TONES, RATE, readWav } from './wav.js';

/** Something heard in a recording; times in milliseconds from its beginning. */
export interface Heard {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Root mean square of each 20 ms of a recording, full scale 32768. */
export function loudness(samples: Int16Array): readonly number[] {
  return frames(samples, 160).map((frame) => Math.sqrt(power(frame)));
}

/** True when nothing above `floor` (root mean square, full scale 32768) is in `[fromMs, toMs)`. */
export function silent(
  samples: Int16Array,
  fromMs = 0,
  toMs = Number.POSITIVE_INFINITY,
  floor = 30,
): boolean {
  return loudness(cut(samples, fromMs, toMs)).every((level) => level <= floor);
}

/** Spans in which a pure tone of `hz` is most of the sound. */
export function tone(samples: Int16Array, hz: number, leastMs = 60): readonly Heard[] {
  return spans(
    frames(samples, 160).map((frame) => Math.sqrt(power(frame)) > 100 && share(frame, hz) > 0.5),
    20,
  ).filter((span) => span.toMs - span.fromMs >= leastMs);
}

/** True when a tone of `hz` is in the recording at `path`. */
export function hears(path: string, hz: number, leastMs?: number): boolean {
  return tone(readWav(path), hz, leastMs).length > 0;
}

/** Window and step of the key detector, in samples: 16 ms and 4 ms. */
const WINDOW = 128;
const STEP = 32;

/**
 * Keys as our own detector hears them: one row and one column hold nearly all of the sound of a window, twice in a
 * row. It finds rests that no telephone exchange would: 20 ms of a tone are enough.
 */
export function keysHeard(samples: Int16Array): readonly (Heard & { readonly key: string })[] {
  const windows = Math.max(0, Math.floor((samples.length - WINDOW) / STEP) + 1);
  const keys = Array.from({ length: windows }, (_, i) =>
    keyOf(samples.subarray(i * STEP, i * STEP + WINDOW)),
  );
  const found: (Heard & { readonly key: string })[] = [];
  for (let i = 0; i < keys.length; ) {
    const key = keys[i];
    let end = i + 1;
    while (end < keys.length && keys[end] === key) end++;
    if (key !== undefined && end - i >= 2) {
      found.push({
        key,
        fromMs: (i * STEP * 1000) / RATE,
        toMs: (((end - 1) * STEP + WINDOW) * 1000) / RATE,
      });
    }
    i = end;
  }
  return found;
}

export function cut(samples: Int16Array, fromMs: number, toMs: number): Int16Array {
  return samples.subarray((fromMs * RATE) / 1000, Math.min(samples.length, (toMs * RATE) / 1000));
}

function keyOf(frame: Int16Array): string | undefined {
  const total = power(frame);
  if (total < 60 * 60) return undefined;
  const [row, rowShare] = strongest(frame, KEYPAD_TONES.rows);
  const [column, columnShare] = strongest(frame, KEYPAD_TONES.columns);
  if (rowShare < 0.15 || columnShare < 0.15 || rowShare + columnShare < 0.8) return undefined;
  return KEYPAD_TONES.keys[4 * row + column];
}

function strongest(frame: Int16Array, tones: readonly number[]): readonly [number, number] {
  let best = 0;
  let most = 0;
  tones.forEach((hz, index) => {
    const found = share(frame, hz);
    if (found > most) {
      most = found;
      best = index;
    }
  });
  return [best, most];
}

/** Part of a frame's power that is at `hz`, by Goertzel's method: 1 for a pure tone. */
function share(frame: Int16Array, hz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let before = 0;
  let last = 0;
  for (const sample of frame) {
    const now = sample + turn * last - before;
    before = last;
    last = now;
  }
  const energy = last * last + before * before - turn * last * before;
  const total = power(frame) * frame.length;
  return total > 0 ? (2 * energy) / (frame.length * total) : 0;
}

function power(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return frame.length > 0 ? sum / frame.length : 0;
}

function frames(samples: Int16Array, size: number): readonly Int16Array[] {
  return Array.from({ length: Math.floor(samples.length / size) }, (_, i) =>
    samples.subarray(i * size, (i + 1) * size),
  );
}

function spans(flags: readonly boolean[], ms: number): readonly Heard[] {
  const found: Heard[] = [];
  for (let i = 0; i < flags.length; i++) {
    if (!flags[i]) continue;
    let end = i;
    while (end < flags.length && flags[end]) end++;
    found.push({ fromMs: i * ms, toMs: end * ms });
    i = end;
  }
  return found;
}
