import type { DoorHealth } from '../asterisk/switchboard.js';
import type { Money } from '../money/money.js';
import type { ChargeOutcome } from '../session/state.js';

/**
 * The card for one call of `tokenise`. Slices of one large Buffer, ASCII digits; the callee must not copy them
 * into strings and the caller wipes them when the promise has settled.
 */
export interface CardBytes {
  readonly number: Buffer;
  /** Two ASCII digits. */
  readonly expirationMonth: Buffer;
  /** Two ASCII digits, 2000 added. */
  readonly expirationYear: Buffer;
  readonly securityCode?: Buffer;
}

export type Tokenised =
  | { readonly kind: 'token'; readonly nonce: string }
  /** Nothing was charged; `outcome` is a `failed` or a `refused`. */
  | { readonly kind: 'failed'; readonly outcome: ChargeOutcome };

export interface ChargeRequest {
  /** Ours, unique, journalled before this call. */
  readonly orderId: string;
  readonly amount: Money;
  readonly nonce: string;
  readonly reference?: string;
  readonly description?: string;
}

/** A charge that the gateway knows by our order id. `pending`: it exists and has no final answer yet. */
export type Found =
  | {
      readonly kind: 'found';
      readonly outcome: ChargeOutcome;
      readonly amount: Money;
      readonly status: string;
    }
  | { readonly kind: 'not-found' }
  /** The search itself failed: says nothing about the charge. */
  | { readonly kind: 'unreachable'; readonly cause: string; readonly text: string };

/**
 * DOOR to the payment provider. Legal order: `tokenise` -> `charge` with its nonce -> `find` if the outcome was
 * `unknown` (never `charge` again) -> `void` or `refund`. Every call settles within the deadline and never
 * rejects for anything the network or the provider does: those are outcomes.
 */
export interface Gateway {
  /** Warm the connections. */
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): DoorHealth;
  /** Asks the provider whether the keys are right. */
  ping(): Promise<DoorHealth>;
  tokenise(card: CardBytes): Promise<Tokenised>;
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  find(orderId: string): Promise<Found>;
  void(transactionId: string, requestKey?: string): Promise<ChargeOutcome>;
  refund(transactionId: string, amount: Money | undefined, requestKey: string): Promise<ChargeOutcome>;
}
