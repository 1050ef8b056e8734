import { beginCapture, proceed, recapture, tooManyAttempts } from './capture.js';
import type { Draft } from './draft.js';
import type { Choice } from './state.js';

/** Asks the caller to decide by one key. */
export function choose(d: Draft, choice: Choice, attempt: number): void {
  d.stop('firstKey', 'betweenKeys', 'field', 'choice');
  if (attempt > d.session.policy.attempts) return tooManyAttempts(d);
  d.to({ name: 'choosing', choice, attempt });
  ask(d, choice);
  d.start('choice', d.session.policy.promptMs);
}

/** Asks the open question again, from its beginning. */
export function askChoice(d: Draft): void {
  if (d.phase.name === 'choosing') choose(d, d.phase.choice, d.phase.attempt);
}

function ask(d: Draft, choice: Choice): void {
  const { card, terms } = d.session;
  switch (choice) {
    case 'confirm-last-four':
      if (card) d.say('caller', { key: 'confirm-last-four', card });
      return;
    case 'stored-method':
      if (terms.stored) {
        const { card } = terms.stored;
        d.say('caller', { key: 'stored-method', card, ...(terms.amount && { amount: terms.amount }) });
      }
      return;
  }
}

/** The question was heard to its end: from now the caller's time runs. */
export function choiceAsked(d: Draft): void {
  if (d.phase.name === 'choosing') d.start('choice', d.session.policy.decideMs);
}

/**
 * A key of the caller's. The key that ended the field before can be published twice, and must not answer a question
 * that nobody has heard: what comes within `SAME_PRESS_MS` of it is nothing.
 */
export function chose(d: Draft, key: string): void {
  const soon = d.at - d.session.lastKeyAt < SAME_PRESS_MS;
  d.set({ lastKeyAt: d.at });
  if (d.phase.name !== 'choosing' || soon) return;
  const { choice, attempt } = d.phase;
  if (key !== '1' && key !== '2') return choose(d, choice, attempt + 1);
  d.stop('choice');
  d.hush('caller');
  decided(d, choice, key === '1');
}

const SAME_PRESS_MS = 60;

function decided(d: Draft, choice: Choice, yes: boolean): void {
  switch (choice) {
    case 'confirm-last-four':
      if (yes) proceed(d);
      else recapture(d, 'payment-card-number');
      return;
    case 'stored-method': {
      const { stored } = d.session.terms;
      if (!yes || !stored) return beginCapture(d, 'another-card');
      d.set({ using: stored, card: stored.card });
      proceed(d);
      return;
    }
  }
}

/** Nothing was pressed in time. */
export function choiceTimedOut(d: Draft): void {
  if (d.phase.name === 'choosing') choose(d, d.phase.choice, d.phase.attempt + 1);
}
