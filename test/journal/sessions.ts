import { BLANK } from '../../lib/session/begin.js';
import type { Event } from '../../lib/session/event.js';
import type { ChargeOutcome, Phase, Session } from '../../lib/session/state.js';
import { POLICY as policy } from '../session/fixture.js';

export const AT = 1_763_759_000_000;

/** A session as the core would leave it in `phase`. */
export function session(id: string, phase: Phase, startedAt = AT): Session {
  return {
    id,
    startedAt,
    terms: {
      currency: 'USD',
      maximumMinor: 1_000_000,
      language: 'en',
      amount: { minor: 1999, currency: 'USD' },
    },
    policy,
    caller: { channelId: '1700000000.1', channelName: 'PJSIP/caller-00000001', present: true },
    agent: { channelId: '1700000000.2', channelName: 'PJSIP/agent-00000002', present: true },
    phase,
    ...BLANK,
    lastKeyAt: startedAt,
    presence: 'guided',
  };
}

export const arrived: Event = { at: AT + 20, type: 'partyArrived', side: 'caller' };
export const tokenised: Event = { at: AT + 30, type: 'tokenised' };

export function charged(orderId: string, outcome: ChargeOutcome): Event {
  return { at: AT + 400, type: 'charged', orderId, outcome };
}

export const approved: ChargeOutcome = {
  kind: 'approved',
  transactionId: 'tx1',
  code: '1000',
  text: 'Approved',
};
export const declined: ChargeOutcome = {
  kind: 'declined',
  transactionId: 'tx2',
  code: '2001',
  text: 'Insufficient Funds',
  severity: 'soft',
};
export const unknown: ChargeOutcome = { kind: 'unknown', cause: 'gateway-silence', text: 'no answer' };
