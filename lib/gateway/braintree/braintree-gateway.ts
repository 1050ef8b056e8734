import type { Money } from '../../money/money.js';
import type { ChargeDetails, ChargeOutcome } from '../../session/state.js';
import type { Gateway } from '../gateway.js';
import type { Unreachable, Unsuccessful } from '../methods.js';

/** Asks the issuer about a card without charging it, by a single-use token or by a stored one. */
export type VerifyRequest = {
  /** The merchant account by its currency; the default one unless told. */
  readonly currency?: string;
} & (
  | { readonly nonce: string; readonly token?: undefined }
  | { readonly token: string; readonly nonce?: undefined }
);

export type VerifyOutcome =
  | {
      readonly kind: 'verified';
      readonly verificationId?: string;
      readonly code?: string;
      readonly text?: string;
      readonly details?: ChargeDetails;
    }
  /** Of a bank account: the two deposits are on their way. */
  | { readonly kind: 'pending'; readonly verificationId: string }
  | Unsuccessful;

/** A plan's terms for one customer; what is not told is the plan's. */
export interface SubscribeRequest {
  /** Ours, unique, journalled before this call. */
  readonly id: string;
  readonly planId: string;
  /** A stored method. */
  readonly token: string;
  /** Instead of the plan's price; its currency chooses the merchant account. */
  readonly price?: Money;
  /** `YYYY-MM-DD`; today unless told. */
  readonly firstBilling?: string;
  /** Number of billings; for ever with `never-ends`. */
  readonly cycles?: number | 'never-ends';
  readonly trial?: false | { readonly count: number; readonly unit: 'day' | 'month' };
}

export interface Subscription {
  readonly id: string;
  readonly planId: string;
  readonly token?: string;
  readonly status: 'active' | 'canceled' | 'expired' | 'past-due' | 'pending' | 'unknown';
  /** In the plan's currency where the gateway tells it; minor units. */
  readonly price?: Money;
  /** Decimal, in the plan's currency. */
  readonly balance?: string;
  /** `YYYY-MM-DD`. */
  readonly nextBilling?: string;
  readonly paidThrough?: string;
  readonly daysPastDue?: number;
  readonly currentCycle?: number;
  /** Newest first. */
  readonly transactionIds: readonly string[];
}

/** `declined`, `refused`: the first charge failed and there is no subscription. */
export type SubscriptionOutcome =
  | { readonly kind: 'subscription'; readonly subscription: Subscription; readonly charge?: ChargeOutcome }
  | Unsuccessful;

export type FoundSubscription =
  | { readonly kind: 'found'; readonly subscription: Subscription }
  | { readonly kind: 'not-found' }
  | Unreachable;

/**
 * DOOR to Braintree: the contract, and what nothing in the service calls yet. Those methods join the contract with the
 * feature that needs them. What became of an unknown subscription, or of its retry, `findSubscription(id)` tells.
 */
export interface BraintreeGateway extends Gateway {
  verify(request: VerifyRequest): Promise<VerifyOutcome>;
  /** The two deposits, in cents, that the holder has read off their statement. */
  confirmDeposits(verificationId: string, cents: readonly [number, number]): Promise<VerifyOutcome>;

  subscribe(request: SubscribeRequest): Promise<SubscriptionOutcome>;
  cancelSubscription(id: string): Promise<SubscriptionOutcome>;
  findSubscription(id: string): Promise<FoundSubscription>;
  /**
   * Charges what is past due, or `amount` of it. It has no order id: write down the `transactionIds` of
   * `findSubscription` before, and one that is new afterwards is what became of an unknown one.
   */
  retrySubscription(id: string, amount?: Money): Promise<ChargeOutcome>;
}
