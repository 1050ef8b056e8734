import type { Draft } from './draft.js';
import type { Heard } from './event.js';
import { policyFor } from './fields.js';
import { noLonger } from './forget.js';
import type { Field } from './state.js';

/** From the end of the request to the end of what is said: a card number needs as long. Milliseconds. */
export const LISTEN_MS = 20_000;

/** The open field is to be spoken, or keyed as ever. */
export function listen(d: Draft): void {
  if (d.phase.name !== 'capturing') return;
  const { field, attempt } = d.phase;
  const { voice, policy } = d.session;
  const tries = voice.field === field ? voice.tries + 1 : 1;
  d.set({ voice: { ...voice, field, tries, listening: true } });
  d.do({ type: 'listen', field, attempt });
  // Listening has an end of its own; this is the guard for one that is never told.
  d.start('firstKey', LISTEN_MS + policy.promptMs);
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
      return d.next({ type: 'fieldFailed', field, error: 'not-understood' });
    case 'silence':
      return d.next({ type: 'fieldFailed', field, error: 'timeout' });
    case 'refused':
      d.set({ voice: { ...d.session.voice, off: true } });
      return d.start('firstKey', policyFor(d.session, field).firstKeyMs);
    case 'keys':
      return d.start('firstKey', policyFor(d.session, field).firstKeyMs);
  }
}
