import t from 'tap';
import type { Live } from '../../lib/run/live.js';
import { isQuiet, noteKey } from '../../lib/run/quiet.js';
import type { Session } from '../../lib/session/state.js';

const session = (lastKeyAt: number, quietMs = 2000) => ({ lastKeyAt, policy: { quietMs } }) as Session;

/** A session of which a key, or another event, was told at `at`. */
function after(lastKeyAt: number, at: number, quietMs = 2000): Live {
  const live = { session: session(lastKeyAt, quietMs) } as Live;
  noteKey(live, session(0, quietMs), live.session, at);
  return live;
}

t.test(
  'given a key, when the clock of the machine is set forward, then the line is not quiet yet',
  async (t) => {
    const live = after(1000, 1000);
    t.notOk(isQuiet(live));
    noteKey(live, live.session, live.session, 3_600_000);
    t.notOk(isQuiet(live), 'an event without a key changes nothing');
  },
);

t.test('given a key that was as long ago as is waited for, or none, then the line is quiet', async (t) => {
  t.ok(isQuiet(after(1000, 3000)));
  t.notOk(isQuiet(after(1000, 2900)));
  t.ok(isQuiet({ session: session(0) } as Live));
});

t.test('given a clock that was set back after the key, then the key counts as pressed now', async (t) => {
  t.notOk(isQuiet(after(10_000, 1000)));
});
