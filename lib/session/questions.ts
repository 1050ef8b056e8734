import { ACCOUNT } from './account-questions.js';
import { isOfAccount, isWrapUp, type OfAccount, type WrapUp } from './choices.js';
import type { Draft } from './draft.js';
import { maskOf, methodsOf, offersOf } from './fields.js';
import { languagesToChoose, speakTo } from './language.js';
import type { Question } from './question.js';
import type { Choice } from './state.js';
import { pass, setTerms } from './step-order.js';
import { untold } from './told.js';
import { WRAP_UP } from './wrap-up-questions.js';

const two = () => 2;

/** The question by what it decides. */
export function questionOf(choice: Choice): Question {
  if (isWrapUp(choice)) return WRAP_UP[choice];
  return isOfAccount(choice) ? ACCOUNT[choice] : BEFORE_PAYMENT[choice];
}

const BEFORE_PAYMENT: Readonly<Record<Exclude<Choice, WrapUp | OfAccount>, Question>> = {
  language: {
    answers: (session) => languagesToChoose(session).length,
    prompt: (session) => ({ key: 'choose-language', languages: languagesToChoose(session) }),
    decided(d, answer) {
      const language = languagesToChoose(d.session)[answer - 1];
      if (language) speakTo(d, language);
      pass(d, 'language');
    },
    // Who says nothing goes on in the language in which they have been spoken to.
    unanswered: (d) => pass(d, 'language'),
  },
  amount: {
    answers: ({ policy }) => (policy.parts.other ? 3 : 2),
    prompt: ({ terms, policy }) =>
      terms.due && { key: 'choose-amount', due: terms.due, other: policy.parts.other },
    decided(d, answer) {
      const { due } = d.session.terms;
      if (answer === 1) {
        setTerms(d, { amount: due });
        d.set({ amountTold: due });
        return pass(d, 'amount');
      }
      d.set({ part: answer === 2 });
      d.next({ type: 'askField', field: 'payment-amount', attempt: 1 });
    },
  },
  'confirm-amount': {
    answers: two,
    prompt: ({ terms }) => terms.amount && { key: 'confirm-amount', amount: terms.amount },
    // A surcharge is nothing that the caller has keyed, and neither is an amount that somebody has changed: they are agreed
    // to only by who has heard them.
    heardOut: ({ terms, amountChanged }) => (terms.surcharge || amountChanged ? 1 : undefined),
    decided(d, answer) {
      if (answer === 2) return d.next({ type: 'otherAmount' });
      told(d);
      // A keyed amount is confirmed before there can be a tip or a surcharge; the total only where there is one.
      const { tip, surcharge } = d.session.terms;
      pass(d, tip || surcharge ? 'total' : 'amount');
    },
  },
  'changed-amount': {
    answers: two,
    prompt(session) {
      const { amount } = session.terms;
      const how = untold(session);
      if (!amount || !how) return undefined;
      return { key: session.amountTold ? `amount-${how}` : 'amount-first', amount };
    },
    // A key that came too soon is no consent.
    heardOut: () => 1,
    toldIsEnough: (session) => untold(session) === 'lowered',
    decided(d, answer) {
      if (answer === 2) return refuseAmount(d);
      told(d);
      d.next({ type: 'proceed' });
    },
  },
  tip: {
    answers: two,
    prompt: () => ({ key: 'choose-tip' }),
    decided(d, answer) {
      if (answer === 1) d.next({ type: 'askField', field: 'tip-amount', attempt: 1 });
      else pass(d, 'tip');
    },
  },
  method: {
    answers: (session) => methodsOf(session).length,
    prompt: () => ({ key: 'choose-method' }),
    decided(d, answer) {
      d.set({ chosen: methodsOf(d.session)[answer - 1] });
      pass(d, 'method');
    },
  },
  'stored-method': {
    answers: two,
    prompt(session) {
      const { terms, offer } = session;
      const stored = offersOf(session)[offer];
      return (
        stored && {
          key: 'stored-method',
          stored,
          ...(offer === 0 && terms.amount && { amount: terms.amount }),
        }
      );
    },
    decided(d, answer) {
      const { offer } = d.session;
      const offers = offersOf(d.session);
      const stored = offers[offer];
      if (answer === 1 && stored) {
        d.set({ using: stored, card: stored.card });
        return pass(d, 'stored');
      }
      d.set({ offer: offer + 1 });
      if (offers[offer + 1]) return d.next({ type: 'proceed' });
      d.set({ passed: [...d.session.passed, 'stored'] });
      d.next({ type: 'beginCapture', opening: 'another-card' });
    },
  },
  'confirm-last-four': {
    answers: two,
    prompt(session) {
      const card = maskOf(session);
      return card && { key: 'confirm-last-four', card };
    },
    decided(d, answer) {
      if (answer === 1) d.next({ type: 'proceed' });
      else d.next({ type: 'recapture', field: 'payment-card-number' });
    },
  },
};

/** The caller has heard what the open question names, and agrees. */
function told(d: Draft): void {
  if (d.phase.name === 'choosing' && d.phase.amount) d.set({ amountTold: d.phase.amount });
}

function refuseAmount(d: Draft): void {
  d.next({
    type: 'abandon',
    result: 'transaction-cancelled',
    words: { caller: { key: 'amount-refused' }, agent: { key: 'agent-amount-refused' } },
  });
}
