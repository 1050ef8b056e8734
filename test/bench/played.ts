import { begin } from '../../lib/session/begin.js';
import type { Event } from '../../lib/session/event.js';
import { reduce } from '../../lib/session/reduce.js';
import type { Session } from '../../lib/session/state.js';
import { POLICY } from '../session/fixture.js';

const AT = 1_750_000_000_000;

function begun(id: string): Session {
  return begin({
    type: 'handOffRequested',
    at: AT,
    id,
    terms: {
      amount: { minor: 2500, currency: 'USD' },
      currency: 'USD',
      maximumMinor: 1_000_000,
      reference: 'INV-7',
      language: 'en',
    },
    policy: POLICY,
    caller: { channelId: '1763759999.1', channelName: 'PJSIP/caller-00000001', present: true },
    agent: { channelId: '1763759999.2', channelName: 'PJSIP/agent-00000002', present: true },
  }).session;
}

/** A session whose caller is asked for the card. */
export function sessionInCapture(id: string): Session {
  let session = begun(id);
  for (const side of ['caller', 'agent'] as const) {
    session = reduce(session, { type: 'partyArrived', side, at: AT + 50 }).session;
  }
  return session;
}

/** Plays one whole payment through the core; answers how many events that were. */
export function playPayment(id: string): number {
  let session = begun(id);
  let count = 1;
  const happens = (event: Event) => {
    session = reduce(session, event).session;
    count += 1;
  };
  const heard = (at: number) => {
    for (const side of ['caller', 'agent'] as const) {
      const promptId = session.playing[side];
      if (promptId) happens({ type: 'promptFinished', at, side, promptId });
    }
  };
  const card = { brand: 'visa', last4: '1111' } as const;
  const fields = [
    ['payment-card-number', 16],
    ['expiration-date', 4],
    ['security-code', 3],
  ] as const;
  happens({ type: 'partyArrived', side: 'caller', at: AT + 40 });
  happens({ type: 'partyArrived', side: 'agent', at: AT + 50 });
  let at = AT + 3000;
  for (const [field, length] of fields) {
    for (let keys = 1; keys < length; keys++) {
      at += 200;
      happens({ type: 'fieldProgressed', at, field, keys, complete: false });
    }
    at += 200;
    happens({ type: 'fieldDone', at, field, ...(field === 'payment-card-number' && { card }) });
  }
  happens({ type: 'tokenised', at });
  const orderId = `${id}-1`;
  happens({ type: 'charged', at: at + 500, orderId, outcome: { kind: 'approved', transactionId: 't' } });
  heard(at + 4000);
  happens({ type: 'rejoined', at: at + 4010 });
  if (session.phase.name !== 'ended') throw new Error(`expected the end, not ${session.phase.name}`);
  return count;
}
