/** GSM 06.10 full rate, as in Asterisk's `.gsm` files: 33 bytes are a frame of 160 samples at 8 kHz. */
const FRAME_BYTES = 33;
const FRAME_SAMPLES = 160;
const SUBFRAMES = 4;
/** The first half byte of every frame in a file. */
const MAGIC = 0xd;

/** Bits of the eight reflection coefficients, their lowest code, and what undoes their scale (table 4.1). */
const LAR_BITS = [6, 6, 5, 5, 4, 4, 3, 3];
const LAR_MIN = [-32, -32, -16, -16, -8, -8, -4, -4];
const LAR_B = [0, 0, 2048, -2560, 94, -1792, -341, -1144];
const LAR_INVERSE = [13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708];
/** Gain of the long-term predictor (table 4.3b) and the mantissas of the excitation (table 4.6). */
const LTP_GAIN = [3277, 11469, 21299, 32767];
const MANTISSA = [18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767];
/** Samples over which the coefficients of the last frame fade into those of this one. */
const FADES = [
  [0, 13],
  [13, 27],
  [27, 40],
  [40, FRAME_SAMPLES],
] as const;

const clip = (value: number): number => Math.max(-32768, Math.min(32767, value));
const times = (a: number, b: number): number =>
  a === -32768 && b === -32768 ? 32767 : (a * b + 16384) >> 15;

/** Whether the bytes can be GSM: whole frames with the mark of a file. */
export function isGsm(bytes: Buffer): boolean {
  if (bytes.length === 0 || bytes.length % FRAME_BYTES !== 0) return false;
  for (let at = 0; at < bytes.length; at += FRAME_BYTES) if ((bytes[at] ?? 0) >> 4 !== MAGIC) return false;
  return true;
}

/** Samples of a GSM file, bit by bit those that any decoder gives. Source: ETSI EN 300 961, section 4.3. */
export function decodeGsm(bytes: Buffer): Int16Array {
  const samples = new Int16Array((bytes.length / FRAME_BYTES) * FRAME_SAMPLES);
  const state: State = {
    past: new Int32Array(280),
    lag: 40,
    lars: new Int32Array(8),
    lattice: new Int32Array(9),
    deemphasis: 0,
  };
  for (let frame = 0; frame * FRAME_BYTES < bytes.length; frame++) {
    const read = bitReader(bytes.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES));
    read(4);
    samples.set(decodeFrame(read, state), frame * FRAME_SAMPLES);
  }
  return samples;
}

interface State {
  /** The last 120 samples of the residual and room for 160 more. */
  readonly past: Int32Array;
  lag: number;
  lars: Int32Array;
  readonly lattice: Int32Array;
  deemphasis: number;
}

type Reader = (bits: number) => number;

function bitReader(bytes: Buffer): Reader {
  let at = 0;
  return (bits) => {
    let value = 0;
    for (let i = 0; i < bits; i++, at++)
      value = (value << 1) | (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
}

function decodeFrame(read: Reader, state: State): Int16Array {
  const lars = Int32Array.from(LAR_BITS, (bits, i) => larOf(read(bits), i));
  const { past } = state;
  for (let subframe = 0; subframe < SUBFRAMES; subframe++) {
    const lag = read(7);
    const gain = LTP_GAIN[read(2)] ?? 0;
    const grid = read(2);
    const block = read(6);
    const pulses = Array.from({ length: 13 }, () => read(3));
    if (lag >= 40 && lag <= 120) state.lag = lag;
    const excitation = excitationOf(block, pulses, grid);
    const from = 120 + subframe * 40;
    for (let k = 0; k < 40; k++) {
      past[from + k] = clip((excitation[k] ?? 0) + times(gain, past[from + k - state.lag] ?? 0));
    }
  }
  const samples = synthesis(past.subarray(120), lars, state);
  past.copyWithin(0, FRAME_SAMPLES);
  return samples;
}

function larOf(code: number, i: number): number {
  const scaled = (code + (LAR_MIN[i] ?? 0)) << 10;
  const lar = times(LAR_INVERSE[i] ?? 0, clip(scaled - ((LAR_B[i] ?? 0) << 1)));
  return clip(lar + lar);
}

/** Thirteen pulses, scaled by the loudest, every third sample from `grid` on. */
function excitationOf(block: number, pulses: readonly number[], grid: number): Int32Array {
  let exponent = block > 15 ? (block >> 3) - 1 : 0;
  let mantissa = block - (exponent << 3);
  if (mantissa === 0) {
    exponent = -4;
    mantissa = 7;
  } else {
    while (mantissa <= 7) {
      mantissa = (mantissa << 1) | 1;
      exponent--;
    }
    mantissa -= 8;
  }
  const shift = 6 - exponent;
  const half = shift > 0 ? 1 << (shift - 1) : 0;
  const samples = new Int32Array(40);
  pulses.forEach((pulse, i) => {
    const value = clip(times(MANTISSA[mantissa] ?? 0, ((pulse << 1) - 7) << 12) + half);
    samples[grid + 3 * i] = value >> shift;
  });
  return samples;
}

function synthesis(residual: Int32Array, lars: Int32Array, state: State): Int16Array {
  const samples = new Int16Array(FRAME_SAMPLES);
  const last = state.lars;
  const { lattice } = state;
  FADES.forEach(([from, to], stage) => {
    const reflections = Int32Array.from(lars, (now, i) => reflectionOf(faded(last[i] ?? 0, now, stage)));
    for (let k = from; k < to; k++) {
      let value = residual[k] ?? 0;
      for (let i = 7; i >= 0; i--) {
        const reflection = reflections[i] ?? 0;
        value = clip(value - times(reflection, lattice[i] ?? 0));
        lattice[i + 1] = clip((lattice[i] ?? 0) + times(reflection, value));
      }
      lattice[0] = value;
      state.deemphasis = clip(value + times(state.deemphasis, 28180));
      samples[k] = clip(state.deemphasis + state.deemphasis) & ~7;
    }
  });
  state.lars = lars;
  return samples;
}

function faded(last: number, now: number, stage: number): number {
  switch (stage) {
    case 0:
      return clip(clip((last >> 2) + (now >> 2)) + (last >> 1));
    case 1:
      return clip((last >> 1) + (now >> 1));
    case 2:
      return clip(clip((last >> 2) + (now >> 2)) + (now >> 1));
    default:
      return now;
  }
}

function reflectionOf(lar: number): number {
  const size = lar === -32768 ? 32767 : Math.abs(lar);
  const reflection = size < 11059 ? size << 1 : size < 20070 ? size + 11059 : clip((size >> 2) + 26112);
  return lar < 0 ? -reflection : reflection;
}
