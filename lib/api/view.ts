import { remainingOf } from '../run/feed.js';
import type { Party, Session } from '../session/state.js';
import { agentOf } from '../session/telephone.js';
import { outcomeForAgents } from './outcome.js';

/**
 * A session as programs see it. What stands here goes out, and nothing else of the session does: no token of the
 * vault, no customer, no policy. `seq` is the number of the last event told.
 */
export function viewOf(session: Session, seq: number) {
  const { id, startedAt, phase, terms, presence, card, charges, outcome, result } = session;
  return {
    id,
    seq,
    /** Epoch milliseconds. */
    startedAt,
    phase: phase.name,
    ...(phase.name === 'capturing' && { field: phase.field, keys: phase.keys }),
    ...(phase.name === 'choosing' && { question: phase.choice }),
    currency: terms.currency,
    /** Minor units. */
    ...(terms.amount && { amount: { minor: terms.amount.minor, currency: terms.amount.currency } }),
    ...(terms.reference !== undefined && { reference: terms.reference }),
    mode: terms.mode ?? 'charge',
    presence,
    remaining: remainingOf(session),
    ...(card && { card: { brand: card.brand, last4: card.last4 } }),
    ...(charges > 0 && { order: `${id}-${charges}` }),
    caller: partyOf(session.caller),
    agent: partyOf(session.agent),
    ...(outcome && { outcome: outcomeForAgents(outcome) }),
    ...(result && { result }),
  };
}

function partyOf({ channelName, present }: Party) {
  return { channel: channelName, present };
}

/** Whether the session's agent is at that device, `PJSIP/100`. */
export function isAt(session: Session, device: string): boolean {
  return deviceOf(session) === device;
}

/** The telephone of the session's agent, and not the Local channel that a queue rings it by; empty where there is none. */
export function deviceOf(session: Pick<Session, 'agent'>): string {
  return agentOf(session)?.device ?? '';
}
