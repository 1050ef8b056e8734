import type { Answer } from '../../answer.js';
import type { Context } from '../../context.js';
import { acceptDispute as accept } from '../../resources/disputes/disputes.js';
import { voidTransaction } from '../../resources/transactions/changes.js';
import { refundTransaction as refund } from '../../resources/transactions/refund.js';
import { TRANSACTION_ROUTES } from '../../resources/transactions/routes.js';
import { settle, settlementDecline } from '../../resources/transactions/settlement.js';
import { submitForSettlement } from '../../resources/transactions/submit.js';
import type { Transaction } from '../../transaction.js';
import { legacyIdOf } from '../ids.js';
import { disputeById, transactionById } from '../nodes/transactions.js';
import { accepted, notFound, unsupported } from '../refusal.js';
import { given, mutation, through } from './call.js';
import { type TransactionInput, transactionBody } from './pay.js';

interface OfTransaction {
  readonly transactionId: string;
}

async function change(
  context: Context,
  resource: (context: Context) => Promise<Answer>,
  transactionId: string,
  fields: Record<string, unknown> = {},
  under = 'transaction',
): Promise<Record<string, unknown> | null> {
  const path = [legacyIdOf(transactionId, 'transaction', 'refund')];
  const answer = accepted(await through(resource, context, { path, body: { transaction: fields } }), under);
  return transactionById(context, answer.transaction?.id);
}

/** The whole of an authorisation, or less: the rest is given up. */
export const captureTransaction = mutation<OfTransaction & { readonly transaction?: TransactionInput }>(
  async ({ transactionId, transaction = {} }, context) => ({
    transaction: await change(context, submitForSettlement, transactionId, transactionBody(transaction)),
  }),
);

/** A part of an authorisation, as a transaction of its own. */
export const partialCaptureTransaction = mutation<OfTransaction & { readonly transaction: TransactionInput }>(
  async ({ transactionId, transaction }, context) => {
    const partial = TRANSACTION_ROUTES.find(({ name }) => name === 'transaction.submitForPartialSettlement');
    if (!partial) throw unsupported('partialCaptureTransaction');
    return { capture: await change(context, partial.answer, transactionId, transactionBody(transaction)) };
  },
);

export const refundTransaction = mutation<
  OfTransaction & { readonly refund?: { readonly amount?: string; readonly orderId?: string } }
>(async ({ transactionId, refund: asked = {} }, context) => {
  const fields = given({ amount: asked.amount, order_id: asked.orderId });
  return { refund: await change(context, refund, transactionId, fields, 'refund') };
});

/** Voids what has not settled, and refunds what has. */
export const reverseTransaction = mutation<OfTransaction>(async ({ transactionId }, context) => {
  const t = await found(context, transactionId);
  const settled = t.status === 'settled' || t.status === 'settling';
  return { reversal: await change(context, settled ? refund : voidTransaction, t.id) };
});

export const reverseRefund = mutation<{ readonly refundId: string }>(async ({ refundId }, context) => ({
  refund: await change(context, voidTransaction, refundId),
}));

export const sandboxSettleTransaction = mutation<OfTransaction & { readonly settlementState?: string }>(
  async ({ transactionId, settlementState }, context) => {
    const resource = settlementState === 'SETTLEMENT_DECLINED' ? settlementDecline : settle;
    return { transaction: await change(context, resource, transactionId) };
  },
);

export const acceptDispute = mutation<{ readonly disputeId: string }>(async ({ disputeId }, context) => {
  const id = legacyIdOf(disputeId, 'dispute');
  accepted(await through(accept, context, { path: [id] }), 'disputeId');
  return { dispute: await disputeById(context, id) };
});

async function found(context: Context, id: string): Promise<Transaction> {
  const legacy = legacyIdOf(id, 'transaction');
  const t = await context.records.transaction(context.merchant.merchantId, legacy);
  if (!t) throw notFound('transaction');
  return t;
}
