import type { Draft } from './draft.js';
import { isPlain, maskOf, policyFor } from './fields.js';
import type { CardMask, Field } from './state.js';

/** A digit of a field that had closed by itself: it answers nothing and fills nothing. */
export function fieldOverran(d: Draft): void {
  d.set({ lastKeyAt: d.at });
  if (d.phase.name !== 'choosing' || d.phase.choice !== 'confirm-last-four' || maskOf(d.session)) return;
  // The question is about the number in its whole length, and is asked after a pause.
  d.start('betweenKeys', policyFor(d.session, 'payment-card-number').lastKeyMs);
}

/** Now its last four may be told: there is no other number that they could be completed from. */
export function numberEnded(d: Draft, card: CardMask): void {
  // Another card is asked for since, or it was told.
  if (!d.session.card || maskOf(d.session)) return;
  d.set({ card });
  if (d.phase.name !== 'choosing' || d.phase.choice !== 'confirm-last-four') return;
  // The key that comes with it, if one does, answers nothing.
  d.set({ lastKeyAt: d.at });
  d.next({ type: 'choose', choice: 'confirm-last-four', attempt: d.phase.attempt });
}

/** The caller has keyed nothing of the open field yet, and has not heard what it is: it is asked for again. */
export function fieldDropped(d: Draft, field: Field): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  d.set({ lastKeyAt: d.at });
  const { terms, amountTold } = d.session;
  // What was to name the amount was cut short by keys that came before it: the request names it once more.
  if (terms.amount && !amountTold && !isPlain(field)) {
    d.next({ type: 'askField', field, attempt: d.phase.attempt });
  } else askAnew(d, field);
}

/** What seemed to be the next field was the end of the number. */
export function numberExtended(d: Draft, card: CardMask, keys: number): void {
  const { phase } = d;
  d.set({ lastKeyAt: d.at });
  if (phase.name !== 'capturing' && phase.name !== 'choosing') return;
  d.set({ card });
  if (phase.name === 'choosing') {
    if (phase.choice === 'confirm-last-four') d.next({ type: 'choose', choice: 'confirm-last-four' });
  } else if (keys === 0) askAnew(d, phase.field);
  else {
    d.to({ ...phase, keys });
    d.start('betweenKeys', policyFor(d.session, phase.field).betweenKeysMs);
  }
}

function askAnew(d: Draft, field: Field): void {
  const { phase, session } = d;
  if (phase.name !== 'capturing') return;
  d.to({ ...phase, keys: 0 });
  d.stop('betweenKeys', 'field');
  d.say('caller', { key: 'enter', field, brand: session.card?.brand, brief: true });
  d.start('firstKey', session.policy.promptMs);
}
