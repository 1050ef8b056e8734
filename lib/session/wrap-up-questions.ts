import type { WrapUp } from './choices.js';
import type { Draft } from './draft.js';
import { methodOf } from './fields.js';
import { lessMayDo } from './less.js';
import type { Question } from './question.js';
import type { Receipt, Session } from './state.js';

function wish(d: Draft, change: Partial<Session['wishes']>): void {
  d.set({ wishes: { ...d.session.wishes, ...change } });
}

export const WRAP_UP: Readonly<Record<WrapUp, Question>> = {
  'keep-method': {
    answers: () => 2,
    prompt: (session) => ({ key: 'keep-method', method: methodOf(session) }),
    once: true,
    decided(d, answer) {
      if (answer === 1) d.next({ type: 'keep' });
      else d.next({ type: 'wrapped', choice: 'keep-method' });
    },
  },
  confirmation: {
    answers: () => 2,
    prompt: ({ outcome }) =>
      outcome?.kind === 'approved' ? { key: 'confirmation', code: outcome.transactionId } : undefined,
    once: true,
    decided(d, answer) {
      if (answer === 1) d.next({ type: 'choose', choice: 'confirmation' });
      else d.next({ type: 'wrapped', choice: 'confirmation' });
    },
  },
  receipt: {
    answers: ({ policy }) => policy.line.receipt.length + 1,
    prompt: ({ policy }) => ({ key: 'choose-receipt', ways: policy.line.receipt }),
    once: true,
    decided(d, answer) {
      const receipt: Receipt | 'none' = d.session.policy.line.receipt[answer - 1] ?? 'none';
      wish(d, { receipt });
      d.next({ type: 'wrapped', choice: 'receipt' });
    },
  },
  score: {
    answers: () => 5,
    prompt: () => ({ key: 'score' }),
    once: true,
    decided(d, answer) {
      wish(d, { score: answer });
      d.next({ type: 'wrapped', choice: 'score' });
    },
  },
  'after-decline': {
    answers: (session) => (lessMayDo(session) ? 3 : 2),
    prompt: (session) => ({ key: 'after-decline', ...(lessMayDo(session) && { less: true as const }) }),
    decided(d, answer) {
      if (answer === 1) return d.next({ type: 'beginCapture', opening: 'another-card' });
      if (answer === 3) return d.next({ type: 'payLess' });
      wish(d, { next: 'agent' });
      d.next({ type: 'giveBack' });
    },
  },
};
