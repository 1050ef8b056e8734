import t from 'tap';
import { Floor } from '../../lib/asterisk/floor.js';

const SID = 'hp0123456789abc';

/** Whether a part was missed, where each begins and ends at these milliseconds. */
function missed(parts: readonly (readonly [number, number])[]): boolean {
  const floor = new Floor();
  const id = floor.speak(SID, 'caller', 'p1', []);
  for (const [from, to] of parts) {
    floor.part(id, false, from);
    floor.part(id, true, to);
  }
  return floor.prompt(id)?.missed ?? false;
}

t.test('given files that each take their time, then none was missed', async (t) => {
  t.equal(
    missed([
      [0, 1500],
      [1500, 1740],
      [1741, 2900],
    ]),
    false,
  );
});

t.test('given one of them that takes no time, then the prompt was not heard', async (t) => {
  t.equal(
    missed([
      [0, 1500],
      [1500, 1501],
      [1501, 2900],
    ]),
    true,
  );
  t.equal(
    missed([
      [0, 1],
      [2, 1500],
    ]),
    true,
  );
});

t.test('given a clock that is set back, or no time at all, then nothing is said of it', async (t) => {
  t.equal(missed([[5000, 900]]), false);
  t.equal(
    missed([
      [Number.NaN, Number.NaN],
      [Number.NaN, 3],
    ]),
    false,
  );
});
