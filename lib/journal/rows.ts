import type { CardMask, ChargeOutcome } from '../session/state.js';
import type { Payment, PaymentStatus } from './journal.js';

/** A row of `payments`. PostgreSQL gives bigint as text. */
export interface PaymentRow {
  order_id: string;
  session_id: string;
  status: PaymentStatus;
  amount_minor: number | string;
  currency: string;
  brand: CardMask['brand'] | null;
  last4: string | null;
  reference: string | null;
  description: string | null;
  transaction_id: string | null;
  code: string | null;
  text: string | null;
  created_at: number | string;
  settled_at: number | string | null;
  finds: number;
  found_at: number | string | null;
}

export function toPayment(row: PaymentRow): Payment {
  return {
    orderId: row.order_id,
    sessionId: row.session_id,
    status: row.status,
    amount: { minor: Number(row.amount_minor), currency: row.currency },
    ...(row.last4 === null ? {} : { card: { brand: row.brand ?? 'unknown', last4: row.last4 } }),
    ...given('reference', row.reference),
    ...given('description', row.description),
    ...given('transactionId', row.transaction_id),
    ...given('code', row.code),
    ...given('text', row.text),
    createdAt: Number(row.created_at),
    ...(row.settled_at === null ? {} : { settledAt: Number(row.settled_at) }),
    finds: row.finds,
    ...(row.found_at === null ? {} : { foundAt: Number(row.found_at) }),
  };
}

/** What an outcome makes of a payment's row. An unknown one is not settled: it has no time of settlement. */
export function outcomeColumns(outcome: ChargeOutcome, at: number): Partial<PaymentRow> {
  const text = outcome.text ?? null;
  switch (outcome.kind) {
    case 'approved':
      return {
        status: 'approved',
        transaction_id: outcome.transactionId,
        code: outcome.code ?? null,
        text,
        settled_at: at,
      };
    case 'declined':
      return {
        status: 'declined',
        transaction_id: outcome.transactionId ?? null,
        code: outcome.code,
        text,
        settled_at: at,
      };
    case 'refused':
      return {
        status: 'refused',
        transaction_id: outcome.transactionId ?? null,
        code: outcome.reason,
        text,
        settled_at: at,
      };
    case 'failed':
      return { status: 'failed', code: outcome.cause, text, settled_at: at };
    case 'unknown':
      return { status: 'unknown', code: outcome.cause, text };
  }
}

function given<Name extends string>(name: Name, value: string | null): Partial<Record<Name, string>> {
  return value === null ? {} : ({ [name]: value } as Record<Name, string>);
}
