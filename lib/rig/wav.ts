import { existsSync, readFileSync } from 'node:fs';
import { waveBytes } from '../prompts/wave.js';

/** The telephone's sampling rate, in samples a second. */
export const RATE = 8000;

/** 16-bit mono samples of a recording at 8 kHz. Reads files that are still being written. */
export function readWav(path: string): Int16Array {
  const bytes = readFileSync(path);
  let at = 12;
  while (at + 8 <= bytes.length && bytes.toString('latin1', at, at + 4) !== 'data') {
    at += 8 + bytes.readUInt32LE(at + 4);
  }
  const data = bytes.subarray(at + 8);
  const samples = new Int16Array(data.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(2 * i);
  return samples;
}

/** True when Asterisk has closed the file: only then its head tells the length. */
export function wholeWav(path: string): boolean {
  if (!existsSync(path)) return false;
  const bytes = readFileSync(path);
  return bytes.length > 44 && bytes.readUInt32LE(40) > 0 && bytes.readUInt32LE(4) === bytes.length - 8;
}

/** The bytes of a wav file that Asterisk plays. */
export function wavBytes(samples: Int16Array): Buffer {
  return waveBytes({ rate: RATE, channels: 1, samples });
}

/** Sum of sines at -13 dB each, `ms` long, with 2 ms ramps at the ends. No frequency is silence. */
export function sines(frequencies: readonly number[], ms: number): Int16Array {
  const samples = new Int16Array(Math.round((ms * RATE) / 1000));
  const ramp = RATE / 500;
  for (let i = 0; i < samples.length; i++) {
    const edge = Math.min(1, (i + 1) / ramp, (samples.length - i) / ramp);
    let value = 0;
    for (const hz of frequencies) value += Math.sin((2 * Math.PI * hz * i) / RATE);
    samples[i] = Math.round(value * 7300 * edge);
  }
  return samples;
}

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYPAD = '123A456B789C*0#D';

/** The two frequencies of a key of `0-9*#A-D`, in hertz. */
export function keyTones(key: string): readonly [number, number] {
  const index = KEYPAD.indexOf(key.toUpperCase());
  const row = ROWS[index >> 2];
  const column = COLUMNS[index & 3];
  if (index < 0 || row === undefined || column === undefined) throw new Error(`Not a key: ${key}`);
  return [row, column];
}

/** Keys as tones in the audio: `onMs` of tone, `offMs` of silence each. */
export function keysAsTones(keys: string, onMs: number, offMs: number): Int16Array {
  const gap = sines([], offMs);
  const parts = [...keys].flatMap((key) => [sines(keyTones(key), onMs), gap]);
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Row, column and key of the keypad, for detectors. */
export const KEYPAD_TONES = { rows: ROWS, columns: COLUMNS, keys: KEYPAD } as const;
