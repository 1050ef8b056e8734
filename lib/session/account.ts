import type { Draft } from './draft.js';
import type { ChargeOutcome } from './state.js';

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

/** No debit was sent, whatever became of the verification: what is not known is no question of money. */
export function accountNotVerified(d: Draft, outcome: ChargeOutcome): void {
  const text = 'The bank account could not be verified in time, so nothing was debited';
  const failed = { kind: 'failed', cause: 'account-not-verified', text } as const;
  d.next({ type: 'nothingSent', outcome: outcome.kind === 'unknown' ? failed : outcome });
}
