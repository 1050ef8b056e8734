import { processorText } from '../../../gateway/braintree/texts.js';
import { amountUnits } from '../../amount.js';
import { transactionAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { amountFate } from '../../rules/amounts.js';
import { isSoft } from '../../rules/responses.js';
import type { ValidationCode } from '../../rules/validation.js';
import type { Transaction } from '../../transaction.js';
import { onTransaction, pass, refuse } from './change.js';
import { transactionId } from './make.js';

/** A whole or partial refund is a transaction of its own, of type credit. */
export const refundTransaction = onTransaction(async (context, t) => {
  if (t.type === 'credit') return refuse(91505);
  if (t.status !== 'settled' && t.status !== 'settling') return refuse(91506);
  const request = context.body.under('transaction');
  const account = request.text('merchant_account_id');
  if (account !== undefined && context.merchant.merchantAccounts[account] !== t.currency) {
    return refuse(91513, 'merchant_account_id');
  }
  if (context.merchant.suspendedAccounts.includes(account ?? t.merchantAccountId)) return refuse(91538);
  const left = t.amount - (await refunded(context, t));
  if (left <= 0) return refuse(91512);
  const text = request.text('amount');
  const units = text === undefined ? left : amountUnits(text, t.currency);
  const fault = amountFault(units, left);
  if (fault) return refuse(fault, 'amount');
  const orderId = request.text('order_id');
  if ((orderId ?? '').length > 255) return refuse(91501, 'order_id');
  const declined = amountFate(units ?? 0, t.instrument.kind);
  // A refund of less than all is authorised on its own, and the test amounts decline that too.
  if (text !== undefined && units !== t.amount && declined.status === 'processor_declined') {
    return refuse(isSoft(declined.code ?? '') ? 915201 : 915200);
  }
  const refund = refundOf(context, t, { units: units ?? 0, orderId, account });
  await context.records.insert(refund, context.now + context.indexDelayMs);
  t.refundIds = [...t.refundIds, refund.id];
  t.updatedAt = context.now;
  await context.records.update(t);
  return transactionAnswer(201, refund);
});

function amountFault(units: number | undefined, left: number): ValidationCode | undefined {
  if (units === undefined) return 81503;
  if (units < 0) return 81501;
  if (units === 0) return 81531;
  return units > left ? 91521 : undefined;
}

/** A refund that was voided, or that the bank has not carried out, gives back what it took. */
async function refunded(context: Context, t: Transaction): Promise<number> {
  const { records, merchant } = context;
  const refunds = await Promise.all(t.refundIds.map((id) => records.transaction(merchant.merchantId, id)));
  const standing = refunds.filter(
    (one) => one && !one.returned && one.status !== 'voided' && one.status !== 'processor_declined',
  );
  return standing.reduce((sum, one) => sum + (one?.amount ?? 0), 0);
}

function refundOf(
  context: Context,
  t: Transaction,
  terms: { readonly units: number; readonly orderId?: string; readonly account?: string },
): Transaction {
  const refund: Transaction = {
    ...t,
    id: transactionId(),
    type: 'credit',
    amount: terms.units,
    merchantAccountId: terms.account ?? t.merchantAccountId,
    orderId: terms.orderId,
    createdAt: context.now,
    history: [],
    processorCode: '1002',
    processorText: processorText('1002'),
    settlementCode: undefined,
    settlementText: undefined,
    settlementBatchId: undefined,
    expiresAt: undefined,
    refundedId: t.id,
    refundIds: [],
    partialIds: [],
    adjustments: [],
    disputes: undefined,
    returned: undefined,
    retriedId: undefined,
    told: undefined,
    broken: undefined,
  };
  pass(
    refund,
    context,
    t.instrument.kind === 'us_bank_account' ? 'settlement_pending' : 'submitted_for_settlement',
  );
  return refund;
}
