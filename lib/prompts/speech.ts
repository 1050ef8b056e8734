import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../root.js';
import type { Stretch } from './texts.js';
import { measureWave } from './wave.js';

/** Loudness of speech, and the highest peak that is let through. dBFS. */
const LOUDNESS_DB = -20;
const PEAK_DB = -3.5;

/** A tone is soft beside speech. Amplitude, 1 being full scale. */
const TONE_AMPLITUDE = 0.12;

/** No dither and no random numbers, so that the same text makes the same bytes. */
const EXACT = ['-D', '-R'];

/** Silence after a sentence, and round a word that others follow. Seconds. */
const SENTENCE_GAP = 0.2;
const WORD_GAP = 0.03;

/** Below this a voice has not begun or has ended; higher, and a word loses its first "s". Of full scale. */
const EDGE = '0.16%';

const DEADLINE_MS = 30_000;

const FORMAT = ['-r', '8000', '-c', '1', '-b', '16', '-e', 'signed-integer'];

/** Changes whenever this file makes other sounds from the same text, so that they are made anew. */
export const RECIPE = 1;

/** Where the programs of the private Debian tree find their libraries. */
const LIBRARIES = ['usr/lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu/pulseaudio', 'usr/lib'];

const run = promisify(execFile);

/** A program and what comes before its arguments. */
type Tool = readonly [string, ...string[]];

/** The speech engine and the sound editor; both are needed to make prompts, neither to use them. */
export interface Speech {
  /** Speaks and mixes `stretches` into a WAV file of 8 kHz, mono, 16 bits. */
  make(stretches: readonly Stretch[], voice: string, path: string): Promise<void>;
}

/** Finds flite and sox, on PATH or in the private Debian tree; throws saying what to install. */
export function findSpeech(): Speech {
  const flite = find('flite');
  const sox = find('sox');
  const missing = [...(flite ? [] : ['flite']), ...(sox ? [] : ['sox'])];
  if (!flite || !sox) {
    throw new Error(`${missing.join(' and ')} not found. Install with: apt-get install ${missing.join(' ')}`);
  }
  return { make: (stretches, voice, path) => make({ flite, sox }, stretches, voice, path) };
}

function find(name: string): Tool | undefined {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(dir, name);
    if (dir && executable(path)) return [path];
  }
  const root = join(projectRoot(), '.hushpay', 'debian', 'root');
  const path = join(root, 'usr', 'bin', name);
  if (!executable(path)) return undefined;
  // Its libraries are of another Debian than the machine's: only its own loader can start it.
  const libraries = [...LIBRARIES.map((dir) => join(root, dir))].join(':');
  return [join(root, 'usr/lib64/ld-linux-x86-64.so.2'), '--library-path', libraries, path];
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Tools {
  readonly flite: Tool;
  readonly sox: Tool;
}

async function call([program, ...first]: Tool, ...args: string[]): Promise<void> {
  await run(program, [...first, ...args], { timeout: DEADLINE_MS });
}

async function make(tools: Tools, stretches: readonly Stretch[], voice: string, path: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'hushpay-prompts-'));
  try {
    const parts: string[] = [];
    for (const stretch of stretches) {
      const part = join(dir, `${parts.length}.wav`);
      await makePart(tools, stretch, voice, part);
      parts.push(part);
    }
    await call(tools.sox, ...EXACT, ...parts, ...FORMAT, path);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function makePart({ flite, sox }: Tools, stretch: Stretch, voice: string, path: string): Promise<void> {
  switch (stretch.kind) {
    case 'pause':
      return call(sox, ...EXACT, '-n', ...FORMAT, path, 'trim', '0', seconds(stretch.ms));
    case 'tone': {
      const fade = ['fade', 'h', '0.01', seconds(stretch.ms), '0.01'];
      const level = ['vol', String(TONE_AMPLITUDE)];
      return call(
        sox,
        ...EXACT,
        '-n',
        ...FORMAT,
        path,
        'synth',
        seconds(stretch.ms),
        'sine',
        String(stretch.hertz),
        ...level,
        ...fade,
      );
    }
    case 'words': {
      const spoken = `${path}.spoken.wav`;
      const trimmed = `${path}.trimmed.wav`;
      await call(flite, '-voice', voice, '-t', stretch.words, '-o', spoken);
      const ends = ['silence', '1', '0.005', EDGE, 'reverse', 'silence', '1', '0.005', EDGE, 'reverse'];
      // The rumble under 120 Hz is not carried by a telephone anyway.
      await call(sox, ...EXACT, spoken, ...FORMAT, trimmed, 'highpass', '120', ...ends);
      const wave = measureWave(trimmed);
      const gain = Math.min(LOUDNESS_DB - wave.loudnessDb, PEAK_DB - wave.peakDb);
      const after = /[.?!]$/.test(stretch.words) ? SENTENCE_GAP : WORD_GAP;
      return call(
        sox,
        ...EXACT,
        trimmed,
        ...FORMAT,
        path,
        'vol',
        `${gain.toFixed(2)}dB`,
        'pad',
        String(WORD_GAP),
        String(after),
      );
    }
  }
}

function seconds(ms: number): string {
  return String(ms / 1000);
}
