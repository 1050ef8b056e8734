import { amountText } from '../../amount.js';
import { type Answer, blankAnswer, validationAnswer, xmlAnswer } from '../../answer.js';
import { dayOf } from '../../calendar.js';
import type { Context } from '../../context.js';
import type { Transaction } from '../../transaction.js';
import { transactionXml } from '../../transaction-xml.js';
import { array } from '../../xml.js';
import { methodOf } from '../vault/methods.js';
import { findPlan } from './catalogue.js';
import { charge, retry } from './charge.js';
import { descriptorOf } from './create.js';
import { entered, periodAmount, prorated } from './cycle.js';
import { PATH, SubscriptionInput } from './input.js';
import {
  findSubscription,
  putSubscription,
  removeSubscription,
  subscriptionAnswer,
  transactionsOf,
} from './ledger.js';
import type { Modification, Subscription } from './model.js';
import { changedModifications } from './modifications.js';
import { subscriptionXml } from './xml.js';

/** PUT /subscriptions/:id. A dearer subscription is charged for the rest of its period, a cheaper one credited. */
export async function updateSubscription(context: Context): Promise<Answer> {
  const before = await findSubscription(context, context.path[0] ?? '');
  if (!before) return blankAnswer(404);
  const input = new SubscriptionInput(context, context.body.under('subscription'));
  const after = await read(context, input, before);
  if (input.errors.length > 0) return validationAnswer(input.errors);
  const difference = periodAmount(after) - periodAmount(before);
  const options = input.fields.under('options');
  const prorate = options.has('prorate_charges')
    ? options.flag('prorate_charges')
    : context.merchant.recurring.prorate;
  if (!prorate || difference === 0 || before.status !== 'Active' || before.frequency !== after.frequency) {
    return save(context, before, await paidAnew(context, before, after));
  }
  const smallest = 1000 / 10 ** (amountText(0, after.currency).split('.')[1]?.length ?? 0);
  const due = prorated(before, difference, dayOf(context.now), smallest);
  const owed = due + Math.min(0, before.balance);
  if (owed <= 0) return save(context, before, { ...after, balance: before.balance + due });
  const name = 'revert_subscription_on_proration_failure';
  return prorateNow(context, before, after, owed, !options.has(name) || options.flag(name));
}

/** A failed proration undoes the update unless the request says otherwise. */
async function prorateNow(
  context: Context,
  before: Subscription,
  after: Subscription,
  owed: number,
  revert: boolean,
): Promise<Answer> {
  const { s, t, good } = await charge(context, { ...after, balance: Math.max(0, before.balance) }, owed);
  if (good) return save(context, before, s);
  if (!revert) return save(context, before, { ...s, balance: s.balance + owed });
  const kept = { ...before, transactionIds: s.transactionIds };
  await putSubscription(context, kept);
  return declined(context, kept, t);
}

/** 422 with the subscription as it was and the transaction that failed. */
async function declined(context: Context, s: Subscription, t: Transaction): Promise<Answer> {
  const answer = xmlAnswer(422, 'api-error-response', {
    errors: { errors: array('error', []) },
    params: '',
    message: t.processorText ?? `Gateway Rejected: ${t.rejection}`,
    subscription: subscriptionXml(s, await transactionsOf(context, s), context.now),
    transaction: transactionXml(t),
  });
  return { ...answer, executed: true };
}

/** A past due subscription that gets another payment method is charged again at once, where proration is on. */
async function paidAnew(context: Context, before: Subscription, after: Subscription): Promise<Subscription> {
  const again =
    before.status === 'Past Due' && before.token !== after.token && context.merchant.recurring.prorate;
  return again && after.balance > 0 ? (await retry(context, after, after.balance)).s : after;
}

async function save(context: Context, before: Subscription, s: Subscription): Promise<Answer> {
  if (s.id !== before.id) await removeSubscription(context, before.id);
  const priced = s.price !== before.price || s.planId !== before.planId;
  const stored = priced ? entered(s, s.status, context.now, 'api') : { ...s, updatedAt: context.now };
  await putSubscription(context, stored);
  return subscriptionAnswer(context, 200, stored);
}

async function read(context: Context, input: SubscriptionInput, before: Subscription): Promise<Subscription> {
  const { fields } = input;
  if (before.status === 'Canceled') input.fail(81901, 'base');
  if (before.status === 'Expired') input.fail(81910, 'base');
  if (fields.has('billing_day_of_month')) input.fail(91918, 'billing_day_of_month');
  if (fields.has('first_billing_date') && before.currentBillingCycle > 0)
    input.fail(91919, 'first_billing_date');
  const changing = ['price', 'plan_id', 'number_of_billing_cycles', 'never_expires'];
  if (before.status === 'Past Due') {
    if (changing.some((name) => fields.has(name))) input.fail(91920, 'base');
    if (fields.has('add_ons') || fields.has('discounts')) input.fail(92022, 'base');
  }
  const plan = await findPlan(context, fields.text('plan_id') ?? before.planId);
  if (!plan && fields.has('plan_id')) input.fail(91904, 'plan_id');
  const id = (await input.id(before.id)) ?? before.id;
  const account = input.account(before.merchantAccountId, fields.has('plan_id') ? plan : undefined);
  const frequency = plan?.billingFrequency ?? before.frequency;
  const price = input.price(
    frequency === before.frequency ? before.price : (plan?.price ?? before.price),
    account.currency,
  );
  const cycles = input.cycles(before.numberOfBillingCycles, before.currentBillingCycle);
  const paysAnew = fields.has('payment_method_token') || fields.has('payment_method_nonce');
  const customerId = (await methodOf(context, before.token))?.customerId;
  const token = paysAnew ? await input.token(customerId) : before.token;
  const replace = fields.under('options').flag('replace_all_add_ons_and_discounts');
  const changed = (kind: Modification['kind'], of: readonly Modification[]): readonly Modification[] =>
    changedModifications(context, kind, replace ? [] : of, fields, account.currency, PATH, input.errors);
  return {
    ...before,
    id,
    planId: plan?.id ?? before.planId,
    merchantAccountId: account.id,
    currency: account.currency,
    price,
    frequency,
    numberOfBillingCycles: cycles,
    token: token ?? before.token,
    addOns: changed('add_on', before.addOns),
    discounts: changed('discount', before.discounts),
    descriptor: descriptorOf(fields, before.descriptor),
  };
}
