import { isWrapUp } from './choices.js';
import type { Draft } from './draft.js';
import { policyFor } from './fields.js';
import { questionOf } from './questions.js';
import type { Answer, Choice, MandateWords, Session } from './state.js';

/**
 * What a key of the caller's says to the open question; undefined where it says nothing. A key that is none of its
 * answers goes no further: it may be the first digit of a field keyed ahead.
 */
export function answerOf(key: string, session: Session): Answer | undefined {
  if (session.phase.name !== 'choosing' || !/^[1-9]$/.test(key)) return undefined;
  const number = Number(key);
  return number <= questionOf(session.phase.choice).answers(session) ? number : 'other';
}

/** Asks the caller to decide by one key. */
export function choose(d: Draft, choice: Choice, attempt = 1): void {
  d.stop('firstKey', 'betweenKeys', 'field', 'choice');
  if (attempt > d.session.policy.attempts) return givenUp(d, choice);
  d.to({ name: 'choosing', choice, attempt });
  const prompt = questionOf(choice).prompt(d.session);
  if (prompt && 'amount' in prompt) d.to({ name: 'choosing', choice, attempt, amount: prompt.amount });
  if (prompt) d.say('caller', prompt);
  // Of a number that may still grow nothing is read out: `#` or a pause ends it.
  else if (choice === 'confirm-last-four')
    d.start('betweenKeys', policyFor(d.session, 'payment-card-number').lastKeyMs);
  d.start('choice', d.session.policy.promptMs);
}

/** Nobody answers: a payment that is made is not held up by it. */
function givenUp(d: Draft, choice: Choice): void {
  const { unanswered } = questionOf(choice);
  if (isWrapUp(choice)) d.next({ type: 'wrapped', choice });
  else if (unanswered && d.present('agent')) unanswered(d);
  else d.next({ type: 'tooManyAttempts' });
}

/** Asks the open question again, from its beginning. */
export function askChoice(d: Draft): void {
  if (d.phase.name === 'choosing') choose(d, d.phase.choice, d.phase.attempt);
}

/** The question could not be played: once more, and then nothing is decided by it, and nothing charged. */
export function choiceUnheard(d: Draft): void {
  if (d.phase.name !== 'choosing') return;
  const { choice, attempt, unheard } = d.phase;
  if (!unheard) {
    choose(d, choice, attempt);
    if (d.phase.name === 'choosing') d.to({ ...d.phase, unheard: true });
  } else if (isWrapUp(choice)) d.next({ type: 'wrapped', choice });
  else {
    const agent = { key: 'agent-failed', cause: 'internal-error' } as const;
    d.next({ type: 'abandon', result: 'internal-error', words: { caller: { key: 'failed' }, agent } });
  }
}

/** The question was heard to its end: from now the caller's time runs. */
export function choiceAsked(d: Draft): void {
  if (d.phase.name !== 'choosing') return;
  const question = questionOf(d.phase.choice);
  if (!question.toldIsEnough?.(d.session)) return d.start('choice', d.session.policy.decideMs);
  d.stop('choice');
  question.decided(d, 1);
}

const SAME_PRESS_MS = 60;
/** Who keys the next field ahead presses many keys: after a wrong one, those that follow it at once answer nothing. */
const SAME_MISTAKE_MS = 1000;

/**
 * A key of the caller's. The key that ended the field before can be published twice, and must not answer a question
 * that nobody has heard: what comes within `SAME_PRESS_MS` of it is nothing.
 */
export function chose(d: Draft, answer: Answer, mandate?: MandateWords): void {
  const since = d.at - d.session.lastKeyAt;
  d.set({ lastKeyAt: d.at });
  if (d.phase.name !== 'choosing') return;
  const { choice, attempt } = d.phase;
  if (since < (attempt > 1 ? SAME_MISTAKE_MS : SAME_PRESS_MS)) return;
  // Recorded by an older version, or out of range: no answer.
  if (typeof answer !== 'number' || answer > questionOf(choice).answers(d.session)) {
    return choose(d, choice, attempt + 1);
  }
  if (questionOf(choice).heardOut?.(d.session) === answer && d.session.playing.caller) return;
  const { amountTold, playing } = d.session;
  d.stop('choice');
  d.hush('caller');
  questionOf(choice).decided(d, answer, mandate);
  if (d.session.amountTold !== amountTold) d.set({ toldBy: playing.caller });
}

/** Nothing was pressed in time. */
export function choiceTimedOut(d: Draft): void {
  if (d.phase.name !== 'choosing') return;
  const { choice, attempt } = d.phase;
  if (questionOf(choice).once) givenUp(d, choice);
  else choose(d, choice, attempt + 1);
}
