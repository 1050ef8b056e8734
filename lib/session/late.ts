import type { Farewell, OutcomeVariables } from './command.js';
import { resultOf, variablesOf } from './result.js';
import type { ChargeOutcome, Session } from './state.js';
import { approvedWords } from './words.js';

/** What became of the last charge of a session that is over: for the dialplan, and for who is still in the call. */
export function foundLate(
  session: Session,
  outcome: ChargeOutcome,
): { readonly variables: OutcomeVariables; readonly words: Farewell } {
  const known = { ...session, outcome, result: resultOf(outcome) };
  return { variables: variablesOf(known), words: wordsOf(known, outcome) };
}

/** There is nothing to choose any more. */
function wordsOf(session: Session, outcome: ChargeOutcome): Farewell {
  switch (outcome.kind) {
    case 'approved':
      return approvedWords(session);
    case 'declined': {
      const { code, severity } = outcome;
      return {
        caller: { key: 'declined', code, severity },
        agent: { key: 'agent-declined', code, severity, choice: false },
      };
    }
    case 'refused': {
      const { reason } = outcome;
      return {
        caller: { key: 'declined', reason },
        agent: { key: 'agent-refused', reason, choice: false },
      };
    }
    case 'failed':
      return { caller: { key: 'failed' }, agent: { key: 'agent-failed', cause: outcome.cause } };
    case 'unknown':
      return { caller: { key: 'unknown' }, agent: { key: 'agent-unknown' } };
  }
}
