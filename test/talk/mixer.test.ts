import t from 'tap';
import { createMixer } from '../../lib/talk/mixer.js';

const frame = (value: number) => new Int16Array(160).fill(value);
const values = (sound: Int16Array | undefined) => sound && [...new Set(sound)];

t.test('given a voice, when there are words too, then they are mixed into its next packet', async (t) => {
  const mixer = createMixer();
  t.same(values(mixer.give('voice', frame(100), 0)), [100]);
  t.equal(mixer.give('words', frame(20), 5), undefined);
  t.equal(mixer.give('whisper', frame(3), 6), undefined);
  t.same(values(mixer.give('voice', frame(100), 20)), [123]);
  t.same(values(mixer.give('voice', frame(100), 40)), [100], 'once');
});

t.test('given a voice that has stopped, then words go by themselves, and lead', async (t) => {
  const mixer = createMixer();
  mixer.give('voice', frame(100), 0);
  t.equal(mixer.give('words', frame(20), 40), undefined, 'it may only be late');
  t.same(values(mixer.give('words', frame(20), 60)), [40], 'with what has waited');
  t.equal(mixer.give('whisper', frame(3), 61), undefined);
  t.same(values(mixer.give('words', frame(20), 80)), [23]);
  t.same(values(mixer.give('voice', frame(100), 81)), [100], 'a voice leads again at once');
});

t.test(
  'given two clocks that differ, then the oldest words are dropped and the voice is not held up',
  async (t) => {
    const mixer = createMixer();
    mixer.give('voice', frame(0), 0);
    for (let i = 1; i <= 6; i++) mixer.give('words', frame(i), i);
    const heard = [0, 20, 40, 60, 80].map((at) => values(mixer.give('voice', frame(0), at)));
    t.same(heard, [[3], [4], [5], [6], [0]]);
  },
);

t.test('given two loud sounds, then they are cut off at full scale', async (t) => {
  const mixer = createMixer();
  mixer.give('voice', frame(0), 0);
  mixer.give('words', frame(30_000), 1);
  t.same(values(mixer.give('voice', frame(30_000), 2)), [32_767]);
  mixer.give('words', frame(-30_000), 3);
  t.same(values(mixer.give('voice', frame(-30_000), 4)), [-32_768]);
});

t.test('given what waits, when it is wiped, then nothing is left of it', async (t) => {
  const mixer = createMixer();
  mixer.give('voice', frame(0), 0);
  mixer.give('words', frame(9), 1);
  mixer.wipe();
  t.same(values(mixer.give('voice', frame(0), 2)), [0]);
});
