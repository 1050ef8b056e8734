import type { KeyOutcome } from '../card/capture.js';
import { answerOf } from '../session/choice.js';
import type { Field } from '../session/state.js';
import type { Happened, SessionContext } from './context.js';
import type { Live } from './live.js';

/** A digit goes to `card/` and nowhere else; the core hears how far the field is. */
export function callerPressed(context: SessionContext, live: Live, key: string): void {
  const outcome = live.card.press(key, context.ports.now());
  numberHeard(context, live);
  const answer = outcome.kind === 'ignored' ? answerOf(key, live.session) : undefined;
  const { id, phase } = live.session;
  const mandate = phase.name === 'choosing' && phase.choice === 'mandate' ? live.mandate?.words : undefined;
  if (answer) context.dispatch(id, { type: 'callerChose', answer, ...(mandate && { mandate }) });
  else fieldHeard(context, live, outcome);
}

/** Digits that were spoken go into the vault: where they end is known. False where there are too many. */
export function spoken(context: SessionContext, live: Live, field: Field, digits: Uint8Array): boolean {
  const outcome = live.card.fill(digits, context.ports.now());
  if (!outcome) {
    live.card.discard(field);
    return false;
  }
  context.dispatch(live.session.id, { type: 'heard', field, outcome: 'digits' });
  fieldHeard(context, live, outcome);
  return true;
}

/** What was keyed before it was asked for goes into what is open now, and answers no question. */
export function heldPressed(context: SessionContext, live: Live): void {
  for (let one = live.card.pressHeld(); one; one = live.card.pressHeld()) {
    numberHeard(context, live);
    context.dispatch(live.session.id, { ...happened(live, one, live.card.field), ahead: true });
  }
}

/** What a key, or a judgement, means for the session. */
export function fieldHeard(
  context: SessionContext,
  live: Live,
  outcome: KeyOutcome,
  field = live.card.field,
): void {
  numberHeard(context, live);
  context.dispatch(live.session.id, happened(live, outcome, field));
}

/** The last four of a number are told when it is known where it ends, and before whatever the key that says so does. */
export function numberHeard(context: SessionContext, live: Live): void {
  const card = live.card.mask();
  if (card) context.dispatch(live.session.id, { type: 'numberEnded', card });
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
