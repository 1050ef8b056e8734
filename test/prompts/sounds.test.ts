import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type BuildOptions, buildPrompts } from '../../lib/prompts/build.js';
import { checkPrompts } from '../../lib/prompts/check.js';
import { findSounds, installed, installPrompts } from '../../lib/prompts/install.js';
import { LANGUAGES } from '../../lib/prompts/languages.js';
import { readSound, soundPath } from '../../lib/prompts/sound.js';
import { argumentsFor, commandFor, findSpeech, type Speech } from '../../lib/prompts/speech.js';
import { readTexts, soundsDirectory, stretchesOf, type Texts } from '../../lib/prompts/texts.js';
import { measure } from '../../lib/prompts/wave.js';
import { hushpay } from '../bin/run.js';
import { freshDirectory } from '../config/directory.js';

/** A WAV file with a sine of this amplitude, 1 being full scale. */
function tone(ms: number, amplitude: number, rate = 8000): Buffer {
  const samples = Math.round((ms * rate) / 1000);
  const data = Buffer.alloc(samples * 2);
  for (let i = 0; i < samples; i++) {
    const value = Math.max(-1, Math.min(1, amplitude * Math.sin((2 * Math.PI * 500 * i) / rate)));
    data.writeInt16LE(Math.round(32767 * value), i * 2);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** The same, saying of itself that it has 8 bits. */
function shortened(wave: Buffer): Buffer {
  wave.writeUInt16LE(8, 34);
  return wave;
}

/** An engine whose words are a hum, so that what is built around it can be tested anywhere. */
const hum: Speech = {
  make: async (stretches, _voice, path) => {
    writeFileSync(path, tone(100 * stretches.length + 100, 0.14));
  },
};

const texts: Texts = {
  engine: 'flite',
  voice: 'slt',
  pronounce: {},
  sounds: { 'number-1': 'one', hello: 'Hello there.', goodbye: 'Goodbye.', tick: '[tone 1000 40]' },
};

function building(directory: string, changed: Partial<Texts> = {}, more: Partial<BuildOptions> = {}) {
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  const built = buildPrompts({
    texts: { ...texts, ...changed },
    directory,
    format: 'wav',
    speech: () => hum,
    tell,
    ...more,
  });
  return built.then(() => lines);
}

for (const language of LANGUAGES) {
  t.test(`given the sounds of ${language} as committed, when checked, then they are in order`, async (t) => {
    t.same(checkPrompts(readTexts(language), soundsDirectory(language)), []);
  });
}

t.test('given the agent’s tick, when measured, then it is short and softer than speech', async (t) => {
  const tick = measure(readSound(soundPath(soundsDirectory('en'), 'agent-tick') ?? ''));
  t.equal(tick.ms, 40);
  t.ok(tick.peakDb < -12, `${tick.peakDb}`);
});

t.test('given no sounds, when built twice, then they are made once', async (t) => {
  const directory = t.testdir({});
  t.equal((await building(directory)).at(-1), '4 made, 4 in all');
  t.same(checkPrompts(texts, directory), []);
  t.equal((await building(directory)).at(-1), '0 made, 4 in all');
});

t.test(
  'given a text, its voice or its pronunciation changes, when built, then only what it touches is made',
  async (t) => {
    const directory = t.testdir({});
    await building(directory);
    const sounds = { ...texts.sounds, hello: 'Hello again.' };
    t.same(checkPrompts({ ...texts, sounds }, directory), [
      { name: 'hello', kind: 'out-of-date', fault: 'out of date: its text has changed' },
    ]);
    t.equal((await building(directory, { sounds })).at(-1), '1 made, 4 in all');
    t.equal(
      (await building(directory, { sounds, pronounce: { Goodbye: 'Good bye' } })).at(-1),
      '1 made, 4 in all',
    );
    t.equal((await building(directory, { sounds, voice: 'rms' })).at(-1), '4 made, 4 in all');
  },
);

t.test('given a recording in the place of a sound, when built, then it is never overwritten', async (t) => {
  const directory = t.testdir({});
  await building(directory);
  const path = join(directory, 'hello.wav');
  const mine = tone(700, 0.15);
  writeFileSync(path, mine);
  t.same(checkPrompts(texts, directory), [], 'a recording is as good');
  t.match(await building(directory, {}, { only: 'hello' }), [/^hello: a recording of yours, which stays/]);
  t.match(await building(directory, {}, { all: true }), { length: 4 }, 'the three others are made anew');
  const sounds = { ...texts.sounds, hello: 'Hello again.' };
  t.match(checkPrompts({ ...texts, sounds }, directory), [{ name: 'hello', kind: 'out-of-date' }]);
  for (const more of [{}, { all: true }, { only: 'hello' }]) {
    const lines = await building(directory, { sounds }, more);
    t.match(lines.join('\n'), /hello: a recording of yours, and its text has changed/);
    t.same(readFileSync(path), mine);
  }
  writeFileSync(path, tone(800, 0.15));
  t.same(checkPrompts({ ...texts, sounds }, directory), [], 'recorded again after the text was changed');
});

t.test(
  'given a recording that came with a new text at once, then people are asked which it says',
  async (t) => {
    const directory = t.testdir({});
    await building(directory);
    const sounds = { ...texts.sounds, hello: 'Hello again.' };
    writeFileSync(join(directory, 'hello.wav'), tone(700, 0.15));
    t.match(checkPrompts({ ...texts, sounds }, directory), [{ name: 'hello', kind: 'doubtful' }]);
    await building(directory, { sounds });
    t.match(checkPrompts({ ...texts, sounds }, directory), [{ name: 'hello', kind: 'doubtful' }]);
    await building(directory, { sounds }, { accept: 'hello' });
    t.same(checkPrompts({ ...texts, sounds }, directory), []);
    t.same(readFileSync(join(directory, 'hello.wav')), tone(700, 0.15));
  },
);

t.test('given a recording in another format beside a sound of ours, then ours goes', async (t) => {
  const directory = t.testdir({});
  await building(directory);
  const mine = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i % 16 < 8 ? 0xaf : 0x2f)));
  writeFileSync(join(directory, 'hello.ulaw'), mine);
  t.match(checkPrompts(texts, directory), [{ name: 'hello', kind: 'twice' }]);
  t.match(await building(directory), [/^hello: ours removed, a recording has come beside it/]);
  t.notOk(existsSync(join(directory, 'hello.wav')));
  t.same(checkPrompts(texts, directory), []);
});

t.test('given a text is taken away, when built, then its sound goes, but not a recording', async (t) => {
  const directory = t.testdir({});
  await building(directory);
  writeFileSync(join(directory, 'mine.wav'), tone(100, 0.14));
  const { hello: _, ...sounds } = texts.sounds;
  const lines = await building(directory, { sounds });
  t.notOk(existsSync(join(directory, 'hello.wav')));
  t.ok(existsSync(join(directory, 'mine.wav')));
  t.match(lines.join('\n'), /mine: a recording without a text/);
  t.same(checkPrompts({ ...texts, sounds }, directory), [
    { name: 'mine', kind: 'no-text', fault: 'has no text' },
  ]);
});

t.test('given sounds with faults, when checked, then each is found', async (t) => {
  const table: [string, Buffer, RegExp][] = [
    ['hello', tone(16_000, 0.14), /^too long: 16000 ms, at most 15000$/],
    ['number-1', tone(2000, 0.14), /^too long: 2000 ms, at most 1800$/],
    ['hello', tone(500, 0.5), /^too loud: -9.0 dBFS$/],
    ['hello', tone(500, 0.9), /^too loud: a peak of -0.9 dBFS$/],
    ['hello', tone(500, 4), /^clipped: cut off at full scale in \d+ places$/],
    ['hello', shortened(tone(500, 0.14)), /has 8 bits a sample/],
    ['hello', tone(500, 0.03), /^too quiet: -33.5 dBFS$/],
    ['hello', tone(500, 0), /^too quiet/],
    ['tick', tone(40, 0.001), /^too quiet/],
    ['hello', tone(500, 0.14, 16_000), /^16000 Hz, 1 channels, instead of/],
    ['hello', Buffer.from('not a sound'), /is not a WAV file$/],
  ];
  const directory = t.testdir({});
  for (const [name, sound, fault] of table) {
    await building(directory);
    const path = join(directory, `${name}.wav`);
    const saved = readFileSync(path);
    writeFileSync(path, sound);
    const [found] = checkPrompts(texts, directory);
    t.equal(found?.name, name);
    t.match(found?.fault, fault);
    writeFileSync(path, saved);
  }
  t.same(checkPrompts({ ...texts, sounds: { ...texts.sounds, more: 'More.' } }, directory), [
    { name: 'more', kind: 'missing', fault: 'missing' },
  ]);
});

t.test(
  'given a text with tones, pauses and odd words, when split, then the voice gets what it can say',
  async (t) => {
    t.same(stretchesOf('[tone 420 200] [pause 60] Mir is taken.', { Mir: 'Meer' }), [
      { kind: 'tone', hertz: 420, ms: 200 },
      { kind: 'pause', ms: 60 },
      { kind: 'words', words: 'Meer is taken.' },
    ]);
    t.throws(() => stretchesOf('[bell] Hello.', {}), /\[bell\]/);
  },
);

t.test('given the real engine, when it speaks, then the sound is right for a telephone', async (t) => {
  let speech: Speech;
  try {
    speech = findSpeech({ engine: 'flite' });
  } catch (error) {
    t.match(String(error), /apt-get install/);
    t.pass('the engine and sox are not here; only those who change texts need them');
    return;
  }
  const directory = t.testdir({});
  const sounds = {
    'number-6': 'six',
    hello: '[tone 420 200] [pause 60] Hello there.',
    tick: '[tone 1000 40]',
  };
  const spoken = { ...texts, sounds };
  await buildPrompts({ texts: spoken, directory, speech: () => speech, tell: () => undefined });
  t.same(checkPrompts(spoken, directory), []);
  const first = readFileSync(join(directory, 'hello.gsm'));
  await buildPrompts({
    texts: spoken,
    directory,
    only: 'hello',
    speech: () => speech,
    tell: () => undefined,
  });
  t.same(readFileSync(join(directory, 'hello.gsm')), first, 'the same again');
});

t.test('given a command of the administrator, when it speaks, then no shell sees the text', async (t) => {
  const line = { template: 'say --lang {language} -o {file} {text}', language: 'hu' };
  t.same(commandFor(line, '$(rm x); "a" {file}', '/tmp/o.wav'), [
    ['say'],
    ...['--lang', 'hu', '-o', '/tmp/o.wav', '$(rm x); "a" {file}'],
  ]);
  t.throws(() => commandFor({ ...line, template: 'say {text}' }, 'a', 'b'), /\{text\} and \{file\}/);
});

t.test('given an engine, then it is told voice and speed in its own way', async (t) => {
  const voice = { voice: 'hu', speed: 150 };
  t.same(argumentsFor({ ...voice, engine: 'espeak-ng' }, '-5', 'f'), [
    '-v',
    'hu',
    '-s',
    '150',
    '-w',
    'f',
    '--',
    '-5',
  ]);
  t.match(argumentsFor({ engine: 'flite', voice: 'slt' }, 'a', 'f'), ['-voice', 'slt', '-t', 'a', '-o', 'f']);
});

t.test('given sounds in every format, when read, then they are as loud as they were made', async (t) => {
  const directory = t.testdir({ 'a.ulaw': Buffer.alloc(8000, 0x00), 'a.alaw': Buffer.alloc(8000, 0x2a) });
  const sln = Buffer.alloc(16_000);
  for (let i = 0; i < 8000; i++) sln.writeInt16LE(-16_384, 2 * i);
  writeFileSync(join(directory, 'a.sln'), sln);
  writeFileSync(join(directory, 'a.wav'), tone(1000, 0.5));
  const heard = (suffix: string) => measure(readSound(join(directory, `a.${suffix}`)));
  t.match(heard('ulaw'), { ms: 1000, clipped: 0 });
  t.ok(Math.abs(heard('ulaw').peakDb + 0.2) < 0.1, 'the loudest there is');
  t.ok(Math.abs(heard('alaw').peakDb + 0.1) < 0.2);
  t.match(heard('sln'), { ms: 1000 });
  t.ok(Math.abs(heard('sln').peakDb + 6.02) < 0.01);
  t.ok(Math.abs(heard('wav').peakDb + 6.02) < 0.01);
  t.throws(() => decodeOf(directory, 'b.gsm', Buffer.from('no')), /is not a GSM file/);
});

t.test('given a GSM sound of ours, when decoded, then it is the tone that was put in', async (t) => {
  const path = soundPath(soundsDirectory('en'), 'refusal-busy') ?? '';
  t.match(path, /\.gsm$/);
  const { samples } = readSound(path);
  // 420 Hz for the first 200 ms: by Goertzel, against the neighbours.
  const power = (hertz: number) => {
    let [one, two] = [0, 0];
    for (let i = 0; i < 1600; i++) {
      const next = (samples[i] ?? 0) + 2 * Math.cos((2 * Math.PI * hertz) / 8000) * one - two;
      [two, one] = [one, next];
    }
    return one * one + two * two - 2 * Math.cos((2 * Math.PI * hertz) / 8000) * one * two;
  };
  t.ok(power(420) > 100 * power(700) && power(420) > 100 * power(250));
});

t.test(
  'given the sounds, when installed, then Asterisk gets plain WAV, and recordings as they are',
  async (t) => {
    const from = t.testdir({ from: {}, link: t.fixture('symlink', 'from') });
    const own = join(from, 'from');
    const tick = soundPath(soundsDirectory('en'), 'agent-tick') ?? '';
    writeFileSync(join(own, 'agent-tick.gsm'), readFileSync(tick));
    writeFileSync(join(own, 'hello.ulaw'), Buffer.alloc(160, 0xff));
    writeFileSync(join(own, 'made.json'), '{}');
    const to = join(from, 'to');
    t.notOk(installed(own, to));
    t.equal(installPrompts(own, to), 2);
    t.ok(installed(own, to));
    t.same(readSound(join(to, 'agent-tick.wav')).samples, readSound(tick).samples);
    t.same(readFileSync(join(to, 'hello.ulaw')), Buffer.alloc(160, 0xff));
    t.throws(() => installPrompts(own, join(from, 'link')), /is a link/);
  },
);

function decodeOf(directory: string, name: string, bytes: Buffer) {
  writeFileSync(join(directory, name), bytes);
  return readSound(join(directory, name));
}

t.test('given Asterisk’s data directory, when installed, then there and nowhere else', async (t) => {
  const directory = freshDirectory(t);
  const data = join(directory, 'data');
  mkdirSync(join(data, 'sounds'), { recursive: true });
  writeFileSync(
    join(directory, 'asterisk.conf'),
    `[directories](!)\nastdatadir => ${data}\n[directories]\nastdatadir => ${data}\n`,
  );
  const install = (...words: string[]) => hushpay('prompts', 'install', '--asterisk', directory, ...words);
  t.match(await install('--language', 'en'), { code: 0, out: /data.sounds.en.hushpay: \d+ sounds/ });
  t.ok(existsSync(join(data, 'sounds', 'en', 'hushpay', 'made.json')));
  t.match(await install('--language', 'xx'), { code: 1, err: /no prompts in xx; there are: de, en/ });
  const slip = join(directory, 'slip', 'sounds');
  t.match(await install(slip), { code: 1, err: /is not there/ });
  t.notOk(existsSync(slip), 'nothing is made');
});

t.test('given no asterisk.conf, when sounds are looked for, then only one place is believed', async (t) => {
  const directory = freshDirectory(t);
  t.equal(findSounds('/data'), '/data/sounds');
  const [one, two] = [join(directory, 'one'), join(directory, 'two')];
  t.throws(() => findSounds(undefined, [one, two]), /core show settings/);
  mkdirSync(one);
  t.equal(findSounds(undefined, [one, two]), one);
  mkdirSync(two);
  t.throws(() => findSounds(undefined, [one, two]), /core show settings/);
});
