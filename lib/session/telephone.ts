import type { Party, Session } from './state.js';

/** Who takes a payment on a call. */
export interface Agent {
  /** Their telephone, `PJSIP/100`. */
  readonly device: string;
  readonly name?: string;
}

/** The telephone of a channel, `PJSIP/100` of `PJSIP/100-00000001`; empty where there is none. */
export function telephoneOf({ channelName }: Pick<Party, 'channelName'>): string {
  const end = channelName.lastIndexOf('-');
  return end < 0 ? channelName : channelName.slice(0, end);
}

/** Undefined on the payment line, where there is none. */
export function agentOf({ agent }: Pick<Session, 'agent'>): Agent | undefined {
  const device = agent.device ?? telephoneOf(agent);
  return device ? { device, ...(agent.name && { name: agent.name }) } : undefined;
}
