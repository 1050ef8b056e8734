import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildPrompts } from '../../lib/prompts/build.js';
import { checkPrompts } from '../../lib/prompts/check.js';
import { LANGUAGES } from '../../lib/prompts/languages.js';
import { findSpeech, type Speech } from '../../lib/prompts/speech.js';
import { readTexts, soundsDirectory, stretchesOf, type Texts } from '../../lib/prompts/texts.js';
import { measureWave } from '../../lib/prompts/wave.js';

/** A WAV file with a sine of this amplitude, 1 being full scale. */
function tone(ms: number, amplitude: number, rate = 8000): Buffer {
  const samples = Math.round((ms * rate) / 1000);
  const data = Buffer.alloc(samples * 2);
  for (let i = 0; i < samples; i++) {
    data.writeInt16LE(Math.round(32767 * amplitude * Math.sin((2 * Math.PI * 500 * i) / rate)), i * 2);
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

/** An engine whose words are a hum, so that what is built around it can be tested anywhere. */
const hum: Speech = {
  make: async (stretches, _voice, path) => {
    writeFileSync(path, tone(100 * stretches.length + 100, 0.14));
  },
};

const texts: Texts = {
  voice: 'slt',
  pronounce: {},
  sounds: { 'number-1': 'one', hello: 'Hello there.', goodbye: 'Goodbye.', tick: '[tone 1000 40]' },
};

function building(directory: string, changed: Partial<Texts> = {}, only?: string) {
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  const built = buildPrompts({ texts: { ...texts, ...changed }, directory, only, speech: () => hum, tell });
  return built.then(() => lines);
}

for (const language of LANGUAGES) {
  t.test(`given the sounds of ${language} as committed, when checked, then they are in order`, async (t) => {
    t.same(checkPrompts(readTexts(language), soundsDirectory(language)), []);
  });
}

t.test('given the agent’s tick, when measured, then it is short and softer than speech', async (t) => {
  const tick = measureWave(join(soundsDirectory('en'), 'agent-tick.wav'));
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
      { name: 'hello', fault: 'out of date: its text has changed' },
    ]);
    t.equal((await building(directory, { sounds })).at(-1), '1 made, 4 in all');
    t.equal(
      (await building(directory, { sounds, pronounce: { Goodbye: 'Good bye' } })).at(-1),
      '1 made, 4 in all',
    );
    t.equal((await building(directory, { sounds, voice: 'rms' })).at(-1), '4 made, 4 in all');
  },
);

t.test(
  'given a recording in the place of a sound, when built, then it is left alone until asked for',
  async (t) => {
    const directory = t.testdir({});
    await building(directory);
    const mine = tone(700, 0.15);
    writeFileSync(join(directory, 'hello.wav'), mine);
    t.same(checkPrompts(texts, directory), [], 'a recording is as good');
    const sounds = { ...texts.sounds, hello: 'Hello again.' };
    const lines = await building(directory, { sounds });
    t.match(lines, [/^hello: a recording of yours, and its text has changed/, '0 made, 4 in all']);
    t.same(readFileSync(join(directory, 'hello.wav')), mine);
    await building(directory, { sounds }, 'hello');
    t.notSame(readFileSync(join(directory, 'hello.wav')), mine);
    t.same(checkPrompts({ ...texts, sounds }, directory), []);
  },
);

t.test('given a text is taken away, when built, then its sound goes, but not a recording', async (t) => {
  const directory = t.testdir({});
  await building(directory);
  writeFileSync(join(directory, 'mine.wav'), tone(100, 0.14));
  const { hello: _, ...sounds } = texts.sounds;
  const lines = await building(directory, { sounds });
  t.notOk(existsSync(join(directory, 'hello.wav')));
  t.ok(existsSync(join(directory, 'mine.wav')));
  t.match(lines.join('\n'), /mine: a recording without a text/);
  t.same(checkPrompts({ ...texts, sounds }, directory), [{ name: 'mine', fault: 'has no text' }]);
});

t.test('given sounds with faults, when checked, then each is found', async (t) => {
  const table: [string, Buffer, RegExp][] = [
    ['hello', tone(13_000, 0.14), /^too long: 13000 ms, at most 12000$/],
    ['number-1', tone(2000, 0.14), /^too long: 2000 ms, at most 1500$/],
    ['hello', tone(500, 0.5), /^too loud: -9.0 dBFS$/],
    ['hello', tone(500, 0.9), /^too loud: a peak of -0.9 dBFS$/],
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
    { name: 'more', fault: 'missing' },
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
    speech = findSpeech();
  } catch (error) {
    t.match(String(error), /apt-get install/);
    t.pass('flite and sox are not here; only those who change texts need them');
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
  copyFileSync(join(directory, 'hello.wav'), join(directory, 'first.wav'));
  await buildPrompts({
    texts: spoken,
    directory,
    only: 'hello',
    speech: () => speech,
    tell: () => undefined,
  });
  t.same(
    readFileSync(join(directory, 'hello.wav')),
    readFileSync(join(directory, 'first.wav')),
    'the same again',
  );
});
