import type { OfAccount } from './choices.js';
import type { Draft } from './draft.js';
import type { Question } from './question.js';
import type { MandateWords, Session } from './state.js';

/** What is asked of a bank account when its numbers are known. */
export const ACCOUNT: Readonly<Record<OfAccount, Question>> = {
  'account-type': {
    answers: () => 2,
    prompt({ phase, done, helped }) {
      const again = phase.name === 'choosing' && phase.attempt > 1;
      return {
        key: 'choose-account-type',
        ...(again ? { again } : done.length > 0 && !helped && { brief: true as const }),
      };
    },
    decided(d, answer) {
      d.set({ accountType: answer === 1 ? 'checking' : 'savings' });
      d.next({ type: 'proceed' });
    },
  },
  mandate: {
    answers: () => 2,
    prompt: ({ terms }) => terms.amount && { key: 'mandate', amount: terms.amount },
    // A key that came too often, or too soon, is no consent.
    heardOut: () => 1,
    decided(d, answer, words) {
      if (answer === 2) return declineMandate(d);
      // Not read out, or read out with another amount: nothing can have been agreed to.
      if (!words || !isOf(words, d.session)) return d.next({ type: 'choose', choice: 'mandate' });
      d.set({ mandate: { ...words, at: d.at }, amountTold: words.amount });
      d.next({ type: 'proceed' });
    },
  },
};

function isOf({ amount }: MandateWords, { terms }: Session): boolean {
  return amount.minor === terms.amount?.minor && amount.currency === terms.amount.currency;
}

function declineMandate(d: Draft): void {
  d.next({
    type: 'abandon',
    result: 'transaction-cancelled',
    words: { caller: { key: 'mandate-declined' }, agent: { key: 'agent-mandate-declined' } },
  });
}
