import type { Money } from '../money/money.js';
import type { Settlement } from './settlement.js';

export type MovementKind = 'refund' | 'void' | 'capture';

/** `intended` and `unknown` are open; `failed` was surely not executed. */
export type MovementStatus = 'intended' | 'done' | 'declined' | 'failed' | 'unknown';

/** Money moved after a payment was made. */
export interface Movement {
  /** Ours, chosen and journalled before sending: the refund's order id and the api request key. */
  readonly id: string;
  /** The payment's. */
  readonly orderId: string;
  readonly kind: MovementKind;
  readonly status: MovementStatus;
  readonly amount: Money;
  /** The transaction it works on. */
  readonly target: string;
  /** Of a capture: what is not captured stays held, and the capture is a transaction of its own. */
  readonly more?: boolean;
  /** The transaction it made, or, where none is made, the one it worked on. */
  readonly transactionId?: string;
  /** A name given by whoever asked: asked again by the same name, it is the same movement. */
  readonly request?: string;
  /** Whom the machine says it was. */
  readonly by: string;
  readonly code?: string;
  readonly text?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly settledAt?: number;
  readonly finds: number;
  readonly foundAt?: number;
  readonly settlement?: Settlement;
}

/** What is asked for. Without an amount all that is left. */
export interface MovementWish {
  readonly orderId: string;
  readonly kind: MovementKind;
  readonly amount?: Money;
  readonly more?: boolean;
  readonly by: string;
  readonly request?: string;
  /** A person has said that the same amount is to be moved once more. */
  readonly again?: boolean;
}

/** What the books say to a wish. Only `intended` may be sent. */
export type Intention =
  | { readonly kind: 'intended'; readonly movement: Movement }
  /** Asked before by the same name. */
  | { readonly kind: 'known'; readonly movement: Movement }
  /** Another movement of this payment is not finished: its truth comes first. */
  | { readonly kind: 'open'; readonly movement: Movement }
  /** The same amount was moved before, and `again` was not said. */
  | { readonly kind: 'repeated'; readonly movement: Movement }
  | { readonly kind: 'too-much'; readonly left: Money }
  | { readonly kind: 'impossible'; readonly why: string };
