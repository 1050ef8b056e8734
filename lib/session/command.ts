import type { Money } from '../money/money.js';
import type { Timer } from './event.js';
import type { AmountLimits } from './limits.js';
import type { RefusalReason } from './refusal-reason.js';
import type {
  AccountType,
  Brand,
  CardMask,
  ChargeCause,
  ChargeOutcome,
  Field,
  FieldError,
  Lead,
  Method,
  Next,
  Presence,
  Receipt,
  Result,
  Side,
  StoredMethod,
} from './state.js';

/** What is said, not how: `prompts/catalogue.ts` turns it into media in the call's language. */
export type Prompt = Words & {
  /** Said to the caller before it. */
  readonly lead?: readonly Lead[];
  /** There is no agent who could be spoken of. */
  readonly alone?: true;
  /** What is asked for may be spoken. */
  readonly speech?: true;
};

type Words =
  /** To the caller. */
  | { readonly key: 'please-wait' }
  /** The amount where one is to be taken, then the request for the first field. */
  | {
      readonly key: 'welcome';
      readonly amount?: Money;
      readonly field: Field;
      readonly brand?: Brand | 'unknown';
    }
  | {
      readonly key: 'enter';
      readonly field: Field;
      readonly brand?: Brand | 'unknown';
      /** For who has shown that they know how it goes. */
      readonly brief?: true;
      /** Of an amount. */
      readonly currency?: string;
    }
  /** The same field a second time, to be compared. */
  | { readonly key: 'enter-again'; readonly field: Field }
  /** Names the error, then asks for the field again. */
  | {
      readonly key: 'ask-again';
      readonly field: Field;
      readonly error: FieldError;
      readonly attempt: number;
      readonly brand?: Brand | 'unknown';
      /** Accepted brands, spoken after `invalid-card-type`. */
      readonly brands: readonly Brand[];
      /** Of an amount. */
      readonly limits?: AmountLimits;
      readonly currency?: string;
      /** Keys that the line reported twice would explain it, and there is no agent who would say so. */
      readonly doubled?: true;
      /** The sequences that are on, told with the first mistake of a session and then no more. */
      readonly keys?: { readonly clear: boolean; readonly back: boolean; readonly help: boolean };
    }
  | { readonly key: 'cleared'; readonly field: Field }
  | { readonly key: 'another-card'; readonly field: Field }
  /** "The card ends in 1111. Press 1 if that is right, or 2 to key it again." */
  | { readonly key: 'confirm-last-four'; readonly card: CardMask }
  /** "Press 1 to use your card ending in 1111, or 2 for another card." */
  | { readonly key: 'stored-method'; readonly stored: StoredMethod; readonly amount?: Money }
  /** "For English, press 1", each in its own language. */
  | { readonly key: 'choose-language'; readonly languages: readonly string[] }
  /** "To pay all of it, press 1. To pay a part, press 2." And another amount, where that may be. */
  | { readonly key: 'choose-amount'; readonly due: Money; readonly other: boolean }
  | { readonly key: 'confirm-amount'; readonly amount: Money }
  /** The amount was changed since the caller heard one: 1 agrees to the higher one, a lower one is only told. */
  | { readonly key: 'amount-raised'; readonly amount: Money }
  /** The same where the caller has heard none yet. */
  | { readonly key: 'amount-first'; readonly amount: Money }
  | { readonly key: 'amount-lowered'; readonly amount: Money }
  | { readonly key: 'amount-refused' }
  | { readonly key: 'choose-tip' }
  | { readonly key: 'choose-method' }
  /** "For a checking account, press 1; for savings, press 2." */
  | { readonly key: 'choose-account-type'; readonly again?: true; readonly brief?: true }
  /** The words by which the caller agrees to the debit: read out whole, never shortened. */
  | { readonly key: 'mandate'; readonly amount: Money }
  | { readonly key: 'mandate-declined' }
  | { readonly key: 'keep-method'; readonly method: Method }
  | { readonly key: 'kept'; readonly method: Method }
  | { readonly key: 'not-kept'; readonly method: Method }
  | { readonly key: 'confirmation'; readonly code: string }
  | { readonly key: 'choose-receipt'; readonly ways: readonly Receipt[] }
  | { readonly key: 'score' }
  /** `less`: a smaller amount may do, and may be paid. */
  | { readonly key: 'after-decline'; readonly less?: true }
  | { readonly key: 'nothing-due' }
  /** The payment line cannot do its work now. */
  | { readonly key: 'gateway-down' }
  | { readonly key: 'transfer' }
  | { readonly key: 'goodbye' }
  /** What `*` and the like do; only the sequences that are on. Said before the open field is asked again. */
  | {
      readonly key: 'help';
      readonly field: Field;
      readonly clear: boolean;
      readonly back: boolean;
      readonly brand?: Brand | 'unknown';
    }
  /** All is keyed; the agent is about to start the transaction. */
  | { readonly key: 'all-keyed' }
  /** The service was killed and is there again: the payment was broken off, or what was under way is being looked up. */
  | { readonly key: 'interrupted' }
  | { readonly key: 'looking-up' }
  | { readonly key: 'looking-up-card' }
  /** The caller keyed the way back. */
  | { readonly key: 'back-to-agent' }
  | { readonly key: 'processing' }
  | { readonly key: 'still-processing' }
  | { readonly key: 'approved'; readonly amount: Money }
  /** The amount is held on the card and not taken yet. */
  | { readonly key: 'authorised'; readonly amount: Money }
  /** The card is stored; nothing was charged. */
  | { readonly key: 'stored' }
  /** Why, as far as it is the caller's to mend, by the processor's code or the rule that refused it. */
  | {
      readonly key: 'declined';
      readonly code?: string;
      readonly severity?: 'soft' | 'hard' | 'never-again';
      readonly reason?: RefusalReason;
    }
  | { readonly key: 'failed' }
  /** Too many attempts: no more for a while. */
  | { readonly key: 'limited' }
  | { readonly key: 'unknown' }
  | { readonly key: 'too-many-attempts' }
  | { readonly key: 'cancelled' }
  | { readonly key: 'agent-left' }
  /** The caller is on the way back, and is heard again only when it has let the keys be. */
  | { readonly key: 'no-more-keys' }
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
  /** `doubled`: the keys look as if the line reported some of them twice. */
  | {
      readonly key: 'agent-field-failed';
      readonly field: Field;
      readonly error: FieldError;
      readonly doubled?: boolean;
    }
  /** The field was taken, but the line may have reported a key of it twice. */
  | { readonly key: 'agent-doubled'; readonly field: Field }
  | { readonly key: 'agent-field-skipped'; readonly field: Field }
  /** All is keyed: 1 starts the transaction of this amount. */
  | { readonly key: 'agent-start'; readonly amount?: Money; readonly earlier?: true }
  /** The earlier payment of this call is made after all. `waits`: this one goes out only when the agent starts it. */
  | { readonly key: 'agent-earlier-approved'; readonly and?: 'waits' | 'cancelled' }
  | { readonly key: 'agent-amount-changed'; readonly amount: Money }
  | { readonly key: 'agent-amount-refused' }
  | { readonly key: 'agent-interrupted' }
  /** The caller has keyed for help, which the agent does not hear. */
  | { readonly key: 'agent-help' }
  | { readonly key: 'agent-authorise-only' }
  | { readonly key: 'agent-presence'; readonly presence: Presence }
  /** A mode cannot be kept for this call; the agent hears the prompts instead. */
  | { readonly key: 'agent-talk-refused' }
  | { readonly key: 'agent-approved'; readonly card?: CardMask; readonly method?: Method }
  | { readonly key: 'agent-authorised'; readonly card?: CardMask }
  | { readonly key: 'agent-stored'; readonly card?: CardMask }
  /** Beside a payment: the method stays in the vault. */
  | { readonly key: 'agent-kept' }
  | { readonly key: 'agent-mandate-declined' }
  /** The reason in words by the processor's code, then the choice where there is one. */
  | {
      readonly key: 'agent-declined';
      readonly code: string;
      readonly severity: 'soft' | 'hard' | 'never-again';
      readonly choice: boolean;
    }
  | { readonly key: 'agent-refused'; readonly reason: RefusalReason; readonly choice: boolean }
  | { readonly key: 'agent-failed'; readonly cause: ChargeCause }
  | { readonly key: 'agent-unknown' }
  | { readonly key: 'agent-too-many-attempts' }
  | { readonly key: 'agent-cancelled' }
  | { readonly key: 'agent-caller-left' }
  | { readonly key: 'agent-service-interrupted' }
  | { readonly key: 'agent-looking-up' }
  | { readonly key: 'agent-looking-up-card' }
  /** The feature code was pressed during a payment. */
  | { readonly key: 'agent-busy' }
  /** The caller's keys are still coming; with 9 the agent takes the caller back all the same. */
  | { readonly key: 'agent-keys-coming' };

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
  /** Only authorised: nothing has been taken yet. */
  readonly authorised?: boolean;
  /** Of the gateway's vault, where the method was stored. */
  readonly token?: string;
  /** What `amount` has of a tip and of a surcharge. */
  readonly tip?: Money;
  readonly surcharge?: Money;
  /** Of the payment line: where the caller is to go, and what was asked afterwards. */
  readonly next?: Next;
  readonly receipt?: Receipt | 'none';
  readonly score?: number;
}

/** What the shell is to do, at a human level; one command may be a whole script inside its door. */
export type Command =
  /** Take both channels out of their conversation into ours. */
  | { readonly type: 'redirect' }
  /** The caller is on the way to us by itself: the dialplan may send it. */
  | { readonly type: 'admit' }
  /** The caller is spoken to in another language, by the dialplan too when we are not there. */
  | { readonly type: 'speak'; readonly language: string }
  /** Both are here: agent hears the prompts and can speak, hears nothing of the caller. */
  | { readonly type: 'isolate' }
  | { readonly type: 'prompt'; readonly side: Side; readonly prompt: Prompt; readonly id: string }
  | { readonly type: 'stopPrompt'; readonly side: Side }
  /** Change what the agent has of the capture. */
  | { readonly type: 'attend'; readonly presence: Presence }
  /** Open a field for keys; whatever it held is wiped. `again`: keyed a second time, the first is kept. */
  | {
      readonly type: 'collect';
      readonly field: Field;
      readonly again?: true;
      readonly limits?: AmountLimits;
      /** Of the stored card whose code it is. */
      readonly brand?: Brand | 'unknown';
    }
  /** The request was heard to its end: hear what the caller says. Answers `heard`, unless a key or a hang-up comes. */
  | { readonly type: 'listen'; readonly field: Field; readonly attempt: number }
  /**
   * Look up whose the keyed customer number is. Answers `identified` or `notIdentified`. Keys that come meanwhile are held:
   * `pressHeld` gives them to the field that is open then, `dropHeld` to nobody.
   */
  | { readonly type: 'identify'; readonly field: Field }
  | { readonly type: 'pressHeld' }
  | { readonly type: 'dropHeld' }
  /** Close the open field and wipe it. */
  | { readonly type: 'discard'; readonly field: Field }
  /** A time-out on a field that may be whole: let its rules decide. Answers fieldDone or fieldFailed. */
  | { readonly type: 'judgeField'; readonly field: Field }
  /** Forget everything of the card; `spare`: but the single-use token that it could be kept by. */
  | { readonly type: 'wipe'; readonly spare?: true }
  | { readonly type: 'startTimer'; readonly timer: Timer; readonly ms: number }
  | { readonly type: 'stopTimer'; readonly timer: Timer }
  | Tokenise
  /**
   * What the dialplan finds should it bring them back without us: before a charge that nobody knows the outcome, later
   * what it was. Done before the commands after it.
   */
  | { readonly type: 'note'; readonly variables: OutcomeVariables }
  | {
      readonly type: 'charge';
      readonly orderId: string;
      /** A charge unless told. */
      readonly kind?: PaymentKind;
      /** A stored method; the single-use token of the card that was keyed where there is none. */
      readonly token?: string;
      /** With the stored method goes the security code that was keyed, as a single-use token of its own. */
      readonly code?: true;
      readonly amount: Money;
      readonly reference?: string;
      readonly description?: string;
      /** Known before; one that was keyed has gone with the card. */
      readonly postalCode?: string;
    }
  /** Put the method into the gateway's vault under a token of ours. `customer` is made where there is none. */
  | {
      readonly type: 'store';
      readonly token: string;
      readonly customer: string;
      /** A bank account: `stored` means that it is verified by a network check, too. ISO 4217. */
      readonly account?: { readonly currency: string };
      /** By the second token, after the charge has used the first. */
      readonly spare?: true;
    }
  /**
   * After a restart: whether a method is in the vault. Answers `stored` or `storeFailed`. `once`: nobody waits for it, so
   * what is not there at the first look counts as not stored.
   */
  | { readonly type: 'findStored'; readonly token: string; readonly once?: true }
  /** Remove a method from the gateway's vault, once a `store` of it that may be under way has ended. */
  | { readonly type: 'forget'; readonly token: string }
  | { readonly type: 'find'; readonly orderId: string }
  /** Keep looking in the background until the truth is known. */
  | { readonly type: 'reconcile'; readonly orderId: string }
  /** Said into each one's ear wherever they are now, by who has no part in their call any more. */
  | { readonly type: 'tell'; readonly words: Farewell }
  /** `words`: said into each one's ear once they are together, and neither waits for it. */
  /** `anyway`: the agent wants the caller although keys are coming. */
  | {
      readonly type: 'rejoin';
      readonly variables: OutcomeVariables;
      readonly words?: Farewell;
      readonly anyway?: boolean;
    }
  /** Give one party, now alone, back to the dialplan. `quiet`: no key of the caller is coming any more. */
  | {
      readonly type: 'release';
      readonly side: Side;
      readonly variables: OutcomeVariables;
      readonly quiet: boolean;
    }
  /** Nothing more will happen: drop bridges, timers and memory of this session. */
  | { readonly type: 'finish' };

/** What each side is still to hear when they talk again. */
export interface Farewell {
  readonly caller: Prompt;
  readonly agent: Prompt;
}

/** What was keyed becomes a single-use token. Answers `tokenised` or `tokeniseFailed`. */
export type Tokenise = {
  readonly type: 'tokenise';
} /** `spare`: a second token of the same card is wanted. */ & (
  | { readonly of: 'card'; readonly spare?: true }
  | { readonly of: 'account'; readonly accountType: AccountType }
  /** Only the security code of a stored card. */
  | { readonly of: 'code' }
);

/**
 * `charge`: taken at once. `authorisation`: held, to be captured later. `subscription`: taken by Braintree itself, at
 * the times of a plan.
 */
export type PaymentKind = 'charge' | 'authorisation' | 'subscription';

/**
 * A change of what is known of the gateway's vault, on disk before the commands beside it: under which token a method is
 * about to be stored, and what came of it. `kept`: it is there, and told. `absent`: it was not stored. `unwanted`: if it
 * is there, it is to be removed.
 */
export interface MethodChange {
  readonly change: 'intended' | 'kept' | 'absent' | 'unwanted';
  readonly token: string;
}

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
