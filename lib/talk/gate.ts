import { RATE, REACH, STOP } from './bands.js';
import { suspected, WINDOW } from './suspicion.js';

/** The gate decides for this many samples at a time: 5 ms. */
export const STEP = 40;

/** How long the gate holds the sound back, which is the delay it adds. Samples; 30 ms. */
export const LOOK_AHEAD = 240;

/**
 * Shut before a suspected window. A tone can begin a step before the first window that it fills, and the filter's
 * output holds something of it `REACH` earlier still.
 */
const BEFORE = REACH + STEP;

/** Shut after a suspected window, for the same reasons, and for echoes. */
const AFTER = REACH + 2 * STEP;

/** Everything below is taken away before suspicion, because hum and rumble must not hide a tone. Hertz. */
const HUM = 300;

/** Amplitude of the noise in the place of what is shut; without it a line sounds dead. */
const COMFORT = 12;

/** What is done with a step. A voice fades within the first and the last step that are shut, unless a key is known. */
const OPEN = 0;
const SOFTLY = 1;
const AT_ONCE = 2;

/** Samples kept, more than are needed; a power of two. */
const KEPT = 2048;

export interface Gate {
  /** Any whole number of steps at 8 kHz in, as many samples out, `LOOK_AHEAD` later. */
  pass(frame: Int16Array): Int16Array;
  /** Shuts for everything still held back and for `ms` of what comes: a key is known by other means. */
  shut(ms: number): void;
  /** Share of what has been given out so far that was shut. */
  shutShare(): number;
  /** Overwrites all sound that it holds. */
  wipe(): void;
}

/**
 * Hides the keys in a caller's voice. Two protections, each for what the other cannot do:
 * - The keypad's two groups of frequencies are always filtered out (`bands.ts`), by a linear filter, so a tone is gone
 *   even under loud speech, whatever anybody detects.
 * - Where a tone may be (`suspicion.ts`) nothing passes at all, from before its beginning to after its end, so that
 *   clicks and overtones, which the filter lets through, are gone too.
 */
export function createGate(): Gate {
  const heard = new Float64Array(KEPT);
  const levelled = new Float64Array(KEPT);
  const window = new Float64Array(WINDOW);
  const shutSteps = new Uint8Array(KEPT / STEP + 1);
  const steps = shutSteps.length;
  const highPass = createHighPass(HUM);
  let received = 0;
  let shutUntil = 0;
  let noise = 1;
  let volume = 0;
  let given = 0;
  let hidden = 0;

  function mark(from: number, to: number, how: typeof SOFTLY | typeof AT_ONCE = SOFTLY): void {
    // What has been given out already cannot be shut.
    const first = Math.max(Math.floor(from / STEP), received / STEP - LOOK_AHEAD / STEP - 1, 0);
    for (let step = first; step * STEP < to; step++) {
      shutSteps[step % steps] = Math.max(how, shutSteps[step % steps] as number);
    }
  }

  function take(frame: Int16Array, at: number): void {
    for (let i = 0; i < STEP; i++) {
      const sample = frame[at + i] as number;
      heard[received & (KEPT - 1)] = sample;
      levelled[received & (KEPT - 1)] = highPass(sample);
      received++;
    }
    for (let i = 0; i < WINDOW; i++) window[i] = levelled[(received - WINDOW + i) & (KEPT - 1)] as number;
    if (suspected(window)) mark(received - WINDOW - BEFORE, received + AFTER);
    if (received <= shutUntil) mark(received - STEP, received, AT_ONCE);
  }

  function give(out: Int16Array, at: number): void {
    const start = received - STEP - LOOK_AHEAD;
    const slot = (start / STEP + steps) % steps;
    const state = start < 0 ? AT_ONCE : (shutSteps[slot] as number);
    shutSteps[slot] = OPEN;
    const ending = state === SOFTLY && shutSteps[(slot + 1) % steps] === OPEN;
    const aim = state === OPEN || ending ? 1 : 0;
    if (state !== OPEN) hidden += STEP;
    given += STEP;
    if (state === AT_ONCE) volume = 0;
    // A voice that is cut at once spreads over all frequencies, the keypad's among them.
    const change = (aim - volume) / STEP;
    for (let i = 0; i < STEP; i++) {
      volume += change;
      out[at + i] = volume < 1e-9 ? comfort() : Math.round(volume * filtered(start + i));
    }
    volume = aim;
  }

  function filtered(middle: number): number {
    let sum = (STOP[0] as number) * (heard[middle & (KEPT - 1)] as number);
    for (let k = 1; k <= REACH; k++) {
      const both =
        (heard[(middle - k) & (KEPT - 1)] as number) + (heard[(middle + k) & (KEPT - 1)] as number);
      sum += (STOP[k] as number) * both;
    }
    return Math.max(-32768, Math.min(32767, sum));
  }

  function comfort(): number {
    noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
    return Math.round((noise / 0x8000_0000) * COMFORT);
  }

  return {
    pass(frame) {
      const out = new Int16Array(frame.length);
      for (let at = 0; at + STEP <= frame.length; at += STEP) {
        take(frame, at);
        give(out, at);
      }
      return out;
    },
    shut(ms) {
      mark(received - LOOK_AHEAD, received + AFTER, AT_ONCE);
      shutUntil = Math.max(shutUntil, received + (ms * RATE) / 1000);
    },
    shutShare: () => (given === 0 ? 0 : hidden / given),
    wipe() {
      heard.fill(0);
      levelled.fill(0);
      window.fill(0);
    },
  };
}

/** Second order, Butterworth. */
function createHighPass(hz: number): (sample: number) => number {
  const k = Math.tan((Math.PI * hz) / RATE);
  const norm = 1 / (1 + k * Math.SQRT2 + k * k);
  const turn = 2 * (k * k - 1) * norm;
  const damp = (1 - k * Math.SQRT2 + k * k) * norm;
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  return (sample) => {
    const out = norm * (sample - 2 * x1 + x2) - turn * y1 - damp * y2;
    x2 = x1;
    x1 = sample;
    y2 = y1;
    y1 = out;
    return out;
  };
}
