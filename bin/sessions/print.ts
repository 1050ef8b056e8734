import { moneyText } from '../../lib/journal/allowance.js';
import type { ChargeOutcome } from '../../lib/session/state.js';
import { afterTexts, agentText, card, iso, mandateText } from '../payments/print.js';
import type { Summary } from './summary.js';

const UNREADABLE = 'its state cannot be read';

/** One session on one line. */
export function line(session: Summary): string {
  const { id, startedAt, amount, orders, reference, agent, entry, mandate, unreadable } = session;
  const words = [
    iso(startedAt),
    id,
    stateOf(session).padEnd(24),
    (amount ? moneyText(amount) : '-').padStart(14),
    orders.join(' ') || '-',
    reference ?? '-',
    entry === 'ivr' ? 'payment line' : agent ? `by ${agentText(agent)}` : '',
    afterTexts(session).join(', '),
    mandate ? 'mandate given' : '',
    unreadable ? UNREADABLE : '',
  ];
  return words.filter(Boolean).join('  ').trimEnd();
}

/** Name and value, of what is known. */
export function details(session: Summary): [string, string][] {
  const { mode, amount, tip, surcharge, card: mask, agent, outcome, mandate, keepAgreedAt } = session;
  const rows: [string, string | undefined][] = [
    ['session', session.id],
    ['state', stateOf(session)],
    ['kind', session.entry === 'ivr' ? 'payment line' : session.entry && 'call with an agent'],
    ['mode', mode],
    ['amount', amount && moneyText(amount)],
    ['tip', tip && moneyText(tip)],
    ['surcharge', surcharge && moneyText(surcharge)],
    ['card', mask && card({ card: mask })],
    ['orders', session.orders.join(' ') || 'none'],
    ['outcome', outcome && outcomeText(outcome)],
    ['reference', session.reference],
    ['description', session.description],
    ['customer', session.customer],
    ['agent', agent && agentText(agent)],
    ['stored as', session.token],
    ['mandate', mandate && mandateText(mandate)],
    ['keeping', keepAgreedAt === undefined ? undefined : `agreed ${iso(keepAgreedAt)}`],
    ['receipt', session.receipt],
    ['score', session.score === undefined ? undefined : String(session.score)],
    ['began', iso(session.startedAt)],
    ['last step', iso(session.updatedAt)],
    ['unreadable', session.unreadable && UNREADABLE],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

function stateOf({ ended, result, phase }: Summary): string {
  if (ended) return result ?? 'ended';
  return phase === undefined ? 'going on' : `going on: ${phase}`;
}

function outcomeText(outcome: ChargeOutcome): string {
  const { kind, text } = outcome;
  const code =
    kind === 'refused'
      ? outcome.reason
      : 'cause' in outcome
        ? outcome.cause
        : 'code' in outcome && outcome.code;
  return [kind, code, text].filter(Boolean).join(' ');
}
