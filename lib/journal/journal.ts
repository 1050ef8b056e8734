import type { DoorHealth } from '../asterisk/switchboard.js';
import type { Money } from '../money/money.js';
import type { PaymentChange } from '../session/command.js';
import type { Event } from '../session/event.js';
import type { CardMask, ChargeOutcome, Session } from '../session/state.js';

export type PaymentStatus = 'intended' | 'approved' | 'declined' | 'refused' | 'failed' | 'unknown';

export interface Payment {
  readonly orderId: string;
  readonly sessionId: string;
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
}

export interface PaymentFilter {
  readonly status?: PaymentStatus;
  readonly reference?: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit?: number;
}

/** One step of a session as it was decided; replayable, and free of card data by construction. */
export interface Step {
  readonly seq: number;
  readonly event: Event;
  readonly phase: string;
}

/**
 * DOOR to what must not be forgotten. Legal order: `open` -> `takeOver` -> any. `record` is one transaction: the
 * session's new state, the event that led to it and a change of a payment stand together or not at all.
 * Rejects with `HushpayError` code `journal-unavailable` (locked longer than its deadline, disk full) or
 * `journal-not-owner` when another instance has taken over since: the caller must then not act.
 */
export interface Journal {
  /** Opens and migrates. */
  open(): Promise<void>;
  close(): Promise<void>;
  health(): DoorHealth;
  /** Makes this instance the owner; every later `record` of an earlier owner is refused. */
  takeOver(instance: string): Promise<void>;
  /** Whether no other instance has taken over since. */
  isOwner(): Promise<boolean>;
  record(session: Session, event: Event, payment?: PaymentChange): Promise<void>;
  /** Sessions not yet `ended`, with the state last recorded. */
  openSessions(): Promise<Session[]>;
  steps(sessionId: string): Promise<Step[]>;
  payment(orderId: string): Promise<Payment | undefined>;
  payments(filter?: PaymentFilter): Promise<Payment[]>;
  /** Payments `intended` or `unknown`, oldest first: what reconciliation works on. */
  unsettled(): Promise<Payment[]>;
  /** Settles a payment outside a session; a settled one is never changed. Answers whether this call changed it. */
  settle(orderId: string, outcome: ChargeOutcome, at: number): Promise<boolean>;
  /** Counts a reconciliation's look that found nothing. */
  looked(orderId: string, at: number): Promise<void>;
}
