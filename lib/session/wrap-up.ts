import { beginCapture } from './capture.js';
import { choose } from './choice.js';
import type { Draft } from './draft.js';
import { KEEP, mayKeep } from './keep.js';
import { announce, giveBack } from './leave.js';
import { lessMayDo, payLess } from './less.js';
import type { Question } from './questions.js';
import type { Choice, Receipt, Session } from './state.js';

/** What is asked when the payment is made, in this order. Nothing here can undo it or hold it up. */
const AFTER_PAYMENT = ['keep-method', 'confirmation', 'receipt', 'score'] as const satisfies Choice[];

export type WrapUp = (typeof AFTER_PAYMENT)[number] | 'after-decline';

export function isWrapUp(choice: Choice): choice is WrapUp {
  return choice === 'after-decline' || (AFTER_PAYMENT as readonly Choice[]).includes(choice);
}

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
  if (next && d.present('caller') && !session.closing) choose(d, next, 1);
  else giveBack(d);
}

/** Answered, or given up. */
export function wrapped(d: Draft, choice: WrapUp): void {
  if (choice === 'after-decline') return giveBack(d);
  // The token by which it could have been kept.
  if (choice === 'keep-method') d.do({ type: 'wipe' });
  d.set({ wrapped: [...d.session.wrapped, choice] });
  wrapUp(d);
}

/** On the payment line there is no agent to choose: the caller does, as long as there are cards to try. */
export function afterDecline(d: Draft): void {
  const { charges, policy, closing } = d.session;
  if (charges < policy.line.cards && d.present('caller') && !closing) choose(d, 'after-decline', 1);
  else giveBack(d);
}

/** The last words on the payment line, said once: who fetches the caller now, or goodbye. */
export function farewell(d: Draft): void {
  d.set({ wishes: { ...d.session.wishes, farewelled: true } });
  announce(d, { caller: { key: nextOf(d.session) === 'agent' ? 'transfer' : 'goodbye' } }, 'return');
}

/** Where the dialplan is to take the caller. */
export function nextOf({ wishes, result, policy }: Session): 'agent' | 'end' {
  if (wishes.next) return wishes.next;
  return result === 'success' || result === 'nothing-due' ? 'end' : policy.line.afterFailure;
}

function wish(d: Draft, change: Partial<Session['wishes']>): void {
  d.set({ wishes: { ...d.session.wishes, ...change } });
}

export const WRAP_UP: Readonly<Record<WrapUp, Question>> = {
  get 'keep-method'() {
    return KEEP;
  },
  confirmation: {
    answers: () => 2,
    prompt: ({ outcome }) =>
      outcome?.kind === 'approved' ? { key: 'confirmation', code: outcome.transactionId } : undefined,
    once: true,
    decided(d, answer) {
      if (answer === 1) choose(d, 'confirmation', 1);
      else wrapped(d, 'confirmation');
    },
  },
  receipt: {
    answers: ({ policy }) => policy.line.receipt.length + 1,
    prompt: ({ policy }) => ({ key: 'choose-receipt', ways: policy.line.receipt }),
    once: true,
    decided(d, answer) {
      const receipt: Receipt | 'none' = d.session.policy.line.receipt[answer - 1] ?? 'none';
      wish(d, { receipt });
      wrapped(d, 'receipt');
    },
  },
  score: {
    answers: () => 5,
    prompt: () => ({ key: 'score' }),
    once: true,
    decided(d, answer) {
      wish(d, { score: answer });
      wrapped(d, 'score');
    },
  },
  'after-decline': {
    answers: (session) => (lessMayDo(session) ? 3 : 2),
    prompt: (session) => ({ key: 'after-decline', ...(lessMayDo(session) && { less: true as const }) }),
    decided(d, answer) {
      if (answer === 1) return beginCapture(d, 'another-card');
      if (answer === 3) return payLess(d);
      wish(d, { next: 'agent' });
      giveBack(d);
    },
  },
};
