import type { CardMask, ChargeCause, ChargeOutcome } from '../session/state.js';

/** Not executed, or nobody knows: the two ends every call to the gateway shares. */
export type NoAnswer = Extract<ChargeOutcome, { kind: 'failed' | 'unknown' }>;
/** Whether another try may succeed; see `ChargeOutcome`. */
export type Severity = Extract<ChargeOutcome, { kind: 'declined' }>['severity'];
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
  | {
      readonly kind: 'failed';
      readonly id?: string;
      readonly code: string;
      readonly text: string;
      readonly severity: Severity;
    };

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
      readonly brand: CardMask['brand'];
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
  readonly cause: ChargeCause;
  readonly text: string;
  /** It was answered, and not in a way that can be read: true of this record, and of no other. */
  readonly unreadable?: true;
}
