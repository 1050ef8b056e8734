import { type Answer, declineAnswer, transactionAnswer, validationAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { invalid, type ValidationError } from '../../rules/validation.js';
import { echoed } from '../vault/echo.js';
import { readAccount } from './account.js';
import { readDetails, refuseOptions } from './details.js';
import { makeTransaction, succeeded, type Terms } from './make.js';
import { readMethod } from './method.js';
import { readAmount } from './money.js';
import { vaultErrors, vaultTransaction } from './vaulting.js';

/** POST /transactions: a sale or a credit, with a nonce, a token, a customer's default or the card itself. */
export async function createTransaction(context: Context): Promise<Answer> {
  const request = context.body.under('transaction');
  refuseOptions(request);
  const errors: ValidationError[] = [];
  const terms = await readTerms(request, context, errors);
  if (errors.length > 0 || !terms) return validationAnswer(errors, echoed(context.body));
  const t = await makeTransaction(context, terms);
  await vaultTransaction(context, request, t, terms.method);
  return succeeded(t) ? transactionAnswer(201, t) : declineAnswer(t, echoed(context.body));
}

async function readTerms(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Promise<Terms | undefined> {
  const options = request.under('options');
  const account = readAccount(request, context, errors);
  const type = request.text('type');
  if (type !== 'sale' && type !== 'credit') errors.push(invalid(type ? 91523 : 91524, 'type'));
  if (type === 'credit' && !context.merchant.rules.credits) errors.push(invalid(91546, 'base'));
  const amount = readAmount(request, account?.currency ?? 'USD', context, errors);
  const method = await readMethod(request, context, errors);
  const details = await readDetails(request, context, { account, amount, method }, errors);
  await vaultErrors(context, request, method, errors);
  if (!method || !account) return undefined;
  return {
    type: type === 'credit' ? 'credit' : 'sale',
    amount,
    currency: account.currency,
    merchantAccountId: account.id,
    method,
    submit: options.flag('submit_for_settlement'),
    details,
    acceptPartial: request.flag('accept_partial_authorization'),
    requireThreeDSecure: options.under('three_d_secure').flag('required'),
    without: {
      avs: Boolean(method.token) || options.flag('skip_avs'),
      cvv: options.flag('skip_cvv') || (Boolean(method.token) && !givesCode(request)),
      risk: options.flag('skip_advanced_fraud_checking'),
    },
  };
}

/** Whether a security code comes with a token of the vault: as it is, or as a single-use token. */
function givesCode(request: Fields): boolean {
  const both = request.has('payment_method_token') && request.has('payment_method_nonce');
  return both || request.under('credit_card').has('cvv');
}
