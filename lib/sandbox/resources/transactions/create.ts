import { type Answer, declineAnswer, transactionAnswer, validationAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { invalid, type ValidationError } from '../../rules/validation.js';
import { echoed } from './echo.js';
import { makeTransaction, succeeded } from './make.js';
import { readMethod } from './method.js';
import { readAmount } from './money.js';

const SOURCES = [
  'moto',
  'recurring',
  'recurring_first',
  'unscheduled',
  'installment',
  'installment_first',
  '',
];

/** POST /transactions: a sale with a nonce, or with the card itself. */
export async function createTransaction(context: Context): Promise<Answer> {
  const request = context.body.under('transaction');
  const errors: ValidationError[] = [];
  const account =
    request.text('merchant_account_id') ?? Object.keys(context.merchant.merchantAccounts)[0] ?? '';
  const currency = context.merchant.merchantAccounts[account];
  if (!currency) errors.push(invalid(91513, 'merchant_account_id'));
  const type = request.text('type');
  if (type !== 'sale') errors.push(invalid(type ? 91523 : 91524, 'type'));
  const amount = readAmount(request, currency ?? 'USD', context, errors);
  if ((request.text('order_id') ?? '').length > 255) errors.push(invalid(91501, 'order_id'));
  if (!SOURCES.includes(request.text('transaction_source') ?? '')) {
    errors.push(invalid(915133, 'transaction_source'));
  }
  const method = await readMethod(request, context, errors);
  if (errors.length > 0 || !method || !currency) return validationAnswer(errors, echoed(request));
  const t = await makeTransaction(context, {
    type: 'sale',
    amount,
    currency,
    merchantAccountId: account,
    method,
    submit: request.under('options').flag('submit_for_settlement'),
    details: {
      orderId: request.text('order_id'),
      source: request.text('transaction_source'),
      descriptor: { name: request.under('descriptor').text('name') },
      billing: {
        postalCode: request.under('billing').text('postal_code'),
        streetAddress: request.under('billing').text('street_address'),
      },
    },
  });
  return succeeded(t) ? transactionAnswer(201, t) : declineAnswer(t, echoed(request));
}
