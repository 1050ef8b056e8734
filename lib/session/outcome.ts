import type { ErrorCode } from '../errors.js';
import type { Money } from '../money/money.js';
import type { TransactionStatus } from '../money/transaction-status.js';
import type { Brand } from './brand.js';
import type { RefusalReason } from './refusal-reason.js';

export type { Brand } from './brand.js';

/** How a session ended, for the dialplan (`HUSHPAY_RESULT`), the journal and the agent. */
export type Result =
  | 'success'
  | 'payment-declined'
  | 'payment-refused'
  | 'outcome-unknown'
  | 'payment-connector-error'
  | 'too-many-failed-attempts'
  | 'transaction-cancelled'
  | 'caller-hung-up'
  /** The caller keyed the way back to the agent. */
  | 'caller-interrupted-with-star'
  /** What was asked for cannot be: no customer to store for, no such stored method. */
  | 'validation-error'
  | 'agent-hung-up'
  /** The lookup says that nothing is owed. */
  | 'nothing-due'
  | 'internal-error';

/** What is told of a card. Two sets of last four of one number, at two lengths, would be seven digits of it. */
export interface CardSeen {
  readonly brand: Brand | 'unknown';
  /** Absent while more digits may follow. */
  readonly last4?: string;
}

export interface CardMask extends CardSeen {
  readonly last4: string;
}

/** An answer of the issuer about something that was sent to be checked. */
export type Checked =
  | 'match'
  | 'no-match'
  /** It was sent and the issuer could not say. */
  | 'not-verified'
  | 'not-provided'
  | 'not-supported'
  | 'not-applicable'
  | 'system-error';

/** What else the gateway told about a transaction. Free of card data: nothing here is longer than a code or a text. */
export interface ChargeDetails {
  /** `verified`: of a verification, which charges nothing. */
  readonly status?: TransactionStatus | 'verified';
  /** What was authorised, where the gateway says so. */
  readonly amount?: Money;
  readonly merchantAccountId?: string;
  /** Given by the issuer with an approval; to be quoted on the telephone. */
  readonly authorizationCode?: string;
  /** Of the card network (Visa, Mastercard …), not of the processor. */
  readonly networkCode?: string;
  readonly networkText?: string;
  readonly networkTransactionId?: string;
  /** The processor's second text, such as `2001 : INSUFF FUNDS`. */
  readonly processorDetail?: string;
  /** Mastercard's advice on another try. */
  readonly adviceCode?: string;
  /** Of a returned bank debit: `R01` … */
  readonly achReturnCode?: string;
  readonly avs?: { readonly postalCode?: Checked; readonly street?: Checked };
  readonly cvv?: Checked;
  /** Of the fraud service. `score` from 0 to 99, where it gives one. */
  readonly risk?: {
    readonly decision?: string;
    readonly id?: string;
    readonly score?: number;
    readonly reasons?: readonly string[];
  };
}

/** Why a charge was not made, or why nobody knows: a code of the catalogue, or what happened within the service. */
export type ChargeCause =
  | ErrorCode
  | 'internal-error'
  /** A restart found it under way. */
  | 'restarted'
  /** After a restart the gateway has no trace of it yet. */
  | 'not-found-yet'
  /** By the word of a person who has looked at the provider. */
  | 'decided';

/** What the gateway said, in our words. Never holds a digit of the card beyond the mask. */
export type ChargeOutcome =
  | {
      readonly kind: 'approved';
      readonly transactionId: string;
      readonly code?: string;
      readonly text?: string;
      readonly details?: ChargeDetails;
    }
  | {
      readonly kind: 'declined';
      readonly transactionId?: string;
      readonly code: string;
      readonly text: string;
      /** `soft`: may succeed later; `hard`: will not; `never-again`: the brand forbids trying. */
      readonly severity: 'soft' | 'hard' | 'never-again';
      readonly details?: ChargeDetails;
    }
  /** Refused by a rule (AVS, CVV, fraud, duplicate), not by the bank. */
  | {
      readonly kind: 'refused';
      readonly transactionId?: string;
      readonly reason: RefusalReason;
      readonly text: string;
      readonly details?: ChargeDetails;
    }
  /** Certainly not executed: nothing was charged. */
  | { readonly kind: 'failed'; readonly cause: ChargeCause; readonly text: string }
  /** Silence, a cut answer, a gateway error: nobody knows yet. Never to be sent again. */
  | { readonly kind: 'unknown'; readonly cause: ChargeCause; readonly text: string };
