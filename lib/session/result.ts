import type { OutcomeVariables } from './command.js';
import type { ChargeOutcome, Result, Session } from './state.js';

const RESULTS: Readonly<Record<ChargeOutcome['kind'], Result>> = {
  approved: 'success',
  declined: 'payment-declined',
  refused: 'payment-refused',
  failed: 'payment-connector-error',
  unknown: 'outcome-unknown',
};

/** What the dialplan is told of an outcome. */
export function resultOf(outcome: ChargeOutcome): Result {
  return isLimited(outcome) ? 'too-many-failed-attempts' : RESULTS[outcome.kind];
}

/** Nothing was sent, because there were too many attempts before. */
export function isLimited(outcome: ChargeOutcome): boolean {
  return outcome.kind === 'failed' && outcome.cause === 'attempts-limited';
}

/** Where the dialplan is to take the caller. */
export function nextOf({ wishes, result, policy }: Session): 'agent' | 'end' {
  if (wishes.next) return wishes.next;
  return result === 'success' || result === 'nothing-due' ? 'end' : policy.line.afterFailure;
}

/** What the dialplan is told of a session as it stands. */
export function variablesOf(session: Session): OutcomeVariables {
  const { outcome, card, charges, id, kept, terms, wishes } = session;
  const told = outcome && 'transactionId' in outcome ? outcome.transactionId : undefined;
  return {
    result: session.result ?? 'internal-error',
    ...(told && { transaction: told }),
    ...(charges > 0 && { orderId: `${id}-${charges}` }),
    ...(card && { last4: card.last4, brand: card.brand }),
    ...(outcome && 'code' in outcome && outcome.code && { code: outcome.code }),
    ...(outcome?.kind === 'refused' && { code: outcome.reason }),
    ...((outcome?.kind === 'failed' || outcome?.kind === 'unknown') && { code: outcome.cause }),
    ...(outcome?.text && { text: outcome.text }),
    ...(terms.amount && terms.mode !== 'tokenise' && { amount: terms.amount }),
    ...(terms.mode === 'authorise' && { authorised: true }),
    ...(kept && { token: kept }),
    ...(terms.tip && { tip: terms.tip }),
    ...(terms.surcharge && { surcharge: terms.surcharge }),
    ...(terms.entry === 'ivr' && { next: nextOf(session) }),
    ...(wishes.receipt && { receipt: wishes.receipt }),
    ...(wishes.score && { score: wishes.score }),
  };
}
