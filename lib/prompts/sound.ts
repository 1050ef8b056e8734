import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeGsm, isGsm } from './gsm.js';
import { readWave, type Sound } from './wave.js';

/** The format of the sounds we make and keep: a tenth of a WAV's size. They are unpacked where Asterisk plays them. */
export const MADE = 'gsm';

/** Formats in which a recording is taken, all at 8 kHz, in the order of their quality. */
export const FORMATS = ['wav', 'sln', 'ulaw', 'alaw', 'gsm'] as const;
export type Format = (typeof FORMATS)[number];

const RATE = 8000;

/** Reads a sound in any of `FORMATS`, by its suffix; throws when it is something else inside. */
export function readSound(path: string): Sound {
  const bytes = readFileSync(path);
  const format = path.slice(path.lastIndexOf('.') + 1);
  if (format === 'wav') return readWave(path, bytes);
  return { rate: RATE, channels: 1, samples: decoded(format, bytes, path) };
}

function decoded(format: string, bytes: Buffer, path: string): Int16Array {
  switch (format) {
    case 'gsm':
      if (!isGsm(bytes)) throw new Error(`${path} is not a GSM file`);
      return decodeGsm(bytes);
    case 'sln':
      return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(2 * i));
    case 'ulaw':
      return Int16Array.from(bytes, fromUlaw);
    case 'alaw':
      return Int16Array.from(bytes, fromAlaw);
    default:
      throw new Error(`${path} is in none of the formats ${FORMATS.join(', ')}`);
  }
}

/** ITU-T G.711. */
function fromUlaw(byte: number): number {
  const code = ~byte & 0xff;
  const size = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return code & 128 ? -size : size;
}

function fromAlaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = ((code & 15) << 4) + 8;
  const size = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return code & 128 ? size : -size;
}

/** Files of sounds in a directory: name of the sound -> suffixes; what is no sound (`made.json`) is left out. */
export function soundFiles(directory: string): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const file of existsSync(directory) ? readdirSync(directory).sort() : []) {
    const [, name, suffix] = /^([a-z0-9][a-z0-9-]*)\.([A-Za-z0-9]+)$/.exec(file) ?? [];
    if (!name || !suffix || suffix === 'json') continue;
    files.set(name, [...(files.get(name) ?? []), suffix]);
  }
  return files;
}

/** The file of a sound: a recording in a better format goes before what we have made. */
export function soundPath(directory: string, name: string): string | undefined {
  return FORMATS.map((format) => join(directory, `${name}.${format}`)).find((path) => existsSync(path));
}
