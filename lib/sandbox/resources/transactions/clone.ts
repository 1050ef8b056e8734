import { type Answer, declineAnswer, transactionAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Instrument } from '../../instrument.js';
import { invalid, type ValidationError } from '../../rules/validation.js';
import type { Transaction, TransactionDetails } from '../../transaction.js';
import { echoed } from '../vault/echo.js';
import { onTransaction, refuse, refuseAll } from './change.js';
import { makeTransaction, succeeded } from './make.js';
import { readAmount } from './money.js';

/** POST …/clone: the same card and details once more, for another amount. */
export const cloneTransaction = onTransaction(async (context, t): Promise<Answer> => {
  if (t.type === 'credit') return refuse(91543);
  if (!succeeded(t)) return refuse(91542);
  if (t.createdUsing === 'token') return refuse(91540);
  if (t.instrument.kind === 'paypal_account') return refuse(91573);
  const request = context.body.under('transaction_clone');
  const errors: ValidationError[] = [];
  const amount = readAmount(request, t.currency, context, errors);
  if ((request.text('channel') ?? '').length > 255) errors.push(invalid(91550, 'channel'));
  const options = request.under('options');
  if (!options.has('submit_for_settlement')) {
    errors.push(invalid(91544, 'submit_for_settlement', 'options'));
  }
  if (errors.length > 0) return refuseAll(context, errors);
  const clone = await makeClone(context, t, amount, options.flag('submit_for_settlement'));
  return succeeded(clone) ? transactionAnswer(201, clone) : declineAnswer(clone, echoed(context.body));
});

function makeClone(context: Context, t: Transaction, amount: number, submit: boolean): Promise<Transaction> {
  const channel = context.body.under('transaction_clone').text('channel');
  return makeTransaction(context, {
    type: 'sale',
    amount,
    currency: t.currency,
    merchantAccountId: t.merchantAccountId,
    method: { instrument: withoutCode(t.instrument), token: t.token },
    submit,
    details: { ...detailsOf(t), ...(channel ? { channel } : {}) },
    without: { cvv: true },
  });
}

const withoutCode = (instrument: Instrument): Instrument =>
  'facts' in instrument ? { ...instrument, facts: { ...instrument.facts, cvv: 'I' } } : instrument;

function detailsOf(t: Transaction): TransactionDetails {
  const { orderId, source, channel, customer, billing, shipping, customFields, descriptor } = t;
  const { purchaseOrderNumber, taxAmount, taxExempt } = t;
  return {
    orderId,
    source,
    channel,
    customer,
    billing,
    shipping,
    customFields,
    descriptor,
    purchaseOrderNumber,
    taxAmount,
    taxExempt,
  };
}
