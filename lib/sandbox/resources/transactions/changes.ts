import { amountUnits } from '../../amount.js';
import { type Answer, blankAnswer, transactionAnswer, validationAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { invalid, type ValidationCode } from '../../rules/validation.js';
import type { Status, Transaction } from '../../transaction.js';
import { tellStatus } from '../billing/disbursements.js';
import { transactionId } from './make.js';

type Change = (context: Context, t: Transaction) => Promise<Answer> | Answer;

/** Looks the transaction of the path up, 404 where there is none. */
function onTransaction(change: Change): (context: Context) => Promise<Answer> {
  return async (context) => {
    const t = await context.records.transaction(context.merchant.merchantId, context.path[0] ?? '');
    return t ? change(context, t) : blankAnswer(404);
  };
}

const refuse = (code: ValidationCode, attribute = 'base'): Answer =>
  validationAnswer([invalid(code, attribute)]);

async function become(context: Context, t: Transaction, ...statuses: Status[]): Promise<Answer> {
  t.status = statuses.at(-1) ?? t.status;
  t.updatedAt = context.now;
  t.history = [
    ...t.history,
    ...statuses.map((status) => ({ status, at: context.now, amount: t.amount, source: 'api' as const })),
  ];
  await context.records.update(t);
  await tellStatus(context, t);
  return transactionAnswer(200, t);
}

export const findTransaction = onTransaction((_context, t) => ({
  ...transactionAnswer(200, t),
  executed: false,
}));

export const voidTransaction = onTransaction((context, t) =>
  ['authorized', 'submitted_for_settlement', 'settlement_pending'].includes(t.status)
    ? become(context, t, 'voided')
    : refuse(91504),
);

export const submitForSettlement = onTransaction((context, t) => {
  if (t.status !== 'authorized') return refuse(91507);
  const text = context.body.under('transaction').text('amount');
  const units = text === undefined ? t.amount : amountUnits(text, t.currency);
  if (units === undefined) return refuse(81503, 'amount');
  if (units > t.amount) return refuse(91522, 'amount');
  t.amount = units;
  return become(context, t, 'submitted_for_settlement');
});

/** The testing transitions, from a submitted (or pending) transaction only. */
const settling = (...statuses: Status[]): ((context: Context) => Promise<Answer>) =>
  onTransaction((context, t) =>
    ['submitted_for_settlement', 'settling', 'settlement_pending', 'settlement_confirmed'].includes(t.status)
      ? become(context, t, ...statuses)
      : refuse(91575),
  );

export const settle = settling('settling', 'settled');
export const settlementConfirm = settling('settlement_confirmed');
export const settlementDecline = settling('settlement_declined');
export const settlementPending = settling('settlement_pending');

/** A whole or partial refund is a transaction of its own, of type credit. */
export const refundTransaction = onTransaction(async (context, t) => {
  if (t.type === 'credit') return refuse(91505);
  if (t.status !== 'settled' && t.status !== 'settling') return refuse(91506);
  const refunds = await Promise.all(
    t.refundIds.map((id) => context.records.transaction(context.merchant.merchantId, id)),
  );
  const left = t.amount - refunds.reduce((sum, refund) => sum + (refund?.amount ?? 0), 0);
  if (left <= 0) return refuse(91512);
  const request = context.body.under('transaction');
  const text = request.text('amount');
  const units = text === undefined ? left : amountUnits(text, t.currency);
  if (units === undefined) return refuse(81503, 'amount');
  if (units <= 0) return refuse(81531, 'amount');
  if (units > left) return refuse(91521, 'amount');
  const refund: Transaction = {
    ...t,
    id: transactionId(),
    type: 'credit',
    status: 'submitted_for_settlement',
    amount: units,
    orderId: request.text('order_id'),
    createdAt: context.now,
    updatedAt: context.now,
    history: [{ status: 'submitted_for_settlement', at: context.now, amount: units, source: 'api' }],
    processorCode: '1002',
    processorText: 'Processed',
    refundedId: t.id,
    refundIds: [],
  };
  await context.records.insert(refund, context.now + context.indexDelayMs);
  t.refundIds = [...t.refundIds, refund.id];
  await context.records.update(t);
  return transactionAnswer(201, refund);
});
