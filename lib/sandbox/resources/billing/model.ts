import type { Day } from '../../calendar.js';

/** An add-on or a discount: of the merchant's catalogue, of a plan, or of a subscription. */
export interface Modification {
  readonly id: string;
  readonly kind: 'add_on' | 'discount';
  readonly name: string;
  readonly description: string | null;
  /** Thousandths of the unit; never negative, a discount is subtracted. */
  readonly amount: number;
  readonly quantity: number;
  /** Null: as long as the subscription lives. */
  readonly numberOfBillingCycles: number | null;
  /** Cycles of the subscription in which it was billed. */
  readonly currentBillingCycle: number;
}

export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** Thousandths of the unit. */
  readonly price: number;
  readonly currency: string;
  /** Months. */
  readonly billingFrequency: number;
  readonly billingDayOfMonth: number | null;
  readonly numberOfBillingCycles: number | null;
  readonly trialDuration: number | null;
  readonly trialDurationUnit: TrialUnit | null;
  readonly addOns: readonly Modification[];
  readonly discounts: readonly Modification[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type TrialUnit = 'day' | 'month';
export type SubscriptionStatus = 'Pending' | 'Active' | 'Past Due' | 'Expired' | 'Canceled';

export interface SubscriptionEvent {
  readonly at: number;
  readonly status: SubscriptionStatus;
  readonly price: number;
  readonly balance: number;
  readonly planId: string;
  readonly source: 'api' | 'recurring' | 'control_panel';
}

/** A subscription as it is stored. Amounts in thousandths of the currency's unit, days in UTC. */
export interface Subscription {
  readonly id: string;
  readonly planId: string;
  readonly merchantAccountId: string;
  readonly currency: string;
  readonly token: string;
  readonly price: number;
  readonly status: SubscriptionStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly firstBillingDate: Day;
  readonly nextBillingDate: Day;
  readonly billingDayOfMonth: number;
  /** Months between two bills. */
  readonly frequency: number;
  /** 0 until the first bill. */
  readonly currentBillingCycle: number;
  /** Null never expires. */
  readonly numberOfBillingCycles: number | null;
  readonly period: { readonly start: Day; readonly end: Day } | null;
  readonly paidThrough: Day | null;
  readonly trial: { readonly duration: number; readonly unit: TrialUnit } | null;
  /** True until the trial's end was announced. */
  readonly inTrial: boolean;
  /** Owed when positive, a credit when negative. */
  readonly balance: number;
  readonly failureCount: number;
  readonly pastDueSince: Day | null;
  readonly addOns: readonly Modification[];
  readonly discounts: readonly Modification[];
  /** Newest first. */
  readonly transactionIds: readonly string[];
  /** Newest first. */
  readonly history: readonly SubscriptionEvent[];
  readonly descriptor: { readonly name?: string; readonly phone?: string; readonly url?: string };
}
