import { fieldFailed } from './capture.js';
import type { Draft } from './draft.js';
import type { Heard } from './event.js';
import { policyFor } from './fields.js';
import type { Field, Phase } from './state.js';

/** From the end of the request to the end of what is said: a card number needs as long. Milliseconds. */
export const LISTEN_MS = 20_000;

/** The open field is to be spoken, or keyed as ever. */
export function listen(d: Draft, { field, attempt }: Extract<Phase, { name: 'capturing' }>): void {
  const { voice, policy } = d.session;
  const tries = voice.field === field ? voice.tries + 1 : 1;
  d.set({ voice: { ...voice, field, tries, listening: true } });
  d.do({ type: 'listen', field, attempt });
  // Listening has an end of its own; this is the guard for one that is never told.
  d.start('firstKey', LISTEN_MS + policy.promptMs);
}

/** Whatever is still heard belongs to nothing. */
export function noLonger(d: Draft): void {
  if (d.session.voice.listening) d.set({ voice: { ...d.session.voice, listening: false } });
}

/** What came of it. Once a key is pressed the field goes on by keys, and nothing that is heard counts. */
export function heardSpeech(d: Draft, field: Field, outcome: Heard): void {
  const { phase } = d;
  if (phase.name !== 'capturing' || phase.field !== field || phase.keys > 0) return;
  noLonger(d);
  switch (outcome) {
    case 'digits':
      return d.stop('firstKey');
    case 'unclear':
      return fieldFailed(d, field, 'not-understood');
    case 'silence':
      return fieldFailed(d, field, 'timeout');
    case 'refused':
      d.set({ voice: { ...d.session.voice, off: true } });
      return d.start('firstKey', policyFor(d.session, field).firstKeyMs);
    case 'keys':
      return d.start('firstKey', policyFor(d.session, field).firstKeyMs);
  }
}
