import { accountQuestion } from './choices.js';
import type { Prompt } from './command.js';
import type { Draft } from './draft.js';
import { isMethodless, nextField } from './fields.js';
import type { Internal } from './internal.js';
import type { Session } from './state.js';
import { nextStep } from './step-order.js';
import { untold } from './told.js';

/** On to what is to be known next, or to the transaction. `tick`: for the agent, where something is asked for. */
export function proceed(d: Draft, tick?: Prompt): void {
  if (isMethodless(d.session) && isSettled(d.session)) return methodless(d);
  const asked = toAsk(d.session);
  if (asked) return d.next(asked, ...(tick ? [{ type: 'say', side: 'agent', prompt: tick } as const] : []));
  d.stop('firstKey', 'betweenKeys', 'field', 'choice');
  const { earlier, policy } = d.session;
  if (!earlier && (policy.charge === 'auto' || !d.present('agent'))) return d.next({ type: 'transact' });
  d.to({ name: 'ready' });
  d.say('caller', { key: 'all-keyed' });
  const { amount } = d.session.terms;
  d.say('agent', { key: 'agent-start', ...(amount && { amount }), ...(earlier && { earlier: true }) });
  if (earlier) d.set({ earlier: { ...earlier, told: true } });
}

/** Whether no step is left that bears on the method: those before may still find whose account it is. */
function isSettled(session: Session): boolean {
  const step = nextStep(session);
  return step === undefined || step === 'total';
}

/** Hand-offs that ask for such a method are refused; a lookup, or a stored method that was not wanted, can still lead here. */
function methodless(d: Draft): void {
  const agent = { key: 'agent-failed', cause: 'internal-error' } as const;
  d.next({ type: 'abandon', result: 'validation-error', words: { caller: { key: 'failed' }, agent } });
}

/** The first thing that is not known, in the order in which it is asked for. */
function toAsk(session: Session): Internal | undefined {
  const step = nextStep(session);
  if (step) return { type: 'askStep', step };
  const field = nextField(session);
  if (field) return { type: 'askField', field, attempt: 1 };
  const choice = accountQuestion(session) ?? (untold(session) && 'changed-amount');
  return choice && { type: 'choose', choice };
}
