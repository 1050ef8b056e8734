// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { provesItself } from './proof.js';

t.setTimeout(220_000);
t.test('given keys that are tones in the audio, when a card is keyed, then no digit is left anywhere', (t) =>
  provesItself(t, { dtmf: 'inband' }),
);
