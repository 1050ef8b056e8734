import { type Money, plus } from '../money/money.js';
import { surchargeOf } from '../money/surcharge.js';
import { askField, proceed } from './capture.js';
import { choose } from './choice.js';
import type { Draft } from './draft.js';
import { methodOf, methodsOf, offersOf } from './fields.js';
import { languagesToChoose } from './language.js';
import { abandon } from './leave.js';
import type { Phase, PlainField, Session, Step, Terms } from './state.js';

/** A stored method comes before the choice of one, because who uses it needs no choice. */
const ORDER: readonly Step[] = [
  'language',
  'proof',
  'identity',
  'amount',
  'tip',
  'stored',
  'method',
  'total',
];

/** What is to be settled next before the method is asked for; undefined when nothing is. */
export function nextStep(session: Session): Step | undefined {
  return ORDER.find((step) => !session.passed.includes(step) && needed(session, step));
}

function needed(session: Session, step: Step): boolean {
  const { terms, policy, offer } = session;
  const alone = terms.entry === 'ivr';
  const paid = terms.mode !== 'tokenise';
  switch (step) {
    case 'language':
      return languagesToChoose(session).length > 1;
    case 'proof':
      return alone && terms.proof !== undefined;
    case 'identity':
      return alone && policy.line.identify && !terms.amount && !terms.due;
    case 'amount':
      return paid && !terms.amount;
    case 'tip':
      return paid && policy.tip;
    case 'stored':
      return paid && offer < offersOf(session).length;
    case 'method':
      return !session.using && !terms.method && methodsOf(session).length > 1;
    case 'total':
      return paid && (terms.tip !== undefined || surchargeFor(session) !== undefined);
  }
}

/** Whether the caller may pay another amount than all that is owed. */
export function choosable({ terms, policy }: Session): boolean {
  return terms.minimum !== undefined || policy.parts.allowed || policy.parts.other;
}

export function askStep(d: Draft, step: Step): void {
  const { terms } = d.session;
  switch (step) {
    case 'language':
      return choose(d, 'language', 1);
    case 'proof':
    case 'identity':
      return askField(d, identifyingField(d.session), 1);
    case 'amount':
      if (!terms.due || d.session.tooMuch !== undefined) return askField(d, 'payment-amount', 1);
      if (choosable(d.session)) return choose(d, 'amount', 1);
      setTerms(d, { amount: terms.due });
      return pass(d, 'amount');
    case 'tip':
      return choose(d, 'tip', 1);
    case 'stored':
      return choose(d, 'stored-method', 1);
    case 'method':
      return choose(d, 'method', 1);
    case 'total': {
      const surcharge = surchargeFor(d.session);
      if (surcharge && terms.amount) {
        setTerms(d, { surcharge, amount: plus(terms.amount, surcharge) });
        d.lead({ say: 'surcharge', amount: surcharge });
      }
      return choose(d, 'confirm-amount', 1);
    }
  }
}

/** What is keyed to find out whose account it is. */
export function identifyingField({
  terms,
}: Session): 'customer-number' | 'caller-postal-code' | 'caller-pin' {
  switch (terms.proof) {
    case 'postal-code':
      return 'caller-postal-code';
    case 'pin':
      return 'caller-pin';
    default:
      return 'customer-number';
  }
}

/** The step is settled: on to the next thing. */
export function pass(d: Draft, step: Step): void {
  d.set({ passed: [...d.session.passed, step] });
  proceed(d);
}

export function setTerms(d: Draft, change: Partial<Terms>): void {
  const { language = d.session.terms.language } = change;
  if (language !== d.session.terms.language) d.do({ type: 'speak', language });
  d.set({ terms: { ...d.session.terms, ...change } });
}

/** A field that is no card data was keyed right. `amount` comes with the fields of amounts. */
export function plainKeyed(d: Draft, field: PlainField, amount: Money | undefined): void {
  switch (field) {
    case 'customer-number':
    case 'caller-postal-code':
    case 'caller-pin':
      d.to({ name: 'identifying', attempt: d.phase.name === 'capturing' ? d.phase.attempt : 1 });
      d.say('caller', { key: 'please-wait' });
      d.do({ type: 'identify', field });
      return;
    case 'payment-amount':
      setTerms(d, { amount });
      return choose(d, 'confirm-amount', 1);
    case 'tip-amount': {
      const before = d.session.terms.amount;
      if (amount && before) setTerms(d, { tip: amount, amount: plus(before, amount) });
      return pass(d, 'tip');
    }
  }
}

/** The caller's number was found: what is owed, and what is known of them, are terms like those of the dialplan. */
export function identified(d: Draft, found: Partial<Terms>): void {
  if (d.phase.name !== 'identifying') return;
  setTerms(d, { ...found, proof: undefined });
  if (nothingDue(d)) return;
  d.lead({ say: 'identified' });
  d.set({ passed: [...d.session.passed, 'proof'] });
  pass(d, 'identity');
  // A question is answered only by who has heard what it names.
  const open = (d.phase as Phase).name === 'capturing';
  d.do({ type: open ? 'pressHeld' : 'dropHeld' });
}

export function notIdentified(d: Draft, why: 'not-found' | 'unavailable' | 'limited'): void {
  if (d.phase.name !== 'identifying') return;
  const attempt = d.phase.attempt + 1;
  // Keyed on in the belief that it was right: nothing for a second try.
  d.do({ type: 'dropHeld' });
  if (why === 'unavailable') abandon(d, 'payment-connector-error', { caller: { key: 'gateway-down' } });
  else if (why === 'limited') abandon(d, 'too-many-failed-attempts', { caller: { key: 'limited' } });
  else {
    const field = identifyingField(d.session);
    const error = field === 'customer-number' ? 'invalid-customer-number' : 'wrong-answer';
    askField(d, field, attempt, error);
  }
}

/**
 * The caller does not want to pay this: another amount where that may be, another tip where there is one, else no payment.
 * An amount that the dialplan or an agent has set is not the caller's to change.
 */
export function changeAmount(d: Draft, refuse: () => void): void {
  const { due, amount, tip, surcharge, entry } = d.session.terms;
  const keyed = d.session.passed.includes('amount') || !(tip || surcharge);
  const free = due ? choosable(d.session) : entry === 'ivr' && keyed;
  if (!free && !tip) return refuse();
  const without = amount && { ...amount, minor: amount.minor - (tip?.minor ?? 0) - (surcharge?.minor ?? 0) };
  reopen(d, free ? ['amount', 'tip', 'total'] : ['tip', 'total'], {
    amount: free ? undefined : without,
    tip: undefined,
    surcharge: undefined,
  });
  proceed(d);
}

/** Nothing is owed: the caller hears so, and there is nothing more to ask. False where something is. */
export function nothingDue(d: Draft): boolean {
  if (d.session.terms.due?.minor !== 0) return false;
  setTerms(d, { due: undefined });
  abandon(d, 'nothing-due', { caller: { key: 'nothing-due' } });
  return true;
}

/** Steps that are to be settled again. */
export function reopen(d: Draft, steps: readonly Step[], change: Partial<Terms> = {}): void {
  setTerms(d, change);
  d.set({ passed: d.session.passed.filter((step) => !steps.includes(step)) });
}

/** The surcharge that is not yet in the amount. */
function surchargeFor(session: Session): Money | undefined {
  const { terms, policy } = session;
  const rule = policy.surcharges[methodOf(session)];
  if (!rule || !terms.amount || terms.surcharge) return undefined;
  const surcharge = surchargeOf(terms.amount, rule);
  return surcharge.minor > 0 ? surcharge : undefined;
}
