import { parseKeyedAmount } from '../money/currency.js';
import type { AmountFault } from '../money/fault.js';
import type { Draft } from './draft.js';

/** Longest thing an agent keys as an amount, the decimal sign included. */
const LONGEST = 12;

/** Asks the agent in the ear; the caller is told to wait at the first time. */
export function askAmount(d: Draft, attempt: number, fault?: AmountFault | 'timeout'): void {
  const { terms, policy } = d.session;
  d.stop('amountKey');
  if (attempt > policy.attempts) {
    const words = { caller: { key: 'cancelled' }, agent: { key: 'agent-too-many-attempts' } } as const;
    return d.next({ type: 'abandon', result: 'too-many-failed-attempts', words });
  }
  if (d.phase.name === 'handingOff') d.say('caller', { key: 'please-wait' });
  d.to({ name: 'askingAmount', attempt, keyed: '' });
  const { currency } = terms;
  const maximum = { minor: terms.maximumMinor, currency };
  if (fault) d.say('agent', { key: 'agent-amount-fault', fault, currency, maximum });
  else d.say('agent', { key: 'agent-enter-amount', currency });
  // The guard for a prompt whose end is never reported; its end starts the real one.
  d.start('amountKey', policy.promptMs);
}

export function amountKey(d: Draft, key: string): void {
  const { phase } = d;
  if (phase.name === 'confirmingAmount') {
    d.hush('agent');
    if (key === '1') {
      d.stop('amountKey');
      d.set({ terms: { ...d.session.terms, amount: phase.amount } });
      d.next({ type: 'beginCapture', opening: 'welcome' });
    } else if (key !== '*') {
      // A lone star is the first half of the code to cancel; anything else means "no".
      askAmount(d, phase.attempt);
    }
    return;
  }
  if (phase.name !== 'askingAmount') return;
  d.hush('agent');
  if (key !== '#') {
    d.to({ ...phase, keyed: phase.keyed.length < LONGEST ? phase.keyed + key : phase.keyed });
    d.start('amountKey', d.session.policy.amountKeyMs);
    return;
  }
  const { currency, maximumMinor } = d.session.terms;
  const parsed = parseKeyedAmount(phase.keyed, currency);
  if (!parsed.ok) return askAmount(d, phase.attempt + 1, parsed.fault);
  if (parsed.money.minor > maximumMinor) return askAmount(d, phase.attempt + 1, 'too-large');
  d.to({ name: 'confirmingAmount', attempt: phase.attempt, amount: parsed.money });
  d.say('agent', { key: 'agent-confirm-amount', amount: parsed.money });
  d.start('amountKey', d.session.policy.promptMs);
}

/** The agent pressed nothing for too long. */
export function amountTimedOut(d: Draft): void {
  if (d.phase.name === 'askingAmount' || d.phase.name === 'confirmingAmount') {
    askAmount(d, d.phase.attempt + 1, 'timeout');
  }
}
