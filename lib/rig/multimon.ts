import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tool } from './asterisk.js';
import { RATE, readWav } from './wav.js';

/** multimon-ng wants this many samples a second. */
const ITS_RATE = 22_050;

/** A digit found by the independent detector. */
export interface FoundDigit {
  readonly digit: string;
}

/** Digits that multimon-ng hears in a recording, in order; `''` when there are none. */
export async function multimon(wav: string): Promise<string> {
  return multimonSamples(readWav(wav));
}

/** The same for samples at 8 kHz. */
export async function multimonSamples(samples: Int16Array): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'hushpay-'));
  try {
    const raw = join(directory, 'in.raw');
    const resampled = resample(samples, RATE, ITS_RATE);
    // The detector drops what is left in its last block, so give it half a second more.
    const bytes = Buffer.alloc(2 * (resampled.length + ITS_RATE / 2));
    resampled.forEach((sample, index) => {
      bytes.writeInt16LE(sample, 2 * index);
    });
    writeFileSync(raw, bytes);
    const [program = '', ...args] = tool('multimon-ng', 'usr/bin/multimon-ng');
    const { stdout } = await promisify(execFile)(program, [...args, '-q', '-a', 'DTMF', '-t', 'raw', raw]);
    return [...stdout.matchAll(/DTMF: (\S)/g)].map((found) => found[1]).join('');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Linear interpolation: good enough for tones far below half the rate. */
function resample(samples: Int16Array, from: number, to: number): Int16Array {
  const out = new Int16Array(Math.floor((samples.length * to) / from));
  for (let i = 0; i < out.length; i++) {
    const at = (i * from) / to;
    const left = samples[Math.floor(at)] ?? 0;
    const right = samples[Math.floor(at) + 1] ?? left;
    out[i] = Math.round(left + (right - left) * (at - Math.floor(at)));
  }
  return out;
}
