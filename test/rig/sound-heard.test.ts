import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readSound, soundPath } from '../../lib/prompts/sound.js';
import { soundsDirectory } from '../../lib/prompts/texts.js';
import { wavBytes } from '../../lib/rig/wav.js';
import { soundHeard } from '../journeys/words.js';

const directory = mkdtempSync(join(tmpdir(), 'heard-'));
t.teardown(() => rmSync(directory, { recursive: true }));

const FRAME = 160;

/** What a phone heard, with a hole of 20 ms after every `every` frames. */
function torn(name: string, every: number): string {
  const { samples } = readSound(soundPath(soundsDirectory('en'), name) ?? '');
  const heard: number[] = [];
  for (let at = 0; at < samples.length; at += FRAME) {
    heard.push(...samples.subarray(at, at + FRAME));
    if ((at / FRAME) % every === every - 1) heard.push(...new Int16Array(FRAME));
  }
  const path = join(directory, `${name}-${every}.wav`);
  writeFileSync(path, wavBytes(Int16Array.from(heard)));
  return path;
}

t.test('given holes that a busy machine tears, then a sound is heard all the same', async (t) => {
  for (const every of [1000, 9, 5, 3]) {
    t.ok(soundHeard(torn('goodbye', every), 'goodbye'), `a hole after ${every} frames`);
    t.notOk(soundHeard(torn('no-more-keys', every), 'goodbye'), `another sound, ${every}`);
  }
});
