// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { TIMERS, takeover, transferred } from './keying-moves.js';
import { openStage } from './stage.js';

/** Keys are tones in the sound, and nothing else. */
t.setTimeout(200_000);
const stage = await openStage({ dtmf: 'inband', config: { capture: { timers: TIMERS } } });

t.test('given callers who key on, when another process takes over', (t) => takeover(t, stage));

t.test('given a caller who keys on, when the agent transfers', (t) => transferred(t, stage));
