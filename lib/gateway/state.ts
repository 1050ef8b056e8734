import type { DisputeStatus } from '../money/dispute-status.js';
import type { Money } from '../money/money.js';
import type { TransactionNews } from '../money/transaction-status.js';
import type { CardMask } from '../session/state.js';

/** A transaction as the provider has it at some moment, in our words. No field can hold more of a card than its mask. */
export interface TransactionState {
  readonly id: string;
  readonly orderId?: string;
  readonly type: 'sale' | 'credit';
  readonly status: TransactionNews;
  /** Why, by the bank: the code of an ACH return, or of the processor's answer to the settlement. */
  readonly reason?: string;
  /** The transaction that this one is sent again for. */
  readonly retryOf?: string;
  /** Since when, epoch milliseconds. */
  readonly at: number;
  readonly createdAt: number;
  /** Missing where the notification tells no currency. */
  readonly amount?: Money;
  /** Day of its settlement batch, `2026-11-24`. */
  readonly batch?: string;
  readonly card?: CardMask;
  readonly subscriptionId?: string;
  readonly code?: string;
  readonly text?: string;
}

export interface DisputeState {
  readonly id: string;
  readonly transactionId: string;
  readonly orderId?: string;
  /** `chargeback`, `pre_arbitration` or `retrieval`. */
  readonly kind?: string;
  readonly status: DisputeStatus;
  readonly reason?: string;
  /** Missing where it cannot be read. */
  readonly amount?: Money;
  /** Day until which evidence is taken. */
  readonly replyBy?: string;
  readonly at: number;
}

export interface SubscriptionState {
  readonly id: string;
  readonly planId?: string;
  readonly status: string;
  readonly at: number;
}

/** What the provider has told us by itself. */
export interface Notification extends News {
  /** Digest of what was received. */
  readonly id: string;
}

export interface News {
  /** As the provider names it; for people to read, and kept. */
  readonly kind: string;
  /** When it was made, epoch milliseconds. */
  readonly at: number;
  readonly transactions: readonly TransactionState[];
  readonly dispute?: DisputeState;
  readonly subscription?: SubscriptionState;
  /** Token of a stored method that its owner has revoked. */
  readonly method?: string;
  /** Transactions that it names without saying how they are: the gateway is asked. */
  readonly ask?: readonly string[];
}
