import { type Money, plus } from '../money/money.js';
import type { Draft } from './draft.js';
import { afresh } from './forget.js';
import { bareAmount } from './less.js';
import type { PlainField, Step, Terms } from './state.js';
import { choosable, identifyingField, pass, reopen, setTerms, surchargeFor } from './step-order.js';

export function askStep(d: Draft, step: Step): void {
  const { terms } = d.session;
  switch (step) {
    case 'language':
      return d.next({ type: 'choose', choice: 'language' });
    case 'proof':
    case 'identity':
      return d.next({ type: 'askField', field: identifyingField(d.session), attempt: 1 });
    case 'amount':
      if (!terms.due || d.session.tooMuch !== undefined) {
        return d.next({ type: 'askField', field: 'payment-amount', attempt: 1 });
      }
      if (choosable(d.session)) return d.next({ type: 'choose', choice: 'amount' });
      setTerms(d, { amount: terms.due });
      return pass(d, 'amount');
    case 'tip':
      return d.next({ type: 'choose', choice: 'tip' });
    case 'stored':
      return d.next({ type: 'choose', choice: 'stored-method' });
    case 'method':
      return d.next({ type: 'choose', choice: 'method' });
    case 'total': {
      const surcharge = surchargeFor(d.session);
      if (surcharge && terms.amount) {
        setTerms(d, { surcharge, amount: plus(terms.amount, surcharge) });
        d.lead({ say: 'surcharge', amount: surcharge });
      }
      return d.next({ type: 'choose', choice: 'confirm-amount' });
    }
  }
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
      return d.next({ type: 'choose', choice: 'confirm-amount' });
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
  d.next({ type: 'heldKeys' });
}

/** A question is answered only by who has heard what it names; keys for a field go to it. */
export function heldKeys(d: Draft): void {
  d.do({ type: d.phase.name === 'capturing' ? 'pressHeld' : 'dropHeld' });
}

export function notIdentified(d: Draft, why: 'not-found' | 'unavailable' | 'limited'): void {
  if (d.phase.name !== 'identifying') return;
  const attempt = d.phase.attempt + 1;
  // Keyed on in the belief that it was right: nothing for a second try.
  d.do({ type: 'dropHeld' });
  if (why === 'unavailable') {
    const words = { caller: { key: 'gateway-down' } } as const;
    d.next({ type: 'abandon', result: 'payment-connector-error', words });
  } else if (why === 'limited') {
    d.next({ type: 'abandon', result: 'too-many-failed-attempts', words: { caller: { key: 'limited' } } });
  } else {
    const field = identifyingField(d.session);
    const error = field === 'customer-number' ? 'invalid-customer-number' : 'wrong-answer';
    d.next({ type: 'askField', field, attempt, error });
  }
}

/**
 * The caller does not want to pay this: another amount where that may be, another tip where there is one, else no payment.
 * An amount that the dialplan or an agent has set is not the caller's to change.
 */
export function otherAmount(d: Draft): void {
  const { due, amount, tip, surcharge, entry } = d.session.terms;
  const keyed = d.session.passed.includes('amount') || !(tip || surcharge);
  const free = due ? choosable(d.session) : entry === 'ivr' && keyed;
  if (!free && !tip) return d.next({ type: 'interrupted' });
  const without = amount && { ...amount, minor: amount.minor - (tip?.minor ?? 0) - (surcharge?.minor ?? 0) };
  reopen(d, free ? ['amount', 'tip', 'total'] : ['tip', 'total'], {
    amount: free ? undefined : without,
    tip: undefined,
    surcharge: undefined,
  });
  d.next({ type: 'proceed' });
}

/** A smaller amount is keyed and confirmed, and then paid as any other: tip, surcharge and method are settled anew. */
export function payLess(d: Draft): void {
  const tooMuch = bareAmount(d.session);
  afresh(d);
  reopen(d, ['amount', 'tip', 'stored', 'method', 'total'], {
    amount: undefined,
    tip: undefined,
    surcharge: undefined,
  });
  d.set({ tooMuch, part: true, offer: 0 });
  d.next({ type: 'askField', field: 'payment-amount', attempt: 1 });
}

/** Nothing is owed: the caller hears so, and there is nothing more to ask. False where something is. */
export function nothingDue(d: Draft): boolean {
  if (d.session.terms.due?.minor !== 0) return false;
  setTerms(d, { due: undefined });
  d.next({ type: 'abandon', result: 'nothing-due', words: { caller: { key: 'nothing-due' } } });
  return true;
}
