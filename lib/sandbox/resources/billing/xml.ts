import { writtenAmount } from '../../amount.js';
import { dayOf } from '../../calendar.js';
import type { Transaction } from '../../transaction.js';
import { dateTime, transactionXml } from '../../transaction-xml.js';
import { array, type XmlNode } from '../../xml.js';
import { billAmount, daysPastDue, periodAmount } from './cycle.js';
import type { Modification, Plan, Subscription } from './model.js';

const date = (day: string | null | undefined): XmlNode => day ?? null;

export function modificationXml(one: Modification, currency: string): XmlNode {
  return {
    id: one.id,
    kind: one.kind,
    name: one.name,
    description: one.description,
    amount: writtenAmount(one.amount, currency),
    quantity: one.quantity,
    neverExpires: one.numberOfBillingCycles === null,
    numberOfBillingCycles: one.numberOfBillingCycles,
    currentBillingCycle: one.currentBillingCycle,
  };
}

export function planXml(plan: Plan, merchantId: string): XmlNode {
  const { currency } = plan;
  return {
    id: plan.id,
    merchantId,
    name: plan.name,
    description: plan.description,
    price: writtenAmount(plan.price, currency),
    currencyIsoCode: currency,
    billingFrequency: plan.billingFrequency,
    billingDayOfMonth: plan.billingDayOfMonth,
    numberOfBillingCycles: plan.numberOfBillingCycles,
    trialPeriod: plan.trialDuration !== null,
    trialDuration: plan.trialDuration,
    trialDurationUnit: plan.trialDurationUnit,
    createdAt: dateTime(plan.createdAt),
    updatedAt: dateTime(plan.updatedAt),
    addOns: array(
      'add-on',
      plan.addOns.map((one) => modificationXml(one, currency)),
    ),
    discounts: array(
      'discount',
      plan.discounts.map((one) => modificationXml(one, currency)),
    ),
  };
}

/** The `<subscription>` element; its transactions newest first. */
export function subscriptionXml(s: Subscription, transactions: readonly Transaction[], now: number): XmlNode {
  const money = (units: number): string => writtenAmount(units, s.currency);
  return {
    id: s.id,
    planId: s.planId,
    merchantAccountId: s.merchantAccountId,
    paymentMethodToken: s.token,
    status: s.status,
    price: money(s.price),
    balance: money(s.balance),
    nextBillAmount: money(billAmount(s)),
    nextBillingPeriodAmount: money(periodAmount(s)),
    createdAt: dateTime(s.createdAt),
    updatedAt: dateTime(s.updatedAt),
    billingDayOfMonth: s.billingDayOfMonth,
    firstBillingDate: s.firstBillingDate,
    nextBillingDate: s.nextBillingDate,
    billingPeriodStartDate: date(s.period?.start),
    billingPeriodEndDate: date(s.period?.end),
    paidThroughDate: date(s.paidThrough),
    currentBillingCycle: s.currentBillingCycle,
    numberOfBillingCycles: s.numberOfBillingCycles,
    neverExpires: s.numberOfBillingCycles === null,
    failureCount: s.failureCount,
    daysPastDue: daysPastDue(s, dayOf(now)),
    trialPeriod: s.trial !== null,
    trialDuration: s.trial?.duration ?? null,
    trialDurationUnit: s.trial?.unit ?? null,
    description: null,
    descriptor: {
      name: s.descriptor.name ?? null,
      phone: s.descriptor.phone ?? null,
      url: s.descriptor.url ?? null,
    },
    addOns: array(
      'add-on',
      s.addOns.map((one) => modificationXml(one, s.currency)),
    ),
    discounts: array(
      'discount',
      s.discounts.map((one) => modificationXml(one, s.currency)),
    ),
    statusHistory: array(
      'status-event',
      s.history.map((event) => ({
        timestamp: dateTime(event.at),
        status: event.status,
        price: money(event.price),
        balance: money(event.balance),
        currencyIsoCode: s.currency,
        planId: event.planId,
        subscriptionSource: event.source,
        user: null,
      })),
    ),
    transactions: array('transaction', transactions.map(transactionXml)),
  };
}
