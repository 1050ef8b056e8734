import { beginCapture, proceed, recapture, tooManyAttempts } from './capture.js';
import type { Draft } from './draft.js';
import type { Answer, Choice } from './state.js';

/** What a key of the caller's says to a question; undefined where it says nothing. The key itself goes no further. */
export function answerOf(key: string): Answer | undefined {
  if (key === '1') return 'yes';
  if (key === '2') return 'no';
  return /^[3-9]$/.test(key) ? 'other' : undefined;
}

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
export function chose(d: Draft, answer: Answer): void {
  const since = d.at - d.session.lastKeyAt;
  d.set({ lastKeyAt: d.at });
  if (d.phase.name !== 'choosing') return;
  const { choice, attempt } = d.phase;
  if (since < (attempt > 1 ? SAME_MISTAKE_MS : SAME_PRESS_MS)) return;
  if (answer === 'other') return choose(d, choice, attempt + 1);
  d.stop('choice');
  d.hush('caller');
  decided(d, choice, answer === 'yes');
}

const SAME_PRESS_MS = 60;
/** Who keys the next field ahead presses many keys: after a wrong one, those that follow it at once answer nothing. */
const SAME_MISTAKE_MS = 1000;

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
