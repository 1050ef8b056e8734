import { methodOf } from './fields.js';
import type { Choice, Session } from './state.js';

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

/** What is asked when the payment is made, in this order. Nothing here can undo it or hold it up. */
export const AFTER_PAYMENT = ['keep-method', 'confirmation', 'receipt', 'score'] as const satisfies Choice[];

export type WrapUp = (typeof AFTER_PAYMENT)[number] | 'after-decline';

export function isWrapUp(choice: Choice): choice is WrapUp {
  return choice === 'after-decline' || (AFTER_PAYMENT as readonly Choice[]).includes(choice);
}

/** Whether there is something that could be kept, and the caller is to be asked. */
export function mayKeep({ policy, using, kept, account, keepable }: Session): boolean {
  return policy.keep && !using && kept === undefined && (account !== undefined || keepable);
}
