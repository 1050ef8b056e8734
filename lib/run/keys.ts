import type { KeyOutcome } from '../card/capture.js';
import { answerOf } from '../session/choice.js';
import type { Field } from '../session/state.js';
import type { Live } from './live.js';
import type { Happened, Runner } from './runner.js';

/** A digit goes to `card/` and nowhere else; the core hears how far the field is. */
export function callerPressed(runner: Runner, live: Live, key: string): void {
  const outcome = live.card.press(key, runner.ports.now());
  numberHeard(runner, live);
  const answer = outcome.kind === 'ignored' ? answerOf(key, live.session) : undefined;
  const { id, phase } = live.session;
  const mandate = phase.name === 'choosing' && phase.choice === 'mandate' ? live.mandate?.words : undefined;
  if (answer) runner.dispatch(id, { type: 'callerChose', answer, ...(mandate && { mandate }) });
  else fieldHeard(runner, live, outcome);
}

/** Digits that were spoken go into the vault: where they end is known. False where there are too many. */
export function spoken(runner: Runner, live: Live, field: Field, digits: Uint8Array): boolean {
  const outcome = live.card.fill(digits, runner.ports.now());
  if (!outcome) {
    live.card.discard(field);
    return false;
  }
  runner.dispatch(live.session.id, { type: 'heard', field, outcome: 'digits' });
  fieldHeard(runner, live, outcome);
  return true;
}

/** What was keyed before it was asked for goes into what is open now, and answers no question. */
export function heldPressed(runner: Runner, live: Live): void {
  for (let one = live.card.pressHeld(); one; one = live.card.pressHeld()) {
    numberHeard(runner, live);
    runner.dispatch(live.session.id, { ...happened(live, one, live.card.field), ahead: true });
  }
}

/** What a key, or a judgement, means for the session. */
export function fieldHeard(runner: Runner, live: Live, outcome: KeyOutcome, field = live.card.field): void {
  numberHeard(runner, live);
  runner.dispatch(live.session.id, happened(live, outcome, field));
}

/** The last four of a number are told when it is known where it ends, and before whatever the key that says so does. */
export function numberHeard(runner: Runner, live: Live): void {
  const card = live.card.mask();
  if (card) runner.dispatch(live.session.id, { type: 'numberEnded', card });
}

function happened({ session: { phase } }: Live, outcome: KeyOutcome, field: Field | undefined): Happened {
  if (outcome.kind === 'back') return { type: 'callerInterrupted' };
  if (outcome.kind === 'help') return { type: 'helpAsked' };
  if (outcome.kind === 'overrun') return { type: 'fieldOverran' };
  if (outcome.kind === 'extended') return { type: 'numberExtended', ...withoutKind(outcome) };
  const open = phase.name === 'capturing' ? phase.field : field;
  if (!open || outcome.kind === 'ignored') return { type: 'callerPressed' };
  switch (outcome.kind) {
    case 'progress':
      return { type: 'fieldProgressed', field: open, keys: outcome.keys, complete: outcome.complete };
    case 'dropped':
      return { type: 'fieldDropped', field: open };
    case 'cleared':
      return { type: 'fieldCleared', field: open };
    case 'done':
      return { type: 'fieldDone', field: open, ...withoutKind(outcome) };
    case 'invalid':
      return { type: 'fieldFailed', field: open, ...withoutKind(outcome) };
  }
}

function withoutKind<O extends { readonly kind: string }>({ kind: _, ...rest }: O): Omit<O, 'kind'> {
  return rest;
}
