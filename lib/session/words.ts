import type { Farewell } from './command.js';
import { maskOf, methodOf } from './fields.js';
import type { Session } from './state.js';

/** What both are told of a payment that was made. */
export function approvedWords(session: Session): Farewell {
  const { terms } = session;
  const card = maskOf(session);
  const { amount, mode } = terms;
  if (!amount) throw new Error('approved without an amount');
  if (mode === 'authorise') {
    return { caller: { key: 'authorised', amount }, agent: { key: 'agent-authorised', card } };
  }
  return {
    caller: { key: 'approved', amount },
    agent: { key: 'agent-approved', card, method: methodOf(session) },
  };
}

/** What both are told when the service was killed amid a payment and cannot go on with it. */
export function interruptedWords(session: Session): Farewell {
  if (session.outcome?.kind === 'approved') return approvedWords(session);
  return { caller: { key: 'interrupted' }, agent: { key: 'agent-service-interrupted' } };
}
