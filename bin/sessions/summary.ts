import { type Afterwards, afterwardsOf } from '../../lib/journal/afterwards.js';
import type { SessionRecord } from '../../lib/journal/journal.js';
import type { CardSeen, ChargeOutcome, Entry, Mandate, Mode, Terms } from '../../lib/session/state.js';
import { type Agent, agentOf } from '../../lib/session/telephone.js';

/** A session as it is told: no postal code, no address, no token but the one that is kept. Times in epoch milliseconds. */
export interface Summary
  extends Pick<Terms, 'amount' | 'tip' | 'surcharge' | 'reference' | 'description' | 'customer'>,
    Afterwards {
  readonly id: string;
  readonly startedAt: number;
  /** Of its last step. */
  readonly updatedAt: number;
  readonly ended: boolean;
  readonly phase?: string;
  readonly result?: string;
  readonly entry?: Entry;
  readonly mode?: Mode;
  readonly card?: CardSeen;
  readonly agent?: Agent;
  readonly orders: readonly string[];
  readonly outcome?: ChargeOutcome;
  /** Of the method that this session has put into the vault. */
  readonly token?: string;
  readonly mandate?: Mandate;
  readonly unreadable?: true;
}

export function summaryOf({ session, ...record }: SessionRecord): Summary {
  if (!session) return { ...record, unreadable: true };
  const { phase, terms, card, outcome, kept, mandate, agent: party } = session;
  const agent = party && agentOf({ agent: party });
  return {
    ...record,
    ...(phase && { phase: phase.name }),
    ...(terms && about(terms)),
    ...(card && { card }),
    ...(agent && { agent }),
    ...(outcome && { outcome }),
    ...(kept !== undefined && { token: kept }),
    ...afterwardsOf(session),
    ...(mandate && { mandate }),
  };
}

function about(terms: Terms): Partial<Summary> {
  const {
    entry = 'assisted',
    mode = 'charge',
    amount,
    tip,
    surcharge,
    reference,
    description,
    customer,
  } = terms;
  return {
    entry,
    mode,
    ...(amount && { amount }),
    ...(tip && { tip }),
    ...(surcharge && { surcharge }),
    ...(reference !== undefined && { reference }),
    ...(description !== undefined && { description }),
    ...(customer !== undefined && { customer }),
  };
}
