import type { KeyOutcome } from '../card/capture.js';
import { answerOf } from '../session/choice.js';
import type { Field } from '../session/state.js';
import type { Live } from './live.js';
import type { Runner } from './runner.js';

/** Between two digits that were spoken, for the vault. Milliseconds. */
const KEYED_MS = 200;

/** A digit goes to `card/` and nowhere else; the core hears how far the field is. */
export function callerPressed(runner: Runner, live: Live, key: string): void {
  const outcome = live.card.press(key, runner.ports.now());
  const answer = outcome.kind === 'ignored' ? answerOf(key, live.session) : undefined;
  const { id, phase } = live.session;
  const mandate = phase.name === 'choosing' && phase.choice === 'mandate' ? live.mandate?.words : undefined;
  if (answer) runner.dispatch(id, { type: 'callerChose', answer, ...(mandate && { mandate }) });
  else fieldHeard(runner, live, outcome);
}

/** Digits that were spoken go into the vault as keys would. False where there are too many. */
export function spoken(runner: Runner, live: Live, field: Field, digits: Uint8Array): boolean {
  const at = runner.ports.now();
  let outcome: KeyOutcome = { kind: 'ignored' };
  for (const [i, digit] of digits.entries()) {
    if (outcome.kind === 'done') {
      live.card.discard(field);
      return false;
    }
    if (outcome.kind === 'invalid') break;
    // As far apart as a person keys: equal ones are no press that came twice.
    outcome = live.card.press(String.fromCharCode(digit), at - (digits.length - i) * KEYED_MS);
  }
  if (outcome.kind === 'progress') outcome = live.card.press('#', at);
  runner.dispatch(live.session.id, { type: 'heard', field, outcome: 'digits' });
  fieldHeard(runner, live, outcome);
  return true;
}

/** What a key, or a judgement, means for the session. */
export function fieldHeard(runner: Runner, live: Live, outcome: KeyOutcome, field = live.card.field): void {
  const { id, phase } = live.session;
  if (outcome.kind === 'back') return runner.dispatch(id, { type: 'callerInterrupted' });
  if (outcome.kind === 'help') return runner.dispatch(id, { type: 'helpAsked' });
  const open = phase.name === 'capturing' ? phase.field : field;
  if (!open || outcome.kind === 'ignored') return runner.dispatch(id, { type: 'callerPressed' });
  switch (outcome.kind) {
    case 'progress': {
      const { keys, complete } = outcome;
      return runner.dispatch(id, { type: 'fieldProgressed', field: open, keys, complete });
    }
    case 'cleared':
      return runner.dispatch(id, { type: 'fieldCleared', field: open });
    case 'done':
      return runner.dispatch(id, { type: 'fieldDone', field: open, ...withoutKind(outcome) });
    case 'invalid':
      return runner.dispatch(id, { type: 'fieldFailed', field: open, ...withoutKind(outcome) });
  }
}

function withoutKind<O extends { readonly kind: string }>({ kind: _, ...rest }: O): Omit<O, 'kind'> {
  return rest;
}
