import type { KeyOutcome } from '../card/capture.js';
import { answerOf } from '../session/choice.js';
import type { Field } from '../session/state.js';
import type { Live } from './live.js';
import type { Runner } from './runner.js';

/** A digit goes to `card/` and nowhere else; the core hears how far the field is. */
export function callerPressed(runner: Runner, live: Live, key: string): void {
  const outcome = live.card.press(key, runner.ports.now());
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

/** What a key, or a judgement, means for the session. */
export function fieldHeard(runner: Runner, live: Live, outcome: KeyOutcome, field = live.card.field): void {
  const { id, phase } = live.session;
  if (outcome.kind === 'back') return runner.dispatch(id, { type: 'callerInterrupted' });
  if (outcome.kind === 'help') return runner.dispatch(id, { type: 'helpAsked' });
  if (outcome.kind === 'overrun') {
    return runner.dispatch(id, { type: 'fieldOverran', complete: outcome.complete });
  }
  if (outcome.kind === 'extended') {
    return runner.dispatch(id, { type: 'numberExtended', ...withoutKind(outcome) });
  }
  const open = phase.name === 'capturing' ? phase.field : field;
  if (!open || outcome.kind === 'ignored') return runner.dispatch(id, { type: 'callerPressed' });
  switch (outcome.kind) {
    case 'progress': {
      const { keys, complete } = outcome;
      return runner.dispatch(id, { type: 'fieldProgressed', field: open, keys, complete });
    }
    case 'dropped':
      return runner.dispatch(id, { type: 'fieldDropped', field: open });
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
