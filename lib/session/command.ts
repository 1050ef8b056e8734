import type { Money } from '../money/money.js';
import type { Timer } from './event.js';
import type { Brand, CardMask, ChargeOutcome, Field, FieldError, Result, Side } from './state.js';

/** What is said, not how: `prompts/catalogue.ts` turns it into media in the call's language. */
export type Prompt =
  /** To the caller. */
  | { readonly key: 'please-wait' }
  | { readonly key: 'welcome'; readonly amount: Money }
  | { readonly key: 'enter'; readonly field: Field; readonly brand?: Brand | 'unknown' }
  /** Names the error, then asks for the field again. */
  | {
      readonly key: 'ask-again';
      readonly field: Field;
      readonly error: FieldError;
      readonly attempt: number;
      readonly brand?: Brand | 'unknown';
      /** Accepted brands, spoken after `invalid-card-type`. */
      readonly brands: readonly Brand[];
    }
  | { readonly key: 'cleared'; readonly field: Field }
  | { readonly key: 'another-card' }
  | { readonly key: 'processing' }
  | { readonly key: 'still-processing' }
  | { readonly key: 'approved'; readonly amount: Money }
  | { readonly key: 'declined' }
  | { readonly key: 'failed' }
  | { readonly key: 'unknown' }
  | { readonly key: 'too-many-attempts' }
  | { readonly key: 'cancelled' }
  | { readonly key: 'agent-left' }
  /** In the agent's ear only. */
  | { readonly key: 'agent-enter-amount'; readonly currency: string }
  | {
      readonly key: 'agent-amount-fault';
      readonly fault: 'zero' | 'too-large' | 'decimals' | 'nonsense' | 'currency' | 'timeout';
      readonly currency: string;
      readonly maximum: Money;
    }
  | { readonly key: 'agent-confirm-amount'; readonly amount: Money }
  | { readonly key: 'agent-tick' }
  | { readonly key: 'agent-field-failed'; readonly field: Field; readonly error: FieldError }
  | { readonly key: 'agent-approved'; readonly card?: CardMask }
  /** The reason in words by the processor's code, then the choice where there is one. */
  | {
      readonly key: 'agent-declined';
      readonly code: string;
      readonly severity: 'soft' | 'hard' | 'never-again';
      readonly choice: boolean;
    }
  | { readonly key: 'agent-refused'; readonly reason: string; readonly choice: boolean }
  | { readonly key: 'agent-failed'; readonly cause: string }
  | { readonly key: 'agent-unknown' }
  | { readonly key: 'agent-too-many-attempts' }
  | { readonly key: 'agent-cancelled' }
  | { readonly key: 'agent-caller-left' }
  /** The feature code was pressed during a payment. */
  | { readonly key: 'agent-busy' };

/** What the dialplan gets in HUSHPAY_RESULT, HUSHPAY_TRANSACTION, … */
export interface OutcomeVariables {
  readonly result: Result;
  readonly transaction?: string;
  readonly orderId?: string;
  readonly last4?: string;
  readonly brand?: string;
  readonly code?: string;
  readonly text?: string;
  readonly amount?: Money;
}

/** What the shell is to do, at a human level; one command may be a whole script inside its door. */
export type Command =
  /** Take both channels out of their conversation into ours. */
  | { readonly type: 'redirect' }
  /** Both are here: agent hears the prompts and can speak, hears nothing of the caller. */
  | { readonly type: 'isolate' }
  | { readonly type: 'prompt'; readonly side: Side; readonly prompt: Prompt; readonly id: string }
  | { readonly type: 'stopPrompt'; readonly side: Side }
  /** Open a field for keys; whatever it held is wiped. */
  | { readonly type: 'collect'; readonly field: Field }
  /** A time-out on a field that may be whole: let its rules decide. Answers fieldDone or fieldFailed. */
  | { readonly type: 'judgeField'; readonly field: Field }
  /** Forget everything of the card. */
  | { readonly type: 'wipe' }
  | { readonly type: 'startTimer'; readonly timer: Timer; readonly ms: number }
  | { readonly type: 'stopTimer'; readonly timer: Timer }
  | { readonly type: 'tokenise' }
  | {
      readonly type: 'charge';
      readonly orderId: string;
      readonly amount: Money;
      readonly reference?: string;
      readonly description?: string;
    }
  | { readonly type: 'find'; readonly orderId: string }
  /** Keep looking in the background until the truth is known. */
  | { readonly type: 'reconcile'; readonly orderId: string }
  | { readonly type: 'rejoin'; readonly variables: OutcomeVariables }
  /** Give one party, now alone, back to the dialplan. */
  | { readonly type: 'release'; readonly side: Side; readonly variables: OutcomeVariables }
  /** Nothing more will happen: drop bridges, timers and memory of this session. */
  | { readonly type: 'finish' };

/**
 * `charge`: taken at once. `authorisation`: held, to be captured later. `subscription`: taken by Braintree itself, at
 * the times of a plan.
 */
export type PaymentKind = 'charge' | 'authorisation' | 'subscription';

/** A change of the payments table that must be on disk before the commands beside it are carried out. */
export type PaymentChange =
  | {
      readonly change: 'intended';
      readonly orderId: string;
      /** A charge unless told. */
      readonly kind?: PaymentKind;
      readonly amount: Money;
      readonly card?: CardMask;
      readonly reference?: string;
      readonly description?: string;
    }
  | { readonly change: 'settled'; readonly orderId: string; readonly outcome: ChargeOutcome };
