import type { Draft } from './draft.js';
import type { Presence } from './state.js';

export function attend(d: Draft, presence: Presence): void {
  if (d.session.presence === presence) return;
  d.set({ presence });
  d.do({ type: 'attend', presence });
}

/** The door could not do it: say so, rather than leave the agent to believe it. */
export function presenceRefused(d: Draft, presence: Presence): void {
  const talk = d.session.presence === 'talk';
  d.set({ presence });
  d.say('agent', talk ? { key: 'agent-talk-refused' } : { key: 'agent-presence', presence });
}
