import type { Address } from './address.js';
import type { Instrument, ThreeDSecure } from './instrument.js';
import type { Match } from './rules/verification.js';
import type { XmlNode } from './xml.js';

export type Status =
  | 'authorized'
  | 'authorization_expired'
  | 'submitted_for_settlement'
  | 'settling'
  | 'settled'
  | 'settlement_confirmed'
  | 'settlement_declined'
  | 'settlement_pending'
  | 'voided'
  | 'processor_declined'
  | 'gateway_rejected'
  | 'failed';

export type RejectionReason =
  | 'application_incomplete'
  | 'avs'
  | 'avs_and_cvv'
  | 'cvv'
  | 'duplicate'
  | 'fraud'
  | 'risk_threshold'
  | 'three_d_secure'
  | 'token_issuance';

export interface StatusEvent {
  readonly status: Status;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly amount: number;
  readonly source: 'api' | 'control_panel' | 'recurring';
}

export interface Customer {
  readonly id?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly email?: string;
  readonly website?: string;
  readonly phone?: string;
  readonly fax?: string;
  readonly internationalPhone?: Address['internationalPhone'];
}

/** Amounts as the request wrote them; each is optional, as in Braintree's own answers. */
export interface LineItem {
  readonly kind: 'debit' | 'credit';
  readonly name: string;
  readonly quantity: string;
  readonly unitAmount: string;
  readonly totalAmount: string;
  readonly [more: string]: string | undefined;
}

/** A change of the authorised amount. */
export interface Adjustment {
  readonly amount: number;
  readonly at: number;
  readonly success: boolean;
  readonly code: string;
}

/** An add-on or a discount of the subscription that a transaction was made for. */
export interface Modification {
  readonly id: string;
  readonly amount: string;
  readonly quantity: number;
  readonly numberOfBillingCycles: number | null;
  readonly neverExpires: boolean;
}

/** What whoever makes a transaction says about it and gets back unchanged. */
export interface TransactionDetails {
  readonly orderId?: string;
  /** `transaction_source` of the request: `moto`, `recurring`, … */
  readonly source?: string;
  readonly channel?: string;
  readonly customer?: Customer;
  readonly billing?: Address;
  readonly shipping?: Address & { readonly shippingMethod?: string };
  readonly customFields?: Readonly<Record<string, string>>;
  readonly descriptor?: { readonly name?: string; readonly phone?: string; readonly url?: string };
  readonly lineItems?: readonly LineItem[];
  readonly purchaseOrderNumber?: string;
  readonly taxAmount?: number;
  readonly taxExempt?: boolean;
  readonly shippingAmount?: number;
  readonly shippingTaxAmount?: number;
  readonly discountAmount?: number;
  readonly shipsFromPostalCode?: string;
  readonly serviceFeeAmount?: number;
  readonly surchargeAmount?: number;
  readonly productSku?: string;
  readonly scaExemption?: string;
  readonly externalVault?: { readonly status: string; readonly previousNetworkTransactionId?: string };
  readonly threeDSecure?: ThreeDSecure;
  readonly achType?: 'standard' | 'same_day';
  /** Device data came with it. */
  readonly deviceCaptured?: boolean;
  readonly subscriptionId?: string;
  readonly planId?: string;
  readonly billingPeriod?: { readonly start: string; readonly end: string };
  readonly addOns?: readonly Modification[];
  readonly discounts?: readonly Modification[];
}

/** A transaction as it is stored. Amounts in thousandths of the currency's unit, times in epoch milliseconds. */
export interface Transaction extends TransactionDetails {
  readonly id: string;
  readonly merchantId: string;
  readonly type: 'sale' | 'credit';
  status: Status;
  amount: number;
  readonly currency: string;
  readonly merchantAccountId: string;
  orderId?: string;
  descriptor?: TransactionDetails['descriptor'];
  readonly createdAt: number;
  updatedAt: number;
  history: readonly StatusEvent[];
  readonly instrument: Instrument;
  /** Of the vault, when it is there. */
  token?: string;
  customer?: Customer;
  readonly createdUsing: 'full_information' | 'token';
  readonly avs: { readonly postalCode: Match; readonly streetAddress: Match; readonly error: string | null };
  readonly cvv: Match;
  readonly processorCode?: string;
  readonly processorText?: string;
  readonly processorType?: 'approved' | 'soft_declined' | 'hard_declined';
  /** When it settles by itself; not set where nothing waits for it. */
  settlesAt?: number;
  /** Answer of the processor to the settlement, when there was one. */
  settlementCode?: string;
  settlementText?: string;
  settlementBatchId?: string;
  readonly authorizationCode?: string;
  /** When an authorisation that nobody submits expires. */
  readonly expiresAt?: number;
  readonly rejection?: RejectionReason;
  readonly duplicateOf?: string;
  readonly risk?: { readonly decision: 'Approve' | 'Review' | 'Decline'; readonly score?: string };
  readonly refundedId?: string;
  refundIds: readonly string[];
  /** The authorisation of which this is a partial settlement, and the partial settlements of this one. */
  readonly authorizedId?: string;
  partialIds: readonly string[];
  /** No further partial settlement follows. */
  finallyCaptured?: boolean;
  adjustments: readonly Adjustment[];
  /** Of the request `accept_partial_authorization`, when less was authorised than asked for. */
  readonly requestedAmount?: number;
  /** The bank has sent it back after it was settled: why, by ACH's codes, and when. The status stays as it was. */
  returned?: { readonly code: string; readonly at: number };
  /** Of a debit that was sent again: the one that had come back. */
  readonly retriedId?: string;
  /** How the amount is written in answers from now on, instead of as it is; see `resources/transactions/control.ts`. */
  told?: string;
  /** Its record is such that the SDK cannot read it. */
  broken?: boolean;
  /** As whoever opens a dispute writes them: children of `<dispute>`. */
  disputes?: readonly { readonly [name: string]: XmlNode }[];
}
