import { disputeStatusOf } from '../money/dispute-status.js';
import type { Money } from '../money/money.js';
import { statusOf } from '../money/transaction-status.js';
import type { CardMask, ChargeOutcome } from '../session/state.js';
import type { Movement, MovementKind, MovementStatus } from './movement.js';
import type { Payment, PaymentKind, PaymentStatus } from './payment.js';
import type { Settlement } from './settlement.js';

/** PostgreSQL gives bigint as text. */
type Big = number | string;

interface SettlementRow {
  settlement: string | null;
  settlement_at: Big | null;
  settlement_code: string | null;
  batch: string | null;
}

/** A row of `payments`. */
export interface PaymentRow extends SettlementRow {
  order_id: string;
  session_id: string;
  kind: PaymentKind;
  status: PaymentStatus;
  amount_minor: Big;
  currency: string;
  brand: CardMask['brand'] | null;
  last4: string | null;
  reference: string | null;
  description: string | null;
  transaction_id: string | null;
  code: string | null;
  text: string | null;
  created_at: Big;
  settled_at: Big | null;
  finds: number;
  found_at: Big | null;
  captured_minor: Big;
  refunded_minor: Big;
  voided_minor: Big;
  returned_minor: Big;
  dispute: string | null;
  subscription_id: string | null;
  risk: string | null;
  agent_device: string | null;
  agent_name: string | null;
  mandate: string | null;
}

/** A row of `movements`. */
export interface MovementRow extends SettlementRow {
  id: string;
  order_id: string;
  kind: MovementKind;
  status: MovementStatus;
  amount_minor: Big;
  currency: string;
  target: string;
  more: number;
  transaction_id: string | null;
  request: string | null;
  by_whom: string;
  code: string | null;
  text: string | null;
  created_at: Big;
  settled_at: Big | null;
  finds: number;
  found_at: Big | null;
}

export function toPayment(row: PaymentRow): Payment {
  return {
    orderId: row.order_id,
    sessionId: row.session_id,
    kind: row.kind,
    status: row.status,
    amount: moneyOf(row),
    ...(row.last4 === null ? {} : { card: { brand: row.brand ?? 'unknown', last4: row.last4 } }),
    ...given('reference', row.reference),
    ...given('description', row.description),
    ...given('transactionId', row.transaction_id),
    ...given('code', row.code),
    ...given('text', row.text),
    ...times(row),
    captured: Number(row.captured_minor),
    refunded: Number(row.refunded_minor),
    voided: Number(row.voided_minor),
    returned: Number(row.returned_minor),
    ...settlementOf(row),
    ...(row.dispute === null ? {} : { dispute: disputeStatusOf(row.dispute) }),
    ...given('subscriptionId', row.subscription_id),
    ...(row.agent_device !== null && {
      agent: { device: row.agent_device, ...given('name', row.agent_name) },
    }),
    ...read('mandate', row.mandate),
    ...read('risk', row.risk),
  };
}

/** From JSON. One that cannot be read hides no payment. */
function read<Name extends 'mandate' | 'risk'>(name: Name, text: string | null): Pick<Payment, Name> {
  try {
    return (text === null ? {} : { [name]: JSON.parse(text) }) as Pick<Payment, Name>;
  } catch {
    return {} as Pick<Payment, Name>;
  }
}

export function toMovement(row: MovementRow): Movement {
  return {
    id: row.id,
    orderId: row.order_id,
    kind: row.kind,
    status: row.status,
    amount: moneyOf(row),
    target: row.target,
    ...(row.more ? { more: true } : {}),
    ...given('transactionId', row.transaction_id),
    ...given('request', row.request),
    by: row.by_whom,
    ...given('code', row.code),
    ...given('text', row.text),
    ...times(row),
    ...settlementOf(row),
  };
}

/** What an outcome says in columns that payments and movements share. An unknown one has no time of settlement. */
export function outcomeColumns(
  outcome: ChargeOutcome,
  at: number,
): { transaction_id?: string | null; code: string | null; text: string | null; settled_at?: number } {
  const text = outcome.text ?? null;
  switch (outcome.kind) {
    case 'approved':
      return {
        transaction_id: outcome.transactionId,
        code: outcome.code ?? null,
        text,
        settled_at: at,
      };
    case 'declined':
      return { transaction_id: outcome.transactionId ?? null, code: outcome.code, text, settled_at: at };
    case 'refused':
      return { transaction_id: outcome.transactionId ?? null, code: outcome.reason, text, settled_at: at };
    case 'failed':
      return { code: outcome.cause, text, settled_at: at };
    case 'unknown':
      return { code: outcome.cause, text };
  }
}

export function settlementOf(row: SettlementRow): { settlement?: Settlement } {
  if (row.settlement === null) return {};
  return {
    settlement: {
      status: statusOf(row.settlement),
      at: Number(row.settlement_at),
      ...given('code', row.settlement_code),
      ...given('batch', row.batch),
    },
  };
}

function moneyOf(row: { amount_minor: Big; currency: string }): Money {
  return { minor: Number(row.amount_minor), currency: row.currency };
}

function times(row: Pick<PaymentRow, 'created_at' | 'settled_at' | 'finds' | 'found_at'>) {
  return {
    createdAt: Number(row.created_at),
    ...(row.settled_at === null ? {} : { settledAt: Number(row.settled_at) }),
    finds: row.finds,
    ...(row.found_at === null ? {} : { foundAt: Number(row.found_at) }),
  };
}

function given<Name extends string>(name: Name, value: string | null): Partial<Record<Name, string>> {
  return value === null ? {} : ({ [name]: value } as Record<Name, string>);
}
