/** A sound as it was recorded; samples of all channels, one after the other. */
export interface Sound {
  readonly rate: number;
  readonly channels: number;
  readonly samples: Int16Array;
}

/** Loudness is taken over stretches of this length; Asterisk's own packets are as long. Samples at 8 kHz. */
const FRAME = 160;

/** A frame under this level is a pause and does not count for the loudness. dBFS. */
const PAUSE_DB = -45;

/** So many samples in a row at the very top are cut-off speech and no chance. */
const CLIPPED_RUN = 3;
const TOP = 32_700;

/** How long and how loud a sound is. Levels in dBFS, -Infinity for silence. */
export interface Measure {
  readonly ms: number;
  readonly peakDb: number;
  /** Root mean square over what is not a pause. */
  readonly loudnessDb: number;
  /** Places where the wave is cut off at full scale. */
  readonly clipped: number;
}

/** Reads a RIFF file of 16-bit PCM; throws when it is something else. */
export function readWave(path: string, file: Buffer): Sound {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error(`${path} is not a WAV file`);
  }
  const format = chunk(file, 'fmt ');
  const data = chunk(file, 'data');
  if (!format || !data || format.readUInt16LE(0) !== 1) throw new Error(`${path} is not plain PCM`);
  const bits = format.readUInt16LE(14);
  if (bits !== 16) throw new Error(`${path} has ${bits} bits a sample instead of 16`);
  const samples = Int16Array.from({ length: data.length >> 1 }, (_, i) => data.readInt16LE(i * 2));
  return { rate: format.readUInt32LE(4), channels: format.readUInt16LE(2), samples };
}

/** A WAV file of 16 bits. */
export function waveBytes({ rate, channels, samples }: Sound): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + 2 * samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(2 * samples.length, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

/** Measures a sound. */
export function measure({ rate, channels, samples }: Sound): Measure {
  let peak = 0;
  let run = 0;
  let clipped = 0;
  for (const sample of samples) {
    const size = Math.abs(sample);
    peak = Math.max(peak, size);
    run = size >= TOP ? run + 1 : 0;
    if (run === CLIPPED_RUN) clipped++;
  }
  return {
    ms: Math.round((samples.length / channels / rate) * 1000),
    peakDb: decibels(peak / 32768),
    loudnessDb: decibels(loudness(samples)),
    clipped,
  };
}

function chunk(file: Buffer, id: string): Buffer | undefined {
  let at = 12;
  while (at + 8 <= file.length) {
    const size = file.readUInt32LE(at + 4);
    if (file.toString('latin1', at, at + 4) === id) return file.subarray(at + 8, at + 8 + size);
    // Chunks are padded to an even length.
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function loudness(samples: Int16Array): number {
  let sum = 0;
  let count = 0;
  for (let start = 0; start < samples.length; start += FRAME) {
    const frame = samples.subarray(start, start + FRAME);
    const energy = frame.reduce((total, sample) => total + (sample / 32768) ** 2, 0);
    if (decibels(Math.sqrt(energy / frame.length)) < PAUSE_DB) continue;
    sum += energy;
    count += frame.length;
  }
  return count > 0 ? Math.sqrt(sum / count) : 0;
}

function decibels(amplitude: number): number {
  return amplitude > 0 ? 20 * Math.log10(amplitude) : Number.NEGATIVE_INFINITY;
}
