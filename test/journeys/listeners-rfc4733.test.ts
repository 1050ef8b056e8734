import t from 'tap';
import { everybodyHears, nobodyHears } from './listeners.js';

t.setTimeout(150_000);

t.test(
  'given supervisors listening from before and from the middle, when RFC 4733 keys whose tones bleed into the audio come, then none hears one',
  (t) => nobodyHears(t, 'rfc4733', 'bleed'),
);

t.test('given the control without the mute, then a supervisor on the caller’s channel hears the card', (t) =>
  everybodyHears(t, 'rfc4733', 'bleed', 15),
);
