import { isDeclinedByBank } from '../money/transaction-status.js';
import type { Transaction } from './gateway.js';
import type { TransactionState } from './state.js';

/** The state of a transaction that was asked for. `now`, epoch milliseconds, stands in where the gateway gives no time. */
export function stateOf(transaction: Transaction, now: number): TransactionState {
  const { transactionId, kind, status, returned } = transaction;
  const declined = isDeclinedByBank(status) ? transaction.settlementCode : undefined;
  const facts = {
    reason: returned ? returned.code : declined,
    retryOf: transaction.retryOf,
    amount: transaction.amount,
    orderId: transaction.orderId,
    batch: transaction.batch,
    subscriptionId: transaction.subscriptionId,
  };
  return {
    id: transactionId,
    type: kind,
    status: returned ? 'returned' : status,
    at: timeOf(returned?.at) ?? timeOf(transaction.updatedAt) ?? now,
    createdAt: timeOf(transaction.createdAt) ?? now,
    ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)),
  };
}

function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at;
}
