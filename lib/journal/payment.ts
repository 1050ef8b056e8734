import type { DisputeStatus } from '../money/dispute-status.js';
import type { Money } from '../money/money.js';
import type { PaymentKind } from '../session/command.js';
import type { CardMask, ChargeDetails, Mandate } from '../session/state.js';
import type { Agent } from '../session/telephone.js';
import type { Settlement } from './settlement.js';

export type { PaymentKind } from '../session/command.js';

export type PaymentStatus = 'intended' | 'approved' | 'declined' | 'refused' | 'failed' | 'unknown';

export const PAYMENT_STATUSES: readonly PaymentStatus[] = [
  'intended',
  'approved',
  'declined',
  'refused',
  'failed',
  'unknown',
];

export interface Payment {
  readonly orderId: string;
  readonly sessionId: string;
  readonly kind: PaymentKind;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly card?: CardMask;
  readonly reference?: string;
  readonly description?: string;
  readonly transactionId?: string;
  /** Processor's or our code, and its text. */
  readonly code?: string;
  readonly text?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly settledAt?: number;
  /** How often a reconciliation has asked for it, and when last. */
  readonly finds: number;
  readonly foundAt?: number;
  /** Minor units of the amount's currency: taken, given back of that, and released without being taken. */
  readonly captured: number;
  readonly refunded: number;
  readonly voided: number;
  /** Minor units that the bank has taken back: a returned debit, a declined settlement, a lost dispute. */
  readonly returned: number;
  /** The newest state of the money that is known. */
  readonly settlement?: Settlement;
  /** Status of the newest dispute. */
  readonly dispute?: DisputeStatus;
  readonly subscriptionId?: string;
  /** Who took it, where it was an agent, as they were when it was made. */
  readonly agent?: Agent;
  /** By which the caller had agreed to the debit. */
  readonly mandate?: Mandate;
  /** What the fraud service said of it. For those who keep the books, never for an agent. */
  readonly risk?: ChargeDetails['risk'];
}

export interface PaymentFilter {
  readonly status?: PaymentStatus;
  readonly reference?: string;
  /** Epoch milliseconds of the payment's creation: from, and before. */
  readonly since?: number;
  readonly until?: number;
  /** Minor units; the same number means different money in different currencies. */
  readonly minor?: number;
  readonly currency?: string;
  readonly last4?: string;
  /** Their telephone, `PJSIP/100`, or their name. */
  readonly agent?: string;
  /** Of the payment itself, or of a refund or capture of it. */
  readonly transactionId?: string;
  readonly limit?: number;
}

/** What a person decided about a payment or movement that nobody else could tell. */
export interface Decision {
  readonly decision: 'approved' | 'failed';
  readonly transactionId?: string;
  /** Whom the machine says it was. */
  readonly by: string;
  readonly why: string;
  readonly at: number;
}
