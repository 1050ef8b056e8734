import { amountUnits } from '../../amount.js';
import { type Answer, transactionAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { invalid, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import type { Transaction, TransactionDetails } from '../../transaction.js';
import { become, onTransaction, pass, refuse, refuseAll } from './change.js';
import { readDescriptor } from './descriptor.js';
import { readDetails } from './details.js';
import { transactionId } from './make.js';

/** The whole authorisation or less of it; what else the request says is written over what was said before. */
export const submitForSettlement = onTransaction(async (context, t) => {
  if (t.status !== 'authorized') return refuse(91507);
  const errors: ValidationError[] = [];
  const units = captured(context, t, t.amount, errors);
  const details = await changed(context, t, errors);
  if (errors.length > 0) return refuseAll(context, errors);
  Object.assign(t, details, { amount: units });
  return t.instrument.kind === 'paypal_account'
    ? become(context, t, 'submitted_for_settlement', 'settling')
    : become(context, t, 'submitted_for_settlement');
});

/** A part of an authorisation becomes a sale of its own; the authorisation waits for the next. */
export const submitForPartialSettlement = onTransaction(async (context, t) => {
  const open = t.status === 'authorized' || (t.status === 'settlement_pending' && t.partialIds.length > 0);
  if (t.type !== 'sale' || t.authorizedId || !open || t.finallyCaptured) return refuse(915103);
  const errors: ValidationError[] = [];
  if (!context.body.under('transaction').text('amount')) errors.push(invalid(81502, 'amount'));
  const units = captured(context, t, t.amount - (await settledOf(context, t)), errors);
  const details = await changed(context, t, errors);
  if (errors.length > 0) return refuseAll(context, errors);
  const part: Transaction = {
    ...t,
    ...details,
    id: transactionId(),
    amount: units,
    createdAt: context.now,
    history: [],
    partialIds: [],
    told: undefined,
    broken: undefined,
    authorizedId: t.id,
  };
  const paypal = t.instrument.kind === 'paypal_account';
  pass(part, context, 'submitted_for_settlement', ...(paypal ? (['settling'] as const) : []));
  await context.records.insert(part, context.now + context.indexDelayMs);
  t.partialIds = [...t.partialIds, part.id];
  t.finallyCaptured = context.body.under('transaction').flag('final_capture') || undefined;
  if (t.status === 'authorized') pass(t, context, 'settlement_pending');
  // It is its parts that settle.
  t.settlesAt = undefined;
  await context.records.update(t);
  return transactionAnswer(201, part);
});

async function settledOf(context: Context, t: Transaction): Promise<number> {
  const { records, merchant } = context;
  const parts = await Promise.all(t.partialIds.map((id) => records.transaction(merchant.merchantId, id)));
  return parts.reduce((sum, part) => sum + (part && part.status !== 'voided' ? part.amount : 0), 0);
}

/** The amount to be settled: that of the request, or all that is left. */
function captured(context: Context, t: Transaction, left: number, errors: ValidationError[]): number {
  const text = context.body.under('transaction').text('amount');
  const units = text === undefined ? left : amountUnits(text, t.currency);
  const refuse = (code: ValidationCode): void => void errors.push(invalid(code, 'amount'));
  if (units === undefined) refuse(81503);
  else if (units < 0) refuse(81501);
  else if (units === 0 && text !== undefined) refuse(81531);
  else if (units > left) refuse(91522);
  else if (units < (t.serviceFeeAmount ?? 0)) refuse(91551);
  return units ?? 0;
}

/** What the request says beside the amount, without what it leaves out. */
async function changed(
  context: Context,
  t: Transaction,
  errors: ValidationError[],
): Promise<TransactionDetails> {
  const account = { id: t.merchantAccountId, currency: t.currency };
  const request = context.body.under('transaction');
  const details = await readDetails(request, context, { account, amount: t.amount }, errors);
  const said = Object.entries(details).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.filter(([name]) => name !== 'taxExempt' || request.has('tax_exempt')));
}

/** Amount, order id and descriptor, while the transaction waits for its settlement. */
export const updateDetails = onTransaction(async (context, t): Promise<Answer> => {
  if (t.status !== 'submitted_for_settlement') return refuse(915129);
  const request = context.body.under('transaction');
  const errors: ValidationError[] = [];
  const units = captured(context, t, t.history[0]?.amount ?? t.amount, errors);
  const orderId = request.text('order_id');
  if ((orderId ?? '').length > 255) errors.push(invalid(91501, 'order_id'));
  const descriptor = readDescriptor(request, errors);
  if (errors.length > 0) return refuseAll(context, errors);
  if (request.has('amount')) t.amount = units;
  if (orderId !== undefined) t.orderId = orderId;
  if (descriptor) t.descriptor = { ...t.descriptor, ...descriptor };
  t.updatedAt = context.now;
  await context.records.update(t);
  return transactionAnswer(200, t);
});
