import { addDays, addMonths, type Day, daysBetween } from '../../calendar.js';
import type { Modification, Subscription, SubscriptionStatus } from './model.js';

/** What add-ons cost and discounts take off in the cycle after the current one, in thousandths of the unit. */
function changes(modifications: readonly Modification[]): number {
  return modifications
    .filter(
      (one) => one.numberOfBillingCycles === null || one.currentBillingCycle < one.numberOfBillingCycles,
    )
    .reduce((sum, { amount, quantity }) => sum + amount * quantity, 0);
}

/** The next period's price with add-ons and discounts, never below zero. */
export function periodAmount(s: Subscription): number {
  return Math.max(0, s.price + changes(s.addOns) - changes(s.discounts));
}

/** What the next bill will be: the period's amount and what is owed or in credit. */
export function billAmount(s: Subscription): number {
  return Math.max(0, periodAmount(s) + s.balance);
}

export function entered(
  s: Subscription,
  status: SubscriptionStatus,
  at: number,
  source: 'api' | 'recurring' = 'recurring',
): Subscription {
  const event = { at, status, price: s.price, balance: s.balance, planId: s.planId, source };
  return { ...s, status, updatedAt: at, history: [event, ...s.history] };
}

/** Begins the next billing period: dates and cycles move on, `due` is what is to be charged for it. */
export function nextPeriod(s: Subscription): { readonly begun: Subscription; readonly due: number } {
  const start = s.nextBillingDate;
  const following = addMonths(start, s.frequency, s.billingDayOfMonth);
  const counted = (list: readonly Modification[]): Modification[] =>
    list.map((one) => ({ ...one, currentBillingCycle: one.currentBillingCycle + 1 }));
  const begun: Subscription = {
    ...s,
    currentBillingCycle: s.currentBillingCycle + 1,
    period: { start, end: addDays(following, -1) },
    nextBillingDate: following,
    inTrial: false,
    balance: s.balance + periodAmount(s),
    addOns: counted(s.addOns),
    discounts: counted(s.discounts),
  };
  return { begun, due: Math.max(0, begun.balance) };
}

/** A charge of `amount` succeeded, or nothing was due; what is left of the balance decides the status. */
export function paid(s: Subscription, amount: number, at: number): Subscription {
  const balance = s.balance - amount;
  const settled = balance <= 0;
  const after: Subscription = {
    ...s,
    balance,
    updatedAt: at,
    failureCount: 0,
    pastDueSince: settled ? null : s.pastDueSince,
    paidThrough: settled ? (s.period?.end ?? s.paidThrough) : s.paidThrough,
  };
  return settled && s.status !== 'Active' ? entered(after, 'Active', at) : after;
}

/** A charge was declined: the amount stays on the balance, the subscription is past due. */
export function unpaid(s: Subscription, today: Day, at: number): Subscription {
  const after: Subscription = {
    ...s,
    updatedAt: at,
    failureCount: s.failureCount + 1,
    pastDueSince: s.pastDueSince ?? today,
  };
  return s.status === 'Past Due' ? after : entered(after, 'Past Due', at);
}

/** Every cycle it was made for has been billed. */
export const exhausted = (s: Subscription): boolean =>
  s.numberOfBillingCycles !== null && s.currentBillingCycle >= s.numberOfBillingCycles;

/** The part of a change of price that falls on the rest of the period, today included, rounded to `step`. */
export function prorated(s: Subscription, difference: number, today: Day, step: number): number {
  if (!s.period || today > s.period.end) return 0;
  const whole = daysBetween(s.period.start, s.period.end) + 1;
  const left = daysBetween(today, s.period.end) + 1;
  return Math.round((difference * left) / whole / step) * step;
}

export const daysPastDue = (s: Subscription, today: Day): number | null =>
  s.pastDueSince ? daysBetween(s.pastDueSince, today) : null;
