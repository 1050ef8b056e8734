import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../root.js';
import { readSound } from './sound.js';
import type { Stretch, Texts } from './texts.js';
import { measure } from './wave.js';

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
export const RECIPE = 2;

const run = promisify(execFile);

/** A program and what comes before its arguments. */
type Tool = readonly [string, ...string[]];

/** How a voice is to speak. */
export type Voice = Pick<Texts, 'engine' | 'voice' | 'speed'>;

/** The speech engine and the sound editor; both are needed to make prompts, neither to use them. */
export interface Speech {
  /** Speaks and mixes `stretches` into a sound of 8 kHz, mono, in the format of the path's suffix. */
  make(stretches: readonly Stretch[], voice: Voice, path: string): Promise<void>;
}

/** A command of the administrator's, `piper --text {text} --out {file}`, that speaks instead of flite or espeak-ng. */
export interface CommandLine {
  readonly template: string;
  readonly language: string;
}

/**
 * Finds the engine of a voice and sox, on PATH or in the private Debian tree; throws saying what to install. With
 * `command` that is the engine.
 */
export function findSpeech({ engine }: Pick<Texts, 'engine'>, command?: CommandLine): Speech {
  const tool = command ? undefined : find(engine);
  const sox = find('sox');
  if ((!command && !tool) || !sox) {
    // In Debian the format of our sounds comes with a package of its own.
    const missing = [...(command || tool ? [] : [engine]), ...(sox ? [] : ['sox', 'libsox-fmt-base'])];
    throw new Error(`${missing.join(' and ')} not found. Install with: apt-get install ${missing.join(' ')}`);
  }
  const speak: Speak = async (words, voice, file) => {
    if (command) await call(...commandFor(command, words, file));
    else if (tool) await call(tool, ...argumentsFor(voice, words, file));
  };
  return { make: (stretches, voice, path) => make({ speak, sox }, stretches, voice, path) };
}

type Speak = (words: string, voice: Voice, file: string) => Promise<void>;

/** Arguments that make an engine write `words` into a WAV file. */
export function argumentsFor({ engine, voice, speed }: Voice, words: string, file: string): string[] {
  switch (engine) {
    case 'flite':
      // Flite stretches what it says, espeak-ng counts words a minute.
      return [
        ...(speed ? ['--setf', `duration_stretch=${170 / speed}`] : []),
        '-voice',
        voice,
        '-t',
        words,
        '-o',
        file,
      ];
    case 'espeak-ng':
      return ['-v', voice, ...(speed ? ['-s', String(speed)] : []), '-w', file, '--', words];
  }
}

/** The administrator's command for one text. No shell sees it: the text is one argument, whatever is in it. */
export function commandFor(
  { template, language }: CommandLine,
  text: string,
  file: string,
): [Tool, ...string[]] {
  const [program = '', ...rest] = template.trim().split(/\s+/);
  if (!rest.some((word) => word.includes('{text}')) || !rest.some((word) => word.includes('{file}')))
    throw new Error('the command must have {text} and {file} among its arguments');
  const values: Record<string, string> = { text, file, language };
  const filled = rest.map((word) =>
    word.replace(/\{(text|file|language)\}/g, (_, name: string) => values[name] ?? ''),
  );
  return [[program], ...filled];
}

function find(name: string): Tool | undefined {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(dir, name);
    if (dir && executable(path)) return [path];
  }
  const root = join(projectRoot(), '.hushpay', 'debian', 'root');
  const path = join(root, 'usr', 'bin', name);
  const loader = join(root, 'usr/lib64/ld-linux-x86-64.so.2');
  if (!executable(path) || !existsSync(loader)) return undefined;
  // Its libraries are of another Debian than the machine's: only its own loader can start it.
  const libraries = ['usr/lib', ...readdirSync(join(root, 'usr/lib')).map((dir) => `usr/lib/${dir}`)]
    .filter((dir) => dir === 'usr/lib' || dir.endsWith('-linux-gnu'))
    .flatMap((dir) => [join(root, dir), join(root, dir, 'pulseaudio')]);
  return [loader, '--library-path', libraries.join(':'), path];
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
  readonly speak: Speak;
  readonly sox: Tool;
}

async function call([program, ...first]: Tool, ...args: string[]): Promise<void> {
  await run(program, [...first, ...args], { timeout: DEADLINE_MS });
}

async function make(tools: Tools, stretches: readonly Stretch[], voice: Voice, path: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'hushpay-prompts-'));
  try {
    const parts: string[] = [];
    for (const stretch of stretches) {
      const part = join(dir, `${parts.length}.wav`);
      await makePart(tools, stretch, voice, part);
      parts.push(part);
    }
    await call(tools.sox, ...EXACT, ...parts, ...target(path), path);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function makePart({ speak, sox }: Tools, stretch: Stretch, voice: Voice, path: string): Promise<void> {
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
      await speak(stretch.words, voice, spoken);
      const ends = ['silence', '1', '0.005', EDGE, 'reverse', 'silence', '1', '0.005', EDGE, 'reverse'];
      // The rumble under 120 Hz is not carried by a telephone anyway.
      await call(sox, ...EXACT, spoken, ...FORMAT, trimmed, 'highpass', '120', ...ends);
      const wave = measure(readSound(trimmed));
      const after = /[.?!]$/.test(stretch.words) ? SENTENCE_GAP : WORD_GAP;
      return call(
        sox,
        ...EXACT,
        trimmed,
        ...FORMAT,
        path,
        // Up to the loudness first; peaks that would go too high are rounded off and not let through.
        'gain',
        '-l',
        (LOUDNESS_DB - wave.loudnessDb - PEAK_DB).toFixed(2),
        'gain',
        String(PEAK_DB),
        'pad',
        String(WORD_GAP),
        String(after),
      );
    }
  }
}

/** How sox must be told to write the file. */
function target(path: string): string[] {
  return path.endsWith('.wav') ? FORMAT : ['-r', '8000', '-c', '1'];
}

function seconds(ms: number): string {
  return String(ms / 1000);
}
