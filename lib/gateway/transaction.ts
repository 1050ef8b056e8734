import { parseAmount } from '../money/currency.js';
import { classifyTransaction } from './classify.js';
import type { Transaction } from './gateway.js';
import type { SdkTransaction } from './sdk.js';

/** The gateway's transaction in our words. Throws where it has no id or no amount that can be read. */
export function transactionOf(t: SdkTransaction): Transaction {
  const { id, status = '', createdAt, updatedAt } = t;
  const parsed = parseAmount(t.amount ?? '', t.currencyIsoCode ?? '');
  if (!id) throw new Error('a transaction without an id');
  if (!parsed.ok) throw new Error(`amount ${t.amount} ${t.currencyIsoCode} cannot be read`);
  const ids = (list: readonly string[] | undefined): readonly string[] => (Array.isArray(list) ? list : []);
  return {
    transactionId: id,
    kind: t.type === 'credit' ? 'credit' : 'sale',
    status,
    outcome: classifyTransaction(t),
    amount: parsed.money,
    refundIds: ids(t.refundIds),
    captureIds: ids(t.partialSettlementTransactionIds),
    disputeIds: (t.disputes ?? []).flatMap((dispute) => dispute.id ?? []),
    ...given('orderId', t.orderId),
    ...given('merchantAccountId', t.merchantAccountId),
    ...given('subscriptionId', t.subscriptionId),
    ...given('token', t.creditCard?.token ?? t.usBankAccount?.token),
    ...given('refundOf', t.refundedTransactionId),
    ...given('captureOf', t.authorizedTransactionId),
    ...given('settlementBatchId', t.settlementBatchId),
    ...given('createdAt', createdAt),
    ...given('updatedAt', updatedAt),
  };
}

function given<Name extends string>(
  name: Name,
  value: string | null | undefined,
): Partial<Record<Name, string>> {
  return (value ? { [name]: value } : {}) as Partial<Record<Name, string>>;
}
