import { type Answer, declineAnswer, validationAnswer } from '../../answer.js';
import { addDays, addMonths, type Day, dayOf, nextDayOfMonth } from '../../calendar.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { randomId } from '../../ids.js';
import { findPlan } from './catalogue.js';
import { charge, tell } from './charge.js';
import { entered, nextPeriod, paid } from './cycle.js';
import { PATH, SubscriptionInput } from './input.js';
import { putSubscription, subscriptionAnswer } from './ledger.js';
import type { Modification, Plan, Subscription } from './model.js';
import { changedModifications } from './modifications.js';

/** POST /subscriptions. Without a trial and a date in the future the first period is charged at once. */
export async function createSubscription(context: Context): Promise<Answer> {
  const input = new SubscriptionInput(context, context.body.under('subscription'));
  const made = await read(context, input);
  if (!made || input.errors.length > 0) return validationAnswer(input.errors);
  if (made.status === 'Pending' || made.inTrial) {
    await putSubscription(context, made);
    return subscriptionAnswer(context, 201, made);
  }
  const { begun, due } = nextPeriod(made);
  if (due === 0) {
    const free = entered(paid({ ...begun, status: 'Active' }, 0, context.now), 'Active', context.now, 'api');
    await putSubscription(context, free);
    return subscriptionAnswer(context, 201, free);
  }
  const { s, t, good } = await charge(context, begun, due);
  if (!good) return declineAnswer(t);
  const active = entered(paid({ ...s, status: 'Active' }, due, context.now), 'Active', context.now, 'api');
  await putSubscription(context, active);
  await tell(context, 'subscription_charged_successfully', active);
  await tell(context, 'subscription_went_active', active);
  return subscriptionAnswer(context, 201, active);
}

async function read(context: Context, input: SubscriptionInput): Promise<Subscription | undefined> {
  const { fields } = input;
  const plan = await findPlan(context, fields.text('plan_id') ?? '');
  if (!plan) input.fail(91904, 'plan_id');
  const id = await input.id();
  const account = input.account(defaultAccount(context), plan);
  const price = input.price(plan?.price ?? 0, account.currency);
  const cycles = input.cycles(plan?.numberOfBillingCycles ?? null);
  const trial = input.trial(plan);
  const start = startOf(context, input, plan, trial);
  const token = await input.token();
  if (!plan || !token) return undefined;
  const inherit = !fields.under('options').flag('do_not_inherit_add_ons_or_discounts');
  const changed = (kind: Modification['kind'], of: readonly Modification[]): readonly Modification[] =>
    changedModifications(context, kind, inherit ? of : [], fields, account.currency, PATH, input.errors);
  const today = dayOf(context.now);
  const base: Subscription = {
    id: id ?? randomId(6),
    planId: plan.id,
    merchantAccountId: account.id,
    currency: account.currency,
    token,
    price,
    status: start.first > today && !trial ? 'Pending' : 'Active',
    createdAt: context.now,
    updatedAt: context.now,
    firstBillingDate: start.first,
    nextBillingDate: start.first,
    billingDayOfMonth: start.day,
    frequency: plan.billingFrequency,
    currentBillingCycle: 0,
    numberOfBillingCycles: cycles,
    period: null,
    paidThrough: null,
    trial,
    inTrial: trial !== null && start.first > today,
    balance: 0,
    failureCount: 0,
    pastDueSince: null,
    addOns: changed('add_on', plan.addOns),
    discounts: changed('discount', plan.discounts),
    transactionIds: [],
    history: [],
    descriptor: descriptorOf(fields),
  };
  return start.first > today ? entered(base, base.status, context.now, 'api') : base;
}

export const defaultAccount = ({ merchant }: Context): string =>
  Object.keys(merchant.merchantAccounts)[0] ?? '';

export function descriptorOf(
  fields: Fields,
  before: Subscription['descriptor'] = {},
): Subscription['descriptor'] {
  const descriptor = fields.under('descriptor');
  return {
    name: descriptor.text('name') ?? before.name,
    phone: descriptor.text('phone') ?? before.phone,
    url: descriptor.text('url') ?? before.url,
  };
}

/** First billing date and day of the month. A request may say only one thing about its start. */
function startOf(
  context: Context,
  input: SubscriptionInput,
  plan: Plan | undefined,
  trial: Subscription['trial'],
): { readonly first: Day; readonly day: number } {
  const today = dayOf(context.now);
  const date = input.firstBillingDate(today);
  const given = input.billingDay();
  const immediately = input.fields.under('options').flag('start_immediately');
  const trialAsked = input.fields.flag('trial_period') || input.fields.has('trial_duration');
  const said = [date !== undefined, given !== undefined, immediately, trialAsked].filter(Boolean).length;
  if (said > 1) input.fail(91917, 'base');
  const from = (first: Day): { first: Day; day: number } => ({ first, day: monthDay(first) });
  if (date) return from(date);
  if (trial && !immediately && given === undefined) {
    const { duration, unit } = trial;
    return from(unit === 'day' ? addDays(today, duration) : addMonths(today, duration));
  }
  const day = given ?? (immediately ? undefined : (plan?.billingDayOfMonth ?? undefined));
  return day === undefined || !(day >= 1) ? from(today) : { first: nextDayOfMonth(today, day), day };
}

/** The 29th and 30th are not in every month: such subscriptions are billed on the last. */
const monthDay = (day: Day): number => (Number(day.slice(8)) > 28 ? 31 : Number(day.slice(8)));
