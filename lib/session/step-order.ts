import type { Money } from '../money/money.js';
import { surchargeOf } from '../money/surcharge.js';
import type { Draft } from './draft.js';
import { methodOf, methodsOf, offersOf } from './fields.js';
import { languagesToChoose } from './language.js';
import type { Session, Step, Terms } from './state.js';

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
  d.next({ type: 'proceed' });
}

export function setTerms(d: Draft, change: Partial<Terms>): void {
  const { language = d.session.terms.language } = change;
  if (language !== d.session.terms.language) d.do({ type: 'speak', language });
  d.set({ terms: { ...d.session.terms, ...change } });
}

/** Steps that are to be settled again. */
export function reopen(d: Draft, steps: readonly Step[], change: Partial<Terms> = {}): void {
  setTerms(d, change);
  d.set({ passed: d.session.passed.filter((step) => !steps.includes(step)) });
}

/** The surcharge that is not yet in the amount. */
export function surchargeFor(session: Session): Money | undefined {
  const { terms, policy } = session;
  const rule = policy.surcharges[methodOf(session)];
  if (!rule || !terms.amount || terms.surcharge) return undefined;
  const surcharge = surchargeOf(terms.amount, rule);
  return surcharge.minor > 0 ? surcharge : undefined;
}
