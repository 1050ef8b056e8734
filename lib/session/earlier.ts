import type { Draft } from './draft.js';

/**
 * The payment of this call whose outcome nobody knew, and beside which the agent has wanted this one, is made after all. This
 * one then goes out only when the agent starts it; what is just becoming a token is given up. Once it is sent, nothing here
 * can hold it: the agent hears it afterwards, in the conversation.
 */
export function earlierApproved(d: Draft, order: string): void {
  const { amount, mode } = d.session.terms;
  if (d.session.earlier || mode === 'tokenise') return;
  const told = (yes: boolean) => d.set({ earlier: { order, told: yes } });
  switch (d.phase.name) {
    case 'askingAmount':
    case 'confirmingAmount':
    case 'identifying':
    case 'capturing':
    case 'choosing':
    case 'deciding':
      told(true);
      return d.say('agent', { key: 'agent-earlier-approved', and: 'waits' });
    case 'ready':
      told(true);
      return d.say('agent', { key: 'agent-start', earlier: true, ...(amount && { amount }) });
    case 'tokenising':
    case 'verifying':
      told(true);
      return d.next({
        type: 'abandon',
        result: 'transaction-cancelled',
        words: { caller: { key: 'cancelled' }, agent: { key: 'agent-earlier-approved', and: 'cancelled' } },
      });
    case 'handingOff':
    case 'announcing':
    case 'storing':
    case 'keeping':
    case 'charging':
    case 'finding':
    case 'rejoining':
    case 'ended':
      return told(false);
  }
}
