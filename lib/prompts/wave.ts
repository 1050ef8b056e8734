import { readFileSync } from 'node:fs';

/** Loudness is taken over stretches of this length; Asterisk's own packets are as long. Samples at 8 kHz. */
const FRAME = 160;

/** A frame under this level is a pause and does not count for the loudness. dBFS. */
const PAUSE_DB = -45;

/** What a sound file is and how loud it is. Levels in dBFS, -Infinity for silence. */
export interface Wave {
  readonly rate: number;
  readonly channels: number;
  readonly bits: number;
  readonly ms: number;
  readonly peakDb: number;
  /** Root mean square over what is not a pause. */
  readonly loudnessDb: number;
}

/** Measures a RIFF file of 16-bit PCM; throws when it is something else. */
export function measureWave(path: string): Wave {
  const file = readFileSync(path);
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error(`${path} is not a WAV file`);
  }
  const format = chunk(file, 'fmt ');
  const data = chunk(file, 'data');
  if (!format || !data || format.readUInt16LE(0) !== 1) throw new Error(`${path} is not plain PCM`);
  const channels = format.readUInt16LE(2);
  const rate = format.readUInt32LE(4);
  const bits = format.readUInt16LE(14);
  if (bits !== 16) throw new Error(`${path} has ${bits} bits a sample instead of 16`);
  const samples = Array.from(
    { length: Math.floor(data.length / 2) },
    (_, i) => data.readInt16LE(i * 2) / 32768,
  );
  return {
    rate,
    channels,
    bits,
    ms: Math.round((samples.length / channels / rate) * 1000),
    peakDb: decibels(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)),
    loudnessDb: decibels(loudness(samples)),
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

function loudness(samples: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (let start = 0; start < samples.length; start += FRAME) {
    const frame = samples.slice(start, start + FRAME);
    const energy = frame.reduce((total, sample) => total + sample * sample, 0);
    if (decibels(Math.sqrt(energy / frame.length)) < PAUSE_DB) continue;
    sum += energy;
    count += frame.length;
  }
  return count > 0 ? Math.sqrt(sum / count) : 0;
}

function decibels(amplitude: number): number {
  return amplitude > 0 ? 20 * Math.log10(amplitude) : Number.NEGATIVE_INFINITY;
}
