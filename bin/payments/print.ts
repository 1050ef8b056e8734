import type { Afterwards } from '../../lib/journal/afterwards.js';
import { moneyText } from '../../lib/journal/allowance.js';
import type { Account, Movement, Payment, Settlement, Step } from '../../lib/journal/journal.js';
import type { Agent } from '../../lib/session/telephone.js';
import type { Mandate } from '../../lib/session/terms.js';
import type { Told } from './afterwards.js';

/** One payment on one line. */
export function line(payment: Told): string {
  const { orderId, createdAt, status, reference, code, text } = payment;
  const words = [
    new Date(createdAt).toISOString(),
    orderId,
    status.padEnd(8),
    moneyText(payment.amount).padStart(14),
    card(payment).padEnd(16),
    reference ?? '-',
    [code, text].filter(Boolean).join(' '),
    moved(payment),
    payment.agent ? `by ${agentText(payment.agent)}` : '',
    payment.mandate ? 'mandate given' : '',
    afterTexts(payment).join(', '),
  ];
  return words
    .filter((word, i) => i < 6 || word)
    .join('  ')
    .trimEnd();
}

/** Name and value, of what is known. */
export function details({
  payment,
  movements,
  settlements,
  disputes,
  decisions,
}: Account & { readonly payment: Told }): [string, string][] {
  const { settlement } = payment;
  const rows: [string, string | undefined][] = [
    ['order', payment.orderId],
    ['session', payment.sessionId || undefined],
    ['kind', payment.kind],
    ['status', payment.status],
    ['amount', moneyText(payment.amount)],
    ['captured', sum(payment, payment.captured)],
    ['refunded', sum(payment, payment.refunded)],
    ['voided', sum(payment, payment.voided)],
    ['taken back', sum(payment, payment.returned)],
    ['card', card(payment)],
    ['transaction', payment.transactionId],
    ['code', payment.code],
    ['text', payment.text],
    ['reference', payment.reference],
    ['description', payment.description],
    ['agent', payment.agent && agentText(payment.agent)],
    ['mandate', payment.mandate && mandateText(payment.mandate)],
    ['keeping', payment.keepAgreedAt === undefined ? undefined : `agreed ${iso(payment.keepAgreedAt)}`],
    ['receipt', payment.receipt],
    ['score', payment.score === undefined ? undefined : String(payment.score)],
    ['created', iso(payment.createdAt)],
    ['settled', payment.settledAt === undefined ? undefined : iso(payment.settledAt)],
    ['looked for', payment.foundAt === undefined ? undefined : looks(payment.finds, payment.foundAt)],
    ['at the bank', settlement && settlementText(settlement)],
    ['dispute', payment.dispute],
    ['risk', riskText(payment)],
    ['subscription', payment.subscriptionId],
    ...movements.map((one): [string, string] => [one.kind, movementText(one)]),
    ...settlements.map((one): [string, string] => [
      'heard',
      `${iso(one.at)} ${[one.status, one.code].filter(Boolean).join(' ')} (${one.source})${one.subject === payment.orderId ? '' : ` of ${one.subject}`}`,
    ]),
    ...disputes.map((one): [string, string] => [
      'dispute',
      [one.id, one.status, moneyText(one.amount), one.reason, one.replyBy && `reply by ${one.replyBy}`]
        .filter(Boolean)
        .join(' '),
    ]),
    ...decisions.map((one): [string, string] => [
      'decided',
      `${iso(one.at)} ${one.subject} ${one.decision} by ${one.by}: ${one.why}`,
    ]),
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

export function movementText(movement: Movement): string {
  const { id, status, amount, transactionId, by, code, text, createdAt, settlement } = movement;
  const now = settlement && [settlement.status, settlement.code].filter(Boolean).join(' ');
  const words = [iso(createdAt), id, status, moneyText(amount), transactionId, `by ${by}`, code, text, now];
  return words.filter(Boolean).join(' ');
}

/** One step of the call. `start` is the first one's time. */
export function trace({ seq, event, phase }: Step, start: number): string {
  const words: string[] = [event.type];
  for (const name of ['side', 'field', 'keys', 'error', 'timer', 'promptId'] as const) {
    const value = (event as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string' || typeof value === 'number') words.push(String(value));
  }
  if (event.type === 'callerChose') {
    words.push(String(event.answer), ...(event.mandate ? [`mandate ${event.mandate.version}`] : []));
  }
  if (event.type === 'agentCommanded') {
    words.push(event.command.do, ...(event.by ? [`by ${event.by.token}`] : []));
  }
  if ('outcome' in event) words.push(typeof event.outcome === 'string' ? event.outcome : event.outcome.kind);
  const seconds = `+${((event.at - start) / 1000).toFixed(3)}`;
  return `${String(seq).padStart(4)} ${seconds.padStart(9)}  ${phase.padEnd(16)}  ${words.join(' ')}`;
}

/** What has become of it since, in a word or two. */
function moved(payment: Payment): string {
  const { refunded, voided, returned, settlement, dispute } = payment;
  const words = [
    refunded > 0 ? `refunded ${moneyText({ ...payment.amount, minor: refunded })}` : '',
    voided > 0 ? 'voided' : settlement ? [settlement.status, settlement.code].filter(Boolean).join(' ') : '',
    returned > 0 ? `taken back ${moneyText({ ...payment.amount, minor: returned })}` : '',
    dispute ? `dispute ${dispute}` : '',
  ];
  return words.filter(Boolean).join(', ');
}

function sum({ amount }: Payment, minor: number): string | undefined {
  return minor > 0 ? moneyText({ ...amount, minor }) : undefined;
}

function settlementText({ status, code, at, batch }: Settlement): string {
  return `${code ? `${status} (${code})` : status} since ${iso(at)}${batch ? `, in the batch of ${batch}` : ''}`;
}

function riskText({ risk }: Payment): string | undefined {
  if (!risk) return undefined;
  const { decision, score, reasons = [], id } = risk;
  return [decision, score === undefined ? undefined : `score ${score}`, ...reasons, id]
    .filter(Boolean)
    .join(', ');
}

/** What the caller said when it was over, in a word or two each. */
export function afterTexts({ score, receipt, keepAgreedAt }: Afterwards): string[] {
  return [
    receipt === undefined ? '' : receipt === 'none' ? 'no receipt' : `receipt by ${receipt}`,
    score === undefined ? '' : `score ${score}`,
    keepAgreedAt === undefined ? '' : 'agreed to keep it',
  ].filter(Boolean);
}

export function agentText({ device, name }: Agent): string {
  return name ? `${name} (${device})` : device;
}

/** Which words, in which language, for how much, and when. */
export function mandateText({ version, amount, at }: Mandate): string {
  return `${version}, ${moneyText(amount)}, agreed ${iso(at)}`;
}

function looks(finds: number, at: number): string {
  return `${finds} times without an answer, last ${iso(at)}`;
}

/** `last4` is absent of a number that was left before it was known where it ends. */
export function card({ card }: { readonly card?: Partial<NonNullable<Payment['card']>> }): string {
  if (!card) return '-';
  if (card.last4 === undefined) return card.brand ?? '-';
  // Of a bank account only the last two are known.
  return card.last4.length === 2 ? `account ${card.last4}` : `${card.brand} ${card.last4}`;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
