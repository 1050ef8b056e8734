import { proceed } from './capture.js';
import { charge, nothingSent } from './charge.js';
import { choose } from './choice.js';
import type { Draft } from './draft.js';
import { methodOf } from './fields.js';
import { abandon } from './leave.js';
import type { Question } from './questions.js';
import type { ChargeOutcome, Choice, MandateWords, Session } from './state.js';

/** What is asked of a bank account when its numbers are known. */
const OF_ACCOUNT = ['account-type', 'mandate'] as const satisfies Choice[];

export type OfAccount = (typeof OF_ACCOUNT)[number];

export function isOfAccount(choice: Choice): choice is OfAccount {
  return (OF_ACCOUNT as readonly Choice[]).includes(choice);
}

/** The next question about the account that pays; undefined when all is known, or a card pays. */
export function accountQuestion(session: Session): OfAccount | undefined {
  if (methodOf(session) !== 'ach-debit') return undefined;
  if (!session.using && !session.accountType) return 'account-type';
  return session.mandate ? undefined : 'mandate';
}

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
      proceed(d);
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
      if (!words || !isOf(words, d.session)) return choose(d, 'mandate', 1);
      d.set({ mandate: { ...words, at: d.at }, amountTold: words.amount });
      proceed(d);
    },
  },
};

function isOf({ amount }: MandateWords, { terms }: Session): boolean {
  return amount.minor === terms.amount?.minor && amount.currency === terms.amount.currency;
}

function declineMandate(d: Draft): void {
  abandon(d, 'transaction-cancelled', {
    caller: { key: 'mandate-declined' },
    agent: { key: 'agent-mandate-declined' },
  });
}

/** The account is a single-use token: before it can be debited it must be in the vault, and be verified there. */
export function verifyAccount(d: Draft): void {
  const { id, terms } = d.session;
  const accounts = d.session.accounts + 1;
  const token = `${id}-a${accounts}`;
  d.set({ accounts, account: token });
  d.method = { change: 'intended', token };
  d.to({ name: 'verifying', token });
  d.do({
    type: 'store',
    token,
    customer: terms.customer ?? id,
    account: { currency: terms.currency },
  });
}

export function accountVerified(d: Draft): void {
  charge(d);
}

/** No debit was sent, whatever became of the verification: what is not known is no question of money. */
export function accountNotVerified(d: Draft, outcome: ChargeOutcome): void {
  const text = 'The bank account could not be verified in time, so nothing was debited';
  const failed = { kind: 'failed', cause: 'account-not-verified', text } as const;
  nothingSent(d, outcome.kind === 'unknown' ? failed : outcome);
}

/**
 * An account that is not wanted any more leaves the vault. Its debit is a transaction of its own and needs it no more;
 * where nobody knows yet whether there is one, nothing is touched.
 */
export function forgetAccount(d: Draft): void {
  const { account, outcome } = d.session;
  if (!account) return;
  // Written down in any case: what stays now, or is not reached now, is removed when the debit is known.
  d.method = { change: 'unwanted', token: account };
  if (outcome?.kind === 'unknown') return;
  d.set({ account: undefined });
  d.do({ type: 'forget', token: account });
}
