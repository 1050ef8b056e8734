import type { Money } from '../money/money.js';
import { isWrapUp } from './choices.js';
import type { Draft } from './draft.js';
import type { AgentCommand } from './event.js';
import { fieldsOf, maySkip, methodOf } from './fields.js';
import { speakTo } from './language.js';
import { attend } from './presence.js';
import type { Choice, Phase, Session } from './state.js';
import { pass, reopen } from './step-order.js';

/** Why a command is not obeyed. */
export type AgentRefusal =
  /** It means nothing at this point of the session, or comes too late. */
  | 'not-now'
  /** The field is not asked of this method. */
  | 'no-such-field'
  | 'field-required'
  /** There are no prompts in it, or callers are not served in it. */
  | 'no-such-language'
  /** Another currency, nothing, or more than the largest amount. */
  | 'invalid-amount'
  /** The service is being stopped. */
  | 'stopping';

/** Before anything of the card has left us. */
const KEYING: ReadonlySet<Phase['name']> = new Set(['capturing', 'choosing', 'ready']);
const BEFORE_CHARGE: ReadonlySet<Phase['name']> = new Set([
  'askingAmount',
  'confirmingAmount',
  'identifying',
  'capturing',
  'choosing',
  'ready',
  'deciding',
]);

/** Undefined: it would be obeyed now. */
export function refusalOf(session: Session, command: AgentCommand): AgentRefusal | undefined {
  const { terms } = session;
  // A question after the payment is no part of it.
  const asking = session.phase.name === 'choosing' && isWrapUp(session.phase.choice);
  const phase: Phase = asking ? { name: 'ended' } : session.phase;
  const during = (phases: ReadonlySet<Phase['name']>) => (phases.has(phase.name) ? undefined : 'not-now');
  const { name } = phase;
  switch (command.do) {
    case 'recapture':
      return during(KEYING) ?? (fieldsOf(session).includes(command.field) ? undefined : 'no-such-field');
    case 'clear':
      return during(KEYING) ?? (fieldsOf(session).length > 0 ? undefined : 'not-now');
    case 'skip':
      if (phase.name !== 'capturing') return 'not-now';
      return maySkip(session, phase.field) ? undefined : 'field-required';
    case 'changeAmount': {
      const { minor, currency } = command.amount;
      if (!BEFORE_CHARGE.has(name) || terms.mode === 'tokenise') return 'not-now';
      const right = Number.isSafeInteger(minor) && minor > 0 && minor <= terms.maximumMinor;
      return right && currency === terms.currency ? undefined : 'invalid-amount';
    }
    case 'start':
      return name === 'ready' ? undefined : 'not-now';
    case 'setMode':
      // Nothing can be held on a bank account.
      if (command.mode === 'authorise' && methodOf(session) === 'ach-debit') return 'not-now';
      return BEFORE_CHARGE.has(name) && terms.mode !== 'tokenise' ? undefined : 'not-now';
    case 'anotherCard':
      if (session.closing) return 'stopping';
      return choosable(phase) && session.caller.present ? undefined : 'not-now';
    case 'giveBack':
      return choosable(phase) || asking ? undefined : 'not-now';
    case 'cancel':
      if (name === 'tokenising' || name === 'verifying') return undefined;
      return BEFORE_CHARGE.has(name) && name !== 'deciding' ? undefined : 'not-now';
    case 'attend':
      return name === 'ended' || name === 'rejoining' || name === 'handingOff' ? 'not-now' : undefined;
    case 'setLanguage':
      if (name === 'ended' || name === 'rejoining') return 'not-now';
      return session.policy.served?.includes(command.language) ? undefined : 'no-such-language';
  }
}

/** After a decline, while it is told or when it is. */
function choosable(phase: Phase): boolean {
  return phase.name === 'deciding' || (phase.name === 'announcing' && phase.then === 'decide');
}

export function commanded(d: Draft, command: AgentCommand): void {
  if (refusalOf(d.session, command)) return;
  switch (command.do) {
    case 'recapture':
      return d.next({ type: 'recapture', field: command.field });
    case 'clear':
      return d.next({ type: 'clearField' });
    case 'skip':
      return d.phase.name === 'capturing' ? d.next({ type: 'skipField', field: d.phase.field }) : undefined;
    case 'changeAmount':
      return changeAmount(d, command.amount);
    case 'start':
      return d.next({ type: 'transact' });
    case 'setMode':
      d.set({ terms: { ...d.session.terms, mode: command.mode } });
      if (command.mode === 'authorise') d.say('agent', { key: 'agent-authorise-only' });
      return;
    case 'anotherCard':
      return d.next({ type: 'beginCapture', opening: 'another-card' });
    case 'giveBack':
      return d.next({ type: 'giveBack' });
    case 'cancel':
      return d.next({ type: 'cancel' });
    case 'attend':
      return attend(d, command.presence);
    case 'setLanguage':
      speakTo(d, command.language);
      return askAnewIn(d);
  }
}

/** What is being asked, in the language it is now to be asked in; a caller who is keying is not disturbed. */
function askAnewIn(d: Draft): void {
  const { phase } = d;
  if (phase.name === 'choosing' && phase.choice === 'language') pass(d, 'language');
  else if (phase.name === 'choosing') d.next({ type: 'askChoice' });
  else if (phase.name === 'capturing' && phase.keys === 0 && phase.entry === 1)
    d.next({ type: 'askField', field: phase.field, attempt: phase.attempt });
}

function changeAmount(d: Draft, amount: Money): void {
  // A tip and a surcharge were of the amount before.
  reopen(d, ['tip', 'total'], { amount, tip: undefined, surcharge: undefined });
  // A mandate is for the amount that was read out with it.
  d.set({ passed: [...d.session.passed, 'amount'], mandate: undefined, amountChanged: true });
  const { phase } = d;
  if (phase.name === 'askingAmount' || phase.name === 'confirmingAmount') {
    d.stop('amountKey');
    return d.next({ type: 'beginCapture', opening: 'welcome' });
  }
  // Keys of an open field are not disturbed: the caller is told before the charge.
  if (phase.name === 'ready' || (phase.name === 'choosing' && OF_AMOUNT.has(phase.choice))) {
    d.next({ type: 'proceed' });
  }
  d.next({ type: 'amountChanged', amount });
}

/** Who is asked to start the transaction hears the amount with that. */
export function amountChanged(d: Draft, amount: Money): void {
  if (d.phase.name !== 'ready') d.say('agent', { key: 'agent-amount-changed', amount });
}

/** Questions that mean nothing any more when the amount is another. */
const OF_AMOUNT: ReadonlySet<Choice> = new Set(['amount', 'confirm-amount', 'changed-amount', 'mandate']);
