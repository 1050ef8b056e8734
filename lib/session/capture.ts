import type { Draft } from './draft.js';
import { abandon } from './leave.js';
import type { Brand, CardMask, Field, FieldError } from './state.js';

/** The order in which a card is asked for. */
const FIELDS: readonly Field[] = ['payment-card-number', 'expiration-date', 'security-code'];

/** Opens the first field; `opening` is what the caller hears before it is asked for. */
export function beginCapture(d: Draft, opening: 'welcome' | 'another-card'): void {
  const { amount } = d.session.terms;
  if (!amount) throw new Error('capture begun without an amount');
  d.stop('decide', 'prompt');
  // A new card starts clean: the mask and the answer of the one before are in the journal.
  d.set({ card: undefined, outcome: undefined, result: undefined });
  d.hush('agent');
  const field: Field = 'payment-card-number';
  d.to({ name: 'capturing', field, attempt: 1, keys: 0 });
  d.do({ type: 'collect', field });
  d.say('caller', opening === 'welcome' ? { key: 'welcome', amount } : { key: 'another-card' });
  d.start('capture', d.session.policy.captureMs);
  d.start('firstKey', d.session.policy.promptMs);
}

/** Asks for the open field, from its beginning. */
export function askField(d: Draft, field: Field, attempt: number): void {
  d.to({ name: 'capturing', field, attempt, keys: 0 });
  d.do({ type: 'collect', field });
  d.say('caller', { key: 'enter', field, brand: d.session.card?.brand });
  d.stop('betweenKeys');
  // The guard for a prompt whose end is never reported; its end starts the real one.
  d.start('firstKey', d.session.policy.promptMs);
}

export function fieldProgressed(d: Draft, field: Field, keys: number, complete: boolean): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  d.set({ lastKeyAt: d.at });
  d.to({ ...d.phase, keys });
  d.hush('caller');
  d.stop('firstKey');
  d.start('betweenKeys', complete ? d.session.policy.lastKeyMs : d.session.policy.betweenKeysMs);
}

export function fieldCleared(d: Draft, field: Field): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  d.set({ lastKeyAt: d.at });
  d.to({ ...d.phase, keys: 0 });
  d.stop('betweenKeys');
  d.say('caller', { key: 'cleared', field });
  d.start('firstKey', d.session.policy.promptMs);
}

export function fieldDone(d: Draft, field: Field, card: CardMask | undefined): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  d.set({ lastKeyAt: d.at, ...(card && { card }) });
  const next = FIELDS[FIELDS.indexOf(field) + 1];
  if (next) {
    askField(d, next, 1);
    d.say('agent', { key: 'agent-tick' });
    return;
  }
  d.stop('firstKey', 'betweenKeys', 'capture');
  d.to({ name: 'tokenising' });
  d.do({ type: 'tokenise' });
  d.say('caller', { key: 'processing' });
  d.say('agent', { key: 'agent-tick' });
  d.start('stillProcessing', d.session.policy.stillProcessingMs);
}

/** The field was judged and is not right, or nothing was keyed in time. */
export function fieldFailed(d: Draft, field: Field, error: FieldError, brand?: Brand): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  if (error !== 'timeout') d.set({ lastKeyAt: d.at });
  const attempt = d.phase.attempt + 1;
  const { policy, card } = d.session;
  if (attempt > policy.attempts) {
    tooManyAttempts(d);
    return;
  }
  d.to({ name: 'capturing', field, attempt, keys: 0 });
  d.do({ type: 'collect', field });
  d.stop('betweenKeys');
  d.say('caller', {
    key: 'ask-again',
    field,
    error,
    attempt,
    brand: brand ?? card?.brand,
    brands: policy.brands,
  });
  d.say('agent', { key: 'agent-field-failed', field, error });
  d.start('firstKey', policy.promptMs);
}

export function tooManyAttempts(d: Draft): void {
  abandon(d, 'too-many-failed-attempts', {
    caller: { key: 'too-many-attempts' },
    agent: { key: 'agent-too-many-attempts' },
  });
}

/** The request for the open field was heard to its end: from now the caller's time runs. */
export function fieldAsked(d: Draft): void {
  if (d.phase.name === 'capturing' && d.phase.keys === 0) d.start('firstKey', d.session.policy.firstKeyMs);
}
