import type { DoorHealth } from '../door.js';
import type { Notification, TransactionState } from '../gateway/state.js';
import type { Claim, End, Verdict } from '../limits/counter.js';
import type { MethodChange, PaymentChange } from '../session/command.js';
import type { Event } from '../session/event.js';
import type { ChargeOutcome, Session } from '../session/state.js';
import type { Locked } from './counters.js';
import type { DisputeNote, SettlementNote } from './history.js';
import type { Intention, Movement, MovementWish } from './movement.js';
import type { Received } from './notifications.js';
import type { Decision, Payment, PaymentFilter } from './payment.js';
import type { SessionFilter, SessionRecord } from './sessions.js';
import type { Source } from './settlement.js';
import type { Unwanted } from './vaulted.js';

export type { Locked } from './counters.js';
export type { Intention, Movement, MovementKind, MovementStatus, MovementWish } from './movement.js';
export type { Received } from './notifications.js';
export type { Decision, Payment, PaymentFilter, PaymentKind, PaymentStatus } from './payment.js';
export type { SessionFilter, SessionRecord } from './sessions.js';
export type { Settlement, Source } from './settlement.js';
export type { Unwanted } from './vaulted.js';

/** One step of a session as it was decided; replayable, and free of card data by construction. */
export interface Step {
  readonly seq: number;
  readonly event: Event;
  readonly phase: string;
}

/** All that is known of one payment. */
export interface Account {
  readonly payment: Payment;
  /** Oldest first, as everything here. */
  readonly movements: readonly Movement[];
  readonly settlements: readonly SettlementNote[];
  readonly disputes: readonly DisputeNote[];
  readonly decisions: readonly (Decision & { readonly subject: string })[];
}

/**
 * DOOR to what must not be forgotten. Legal order: `open` -> `takeOver` -> any; what only reads, moves money or settles
 * from beside the running service (the command line) takes nothing over. Rejects with `HushpayError` code
 * `journal-unavailable` (locked longer than its deadline, disk full) or `journal-not-owner` when another instance has
 * taken over since: the caller must then not act.
 *
 * Of a payment: `record` with `intended` -> charge -> `record` with `settled`, or `settle`. Until it is settled, `looked`
 * any number of times. `record` is one transaction: the session's new state, the event that led to it and a change of
 * a payment stand together or not at all.
 *
 * Of a movement: `intend` -> only if that answers `intended`, send -> `settleMovement`. While one is open, no other of
 * the same payment is allowed, so that the books never promise the same money twice.
 *
 * Of a method: `record` with `intended` -> store it -> `record` with what came of it. One that is `unwanted` is removed
 * until `methodLooked` was told that it is gone.
 *
 * `observe` and `receive` may come at any time, in any order and any number of times.
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
  record(session: Session, event: Event, payment?: PaymentChange, method?: MethodChange): Promise<void>;
  /** Sessions not yet `ended`, with the state last recorded; one that cannot be read is left out and logged. */
  openSessions(): Promise<Session[]>;
  /** Newest first; one that cannot be read is among them, as far as it can be told. */
  sessions(filter?: SessionFilter): Promise<SessionRecord[]>;
  steps(sessionId: string): Promise<Step[]>;
  payment(orderId: string): Promise<Payment | undefined>;
  payments(filter?: PaymentFilter): Promise<Payment[]>;
  /** Payments `intended` or `unknown`, oldest first: what reconciliation works on. */
  unsettled(): Promise<Payment[]>;
  /** Settles a payment outside a session; a settled one is never changed. Answers whether this call changed it. */
  settle(orderId: string, outcome: ChargeOutcome, at: number): Promise<boolean>;
  /** Counts a reconciliation's look that found nothing. */
  looked(orderId: string, at: number): Promise<void>;

  /** Judges a wish by the books and, where it is allowed, writes the intent down under an id that is new. */
  intend(wish: MovementWish, at: number): Promise<Intention>;
  /** Settles a movement, and the payment's sums with it; a settled one is never changed. Answers as `settle`. */
  settleMovement(id: string, outcome: ChargeOutcome, at: number): Promise<boolean>;
  movementLooked(id: string, at: number): Promise<void>;
  movement(id: string): Promise<Movement | undefined>;
  /** Of one payment, oldest first. */
  movements(orderId: string): Promise<Movement[]>;
  /** Movements `intended` or `unknown`, oldest first. */
  unsettledMovements(): Promise<Movement[]>;
  /** Created from then on, oldest first. Epoch milliseconds. */
  movementsSince(since: number): Promise<Movement[]>;

  /** Methods that must not be in the vault, oldest first, but for those of sessions with an unsettled payment. */
  unwantedMethods(): Promise<Unwanted[]>;
  /** Notes that the gateway was asked to remove it. `gone`: it is not there, and nothing can put it there any more. */
  methodLooked(token: string, at: number, gone: boolean): Promise<void>;

  account(orderId: string): Promise<Account | undefined>;
  /** Notes how far a transaction is; answers whose it is, if ours. What is older than what is known changes nothing. */
  observe(state: TransactionState, source: Source, at: number): Promise<string | undefined>;
  /** Keeps a notification and carries it into the books; one that was received before changes nothing. */
  receive(notification: Notification, at: number): Promise<Received>;
  /** Settles an open payment or movement by a person's word, and keeps who said so. False where it is not open. */
  decide(subject: string, decision: Decision): Promise<boolean>;

  /**
   * Judges an attempt by what is counted, and counts it where it is allowed, both at once. `id` is new. On disk before it
   * resolves: attempt only after that.
   */
  attempt(claims: readonly Claim[], id: string, at: number): Promise<Verdict>;
  /** What became of it. Without this it stays what it is at first: one that came to nothing, in shares when it is older. */
  attempted(claims: readonly Claim[], id: string, end: End): Promise<void>;
  /** The same for the attempt of an order, where the process that made it is gone, or did not know. */
  orderAttempted(orderId: string, end: End): Promise<void>;
  /** What would be said to the next one. Counts nothing. */
  standing(claims: readonly Claim[], at: number): Promise<Verdict>;
  /** Locks that end after `at`. */
  locks(at: number): Promise<Locked[]>;
  /** Forgets what is counted of a subject, by a person's wish. False where nothing is. */
  release(subject: string): Promise<boolean>;
}
