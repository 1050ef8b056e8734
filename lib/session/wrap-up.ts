import { AFTER_PAYMENT, mayKeep, type WrapUp } from './choices.js';
import type { Draft } from './draft.js';
import { nextOf } from './result.js';
import type { Session } from './state.js';

function needed(session: Session, choice: WrapUp): boolean {
  const { terms, policy } = session;
  const alone = terms.entry === 'ivr';
  switch (choice) {
    case 'keep-method':
      return mayKeep(session);
    case 'confirmation':
      return alone && policy.line.confirmation;
    case 'receipt':
      return alone && policy.line.receipt.length > 0;
    case 'score':
      return alone && policy.line.score;
    case 'after-decline':
      return false;
  }
}

/** The payment is made and both know: what is left to ask, then back. */
export function wrapUp(d: Draft): void {
  const { session } = d;
  const next = AFTER_PAYMENT.find((one) => !session.wrapped.includes(one) && needed(session, one));
  if (next && d.present('caller') && !session.closing) d.next({ type: 'choose', choice: next });
  else d.next({ type: 'giveBack' });
}

/** Answered, or given up. */
export function wrapped(d: Draft, choice: WrapUp): void {
  if (choice === 'after-decline') return d.next({ type: 'giveBack' });
  // The token by which it could have been kept.
  if (choice === 'keep-method') d.do({ type: 'wipe' });
  d.set({ wrapped: [...d.session.wrapped, choice] });
  wrapUp(d);
}

/** On the payment line there is no agent to choose: the caller does, as long as there are cards to try. */
export function afterDecline(d: Draft): void {
  const { charges, policy, closing } = d.session;
  if (charges < policy.line.cards && d.present('caller') && !closing)
    d.next({ type: 'choose', choice: 'after-decline' });
  else d.next({ type: 'giveBack' });
}

/** The last words on the payment line, said once: who fetches the caller now, or goodbye. */
export function farewell(d: Draft): void {
  d.set({ wishes: { ...d.session.wishes, farewelled: true } });
  const caller = { key: nextOf(d.session) === 'agent' ? 'transfer' : 'goodbye' } as const;
  d.next({ type: 'announce', words: { caller }, afterwards: 'return' });
}
