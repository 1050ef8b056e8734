import { amountUnits } from '../../amount.js';
import {
  type Answer,
  blankAnswer,
  declineAnswer,
  transactionAnswer,
  validationAnswer,
} from '../../answer.js';
import type { Context } from '../../context.js';
import { invalid, invalidAt } from '../../rules/validation.js';
import { retry, tell } from './charge.js';
import { entered } from './cycle.js';
import { PATH } from './input.js';
import { findSubscription, putSubscription, subscriptionAnswer, subscriptionsOf } from './ledger.js';
import type { Subscription } from './model.js';

export async function findOneSubscription(context: Context): Promise<Answer> {
  const s = await findSubscription(context, context.path[0] ?? '');
  return s ? subscriptionAnswer(context, 200, s) : blankAnswer(404);
}

export async function cancelSubscription(context: Context): Promise<Answer> {
  const s = await findSubscription(context, context.path[0] ?? '');
  if (!s) return blankAnswer(404);
  if (s.status === 'Canceled' || s.status === 'Expired') {
    return validationAnswer([invalidAt(PATH, 81905, 'status')]);
  }
  return subscriptionAnswer(context, 200, await canceled(context, s, 'api'));
}

/** Ends a subscription and tells so. */
export async function canceled(
  context: Context,
  s: Subscription,
  source: 'api' | 'recurring',
): Promise<Subscription> {
  const after = entered(s, 'Canceled', context.now, source);
  await putSubscription(context, after);
  await tell(context, 'subscription_canceled', after);
  return after;
}

/** What deleting a payment method does to the subscriptions that are charged to it. */
export async function cancelSubscriptionsOf(context: Context, token: string): Promise<void> {
  for (const s of await subscriptionsOf(context)) {
    if (s.token === token && s.status !== 'Canceled' && s.status !== 'Expired')
      await canceled(context, s, 'api');
  }
}

/** POST /transactions with a `subscription_id`: charges what a past due subscription owes, or a part of it. */
export async function retryCharge(context: Context): Promise<Answer> {
  const request = context.body.under('transaction');
  const s = await findSubscription(context, request.text('subscription_id') ?? '');
  if (!s) return validationAnswer([invalid(91528, 'subscription_id')]);
  if (s.status !== 'Past Due') return validationAnswer([invalid(91531, 'subscription_id')]);
  const text = request.text('amount');
  const amount = text === undefined ? s.balance : amountUnits(text, s.currency);
  if (amount === undefined) return validationAnswer([invalid(81503, 'amount')]);
  if (amount <= 0) return validationAnswer([invalid(81531, 'amount')]);
  const submit = request.under('options').flag('submit_for_settlement');
  const { s: after, t } = await retry(context, s, amount, submit);
  await putSubscription(context, after);
  return t.processorType === 'approved' && t.status !== 'gateway_rejected'
    ? transactionAnswer(201, t)
    : declineAnswer(t);
}
