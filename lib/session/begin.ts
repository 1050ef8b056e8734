import { type Decision, Draft } from './draft.js';
import type { Event } from './event.js';
import type { Session } from './state.js';

/** What a session has before anything has happened in it. */
export const BLANK = {
  charges: 0,
  lastKeyAt: 0,
  lastStarAt: 0,
  typed: { keys: '', at: 0 },
  prompts: 0,
  playing: {},
  done: [],
  skipped: [],
  passed: [],
  wrapped: [],
  accounts: 0,
  keepable: false,
  offer: 0,
  part: false,
  greeted: false,
  lead: [],
  wishes: {},
  helped: false,
  voice: { off: false, tries: 0, listening: false },
  closing: false,
} as const satisfies Partial<Session>;

/** The first state of a session: both channels are on their way to us. */
export function begin(event: Extract<Event, { type: 'handOffRequested' }>): Decision {
  const { id, at, terms, policy, caller, agent, doubt } = event;
  const d = new Draft(
    {
      id,
      startedAt: at,
      terms,
      policy,
      caller,
      agent,
      ...BLANK,
      phase: { name: 'handingOff', arrived: [] },
      presence: terms.presence ?? policy.presence,
      ...(doubt !== undefined && { doubt }),
    },
    at,
  );
  d.do({ type: terms.entry === 'ivr' ? 'admit' : 'redirect' });
  d.start('arrive', policy.arriveMs);
  return d.decision();
}
