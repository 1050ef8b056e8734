// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { provesItself } from './proof.js';

t.setTimeout(220_000);
t.test(
  'given RFC 4733 keys whose tones also bleed into the audio, when a card is keyed, then no digit is left anywhere',
  (t) => provesItself(t, { dtmf: 'rfc4733', keys: 'bleed' }),
);
