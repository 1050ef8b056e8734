import type { Money } from '../money/money.js';
import type { ChargeDetails, ChargeOutcome } from '../session/state.js';

/** Not executed, or nobody knows: the two ends every call to the gateway shares. */
export type NoAnswer = Extract<ChargeOutcome, { kind: 'failed' | 'unknown' }>;
/** The bank's, the rules' or the network's no. */
export type Unsuccessful = Exclude<ChargeOutcome, { kind: 'approved' }>;

export interface Person {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly email?: string;
  readonly phone?: string;
}

/** Whose method it is. `id` is ours (letters, digits, `-`, `_`, at most 36); made where the gateway has none such. */
export interface Customer extends Person {
  readonly id: string;
}

export interface PostalAddress {
  readonly street?: string;
  readonly extended?: string;
  readonly city?: string;
  /** Two letters in the United States. */
  readonly region?: string;
  readonly postalCode?: string;
  /** ISO 3166 alpha 2. */
  readonly country?: string;
}

/** How a bank account is proven to be the caller's. `micro-deposits` takes two days and `confirmDeposits`. */
export type BankCheck = 'network-check' | 'micro-deposits' | 'independent-check';

export interface VaultRequest {
  readonly nonce: string;
  /** Ours, unique, journalled before this call: what is unknown is asked for by it. As a customer's id. */
  readonly token: string;
  readonly customer: Customer;
  /** True: a card is verified at its issuer first, and not stored when that fails. For a bank account, how. */
  readonly verify: boolean | BankCheck;
  /** By which merchant account it is verified; the default one unless told. ISO 4217. */
  readonly currency?: string;
  readonly billing?: PostalAddress;
  readonly makeDefault?: boolean;
  /** Of the payer's device, for what is verified, as the gateway's own script has collected it. */
  readonly deviceData?: string;
}

export type Verification =
  | { readonly kind: 'none' }
  | { readonly kind: 'verified'; readonly id?: string }
  /** Micro-deposits are under way. */
  | { readonly kind: 'pending'; readonly id: string }
  | { readonly kind: 'failed'; readonly id?: string; readonly code: string; readonly text: string };

interface StoredBase {
  readonly token: string;
  readonly customerId?: string;
  readonly isDefault: boolean;
  readonly verification: Verification;
}

/** A method in the gateway's vault. No number, no fingerprint: the mask is all that is kept of it. */
export type StoredMethod =
  | (StoredBase & {
      readonly kind: 'card';
      /** As the gateway spells it: `MasterCard`. */
      readonly cardType: string;
      readonly last4: string;
      /** `MM/YYYY`. */
      readonly expires?: string;
      readonly expired?: boolean;
    })
  | (StoredBase & {
      readonly kind: 'bank-account';
      readonly last4: string;
      readonly accountType?: 'checking' | 'savings';
      readonly bankName?: string;
      readonly holder?: string;
    })
  /** PayPal and the like: can be charged, is not shown. */
  | (StoredBase & { readonly kind: 'other'; readonly type: string });

/** `declined` and `refused`: the verification failed, nothing was stored. */
export type VaultOutcome = { readonly kind: 'stored'; readonly method: StoredMethod } | Unsuccessful;

export type FoundMethod =
  | { readonly kind: 'found'; readonly method: StoredMethod }
  | { readonly kind: 'not-found' }
  | Unreachable;

/** Every method of a customer, the default one first; one that cannot be read is left out. */
export type FoundMethods =
  | { readonly kind: 'found'; readonly methods: readonly StoredMethod[] }
  | { readonly kind: 'not-found' }
  | Unreachable;

/** The question itself failed: says nothing about what was asked for. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly cause: string;
  readonly text: string;
  /** It was answered, and not in a way that can be read: true of this record, and of no other. */
  readonly unreadable?: true;
}

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
