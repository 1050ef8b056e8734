import { toldAmount } from '../../money/told.js';
import { hasSettled, statusOf } from '../../money/transaction-status.js';
import type { Transaction } from '../gateway.js';
import { classifyTransaction } from './classify.js';
import { clean } from './details.js';
import { dayOf } from './notification.js';
import type { SdkTransaction } from './sdk.js';

/** The gateway's transaction in our words. Throws where it has no id. */
export function transactionOf(t: SdkTransaction): Transaction {
  const { id, status, createdAt, updatedAt } = t;
  if (!id) throw new Error('a transaction without an id');
  const ids = (list: readonly string[] | undefined): readonly string[] => (Array.isArray(list) ? list : []);
  return {
    transactionId: id,
    kind: t.type === 'credit' ? 'credit' : 'sale',
    status: statusOf(status),
    outcome: classifyTransaction(t),
    amount: toldAmount(t.amount, t.currencyIsoCode),
    told: toldText(t),
    refundIds: ids(t.refundIds),
    captureIds: ids(t.partialSettlementTransactionIds),
    disputeIds: (t.disputes ?? []).flatMap((dispute) => dispute.id ?? []),
    ...returnOf(t),
    ...given('settlementCode', t.processorSettlementResponseCode),
    ...given('retryOf', t.retriedTransactionId),
    ...given('orderId', t.orderId),
    ...given('merchantAccountId', t.merchantAccountId),
    ...given('subscriptionId', t.subscriptionId),
    ...given('token', t.creditCard?.token ?? t.usBankAccount?.token),
    ...given('refundOf', t.refundedTransactionId),
    ...given('captureOf', t.authorizedTransactionId),
    ...given('settlementBatchId', t.settlementBatchId),
    ...given('batch', dayOf(t.settlementBatchId ?? undefined)),
    ...given('createdAt', createdAt),
    ...given('updatedAt', updatedAt),
  };
}

/** Where money has come, a return code says that it has gone again. */
function returnOf(t: SdkTransaction): Pick<Transaction, 'returned'> {
  const last = Array.isArray(t.achReturnResponses) ? t.achReturnResponses.at(-1) : undefined;
  const code = clean(t.achReturnCode ?? last?.reasonCode);
  if (!hasSettled(statusOf(t.status)) || (!code && !last)) return {};
  return { returned: { ...given('code', code), ...given('at', last?.createdAt) } };
}

/** As the gateway writes it; a foreign text might be anything. */
function toldText({ amount, currencyIsoCode }: SdkTransaction): string {
  const words = [amount, currencyIsoCode].map((word) => String(word || '?').slice(0, 30));
  return words.join(' ');
}

function given<Name extends string>(
  name: Name,
  value: string | null | undefined,
): Partial<Record<Name, string>> {
  return (value ? { [name]: value } : {}) as Partial<Record<Name, string>>;
}
