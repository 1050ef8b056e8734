import type { Money } from '../money/money.js';

/** The two ends of the call. The agent is whoever may press the feature code, whoever dialled. */
export type Side = 'caller' | 'agent';

/** What is asked of a card. */
export type CardField = 'payment-card-number' | 'expiration-date' | 'security-code' | 'postal-code';
/** What is asked of a bank account. */
export type BankField = 'bank-routing-number' | 'bank-account-number';
/** The trade's names, as Twilio's `<Pay>` uses them. */
export type Field = CardField | BankField;

export type FieldError =
  | 'timeout'
  | 'invalid-card-number'
  | 'invalid-card-type'
  | 'invalid-date'
  | 'invalid-security-code'
  | 'invalid-postal-code'
  | 'invalid-bank-routing-number'
  | 'invalid-bank-account-number'
  /** The second entry of a field that is asked twice is not the first. */
  | 'input-matching-failed';

/** `charge`: taken at once. `authorise`: held, to be captured later. `tokenise`: only stored, nothing is taken. */
export type Mode = 'charge' | 'authorise' | 'tokenise';

/**
 * What the agent has of the capture. `guided`: hears the prompts and can speak to the caller. `isolated`: hold music
 * and ticks. `silent`: ticks and the outcome. `talk`: goes on talking with the caller, whose keys are hidden.
 */
export type Presence = 'guided' | 'isolated' | 'silent' | 'talk';

/** What the caller says to a question by a key: 1, 2, or one that means nothing there. */
export type Answer = 'yes' | 'no' | 'other';

/** What the caller decides by one key while no field is open. */
export type Choice =
  /** "The last four are …": 1 is right, 2 keys the number again. */
  | 'confirm-last-four'
  /** "Card ending …": 1 uses it, 2 keys another one. */
  | 'stored-method';

export type Brand =
  | 'visa'
  | 'mastercard'
  | 'amex'
  | 'discover'
  | 'diners-club'
  | 'jcb'
  | 'unionpay'
  | 'maestro'
  | 'elo'
  | 'mir'
  | 'hiper'
  | 'hipercard'
  | 'troy'
  | 'verve'
  | 'naranja';

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
  | 'internal-error';

export type AmountFault = 'zero' | 'too-large' | 'decimals' | 'nonsense' | 'currency';

/** What is to be paid. `amount` is absent until the agent has keyed it. Nothing here is card data. */
export interface Terms {
  readonly amount?: Money;
  /** Currency the agent keys in; ISO 4217. */
  readonly currency: string;
  /** Largest amount taken, in minor units of `currency`. */
  readonly maximumMinor: number;
  readonly reference?: string;
  readonly description?: string;
  /** What is to be done with the method; `charge` unless told. */
  readonly mode?: Mode;
  /** The caller's postal code where it is known: it is not asked then. */
  readonly postalCode?: string;
  /** Whose method it is, ours at the gateway. */
  readonly customer?: string;
  /** The customer's method in the gateway's vault. Its token is no card data. */
  readonly stored?: StoredCard;
  /** How the agent is present at the beginning. */
  readonly presence?: Presence;
  /** Language of the prompts, as Asterisk names it: `en`. */
  readonly language: string;
  /** What was wrong with HUSHPAY_AMOUNT or HUSHPAY_CURRENCY, to be told to the agent first. */
  readonly fault?: AmountFault;
}

/** A method of the gateway's vault, as far as it is told on a call. */
export interface StoredCard {
  readonly token: string;
  readonly card: CardMask;
}

/** What holds for one field. Milliseconds. */
export interface FieldPolicy {
  readonly attempts: number;
  /** From the end of the prompt to the first key. */
  readonly firstKeyMs: number;
  /** From one key to the next while the field is known to be incomplete. */
  readonly betweenKeysMs: number;
  /** Where only `#` could be missing. */
  readonly lastKeyMs: number;
  /** For the whole field, from its first key to its end. */
  readonly fieldMs: number;
  /** Keyed a second time, and compared. */
  readonly twice: boolean;
  /** Passed over when nothing is keyed in time, or when the agent says so. */
  readonly optional: boolean;
}

/** Sequences of `*` and `#` in the caller's hand; undefined where one is turned off. Each begins with `*`. */
export interface CallerKeys {
  readonly clear?: string;
  readonly back?: string;
  readonly help?: string;
}

/** Snapshot of the configuration this session runs under; a reload never changes a running session. Milliseconds. */
export interface Policy {
  /** The feature code as it is keyed, `*7`: pressed in a session it is answered, not obeyed. */
  readonly feature: string;
  /** Tries of the agent for an amount and of the caller for a decision; fields have their own. */
  readonly attempts: number;
  readonly brands: readonly Brand[];
  /** What is asked of a card, in this order. */
  readonly order: readonly CardField[];
  readonly fields: Readonly<Record<Field, FieldPolicy>>;
  /** Lengths of a postal code, in digits. */
  readonly postal: { readonly minimum: number; readonly maximum: number };
  /** The caller hears the last four and confirms them. */
  readonly confirmLastFour: boolean;
  readonly keys: CallerKeys;
  /** `agent`: when all is keyed, the agent starts the transaction with 1. */
  readonly charge: 'auto' | 'agent';
  readonly presence: Presence;
  readonly arriveMs: number;
  readonly captureMs: number;
  readonly amountKeyMs: number;
  readonly decideMs: number;
  /** Longest a prompt may take before we go on without its end. */
  readonly promptMs: number;
  readonly stillProcessingMs: number;
  /** How long a found-or-not charge is looked for while the caller waits. */
  readonly findMs: number;
  /** Time without keys before the caller is heard again. */
  readonly quietMs: number;
}

export interface Party {
  /** Asterisk's unique id of the channel. */
  readonly channelId: string;
  /** Its full name, `PJSIP/agent-00000001`, as `Bridge()` and AMI want it. */
  readonly channelName: string;
  readonly present: boolean;
}

export interface CardMask {
  readonly brand: Brand | 'unknown';
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
  /** As the gateway spells it: `authorized`, `submitted_for_settlement`, … */
  readonly status?: string;
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
      readonly reason: string;
      readonly text: string;
      readonly details?: ChargeDetails;
    }
  /** Certainly not executed: nothing was charged. `cause` is a code of `errors.ts`. */
  | { readonly kind: 'failed'; readonly cause: string; readonly text: string }
  /** Silence, a cut answer, a gateway error: nobody knows yet. Never to be sent again. */
  | { readonly kind: 'unknown'; readonly cause: string; readonly text: string };

export type Phase =
  /** Exits: capturing, askingAmount, ended (could not redirect), rejoining. */
  | { readonly name: 'handingOff'; readonly arrived: readonly Side[] }
  /** Exits: confirmingAmount, announcing (cancelled, too many attempts, hang-up). */
  | { readonly name: 'askingAmount'; readonly attempt: number; readonly keyed: string }
  /** Exits: capturing, askingAmount, announcing. */
  | { readonly name: 'confirmingAmount'; readonly attempt: number; readonly amount: Money }
  /** Exits: capturing (next field), choosing, ready, tokenising, announcing. `entry` 2: keyed a second time. */
  | {
      readonly name: 'capturing';
      readonly field: Field;
      readonly attempt: number;
      readonly keys: number;
      readonly entry: 1 | 2;
    }
  /** The caller decides by one key. Exits: capturing, ready, tokenising, charging, announcing. */
  | { readonly name: 'choosing'; readonly choice: Choice; readonly attempt: number }
  /** All is keyed and the agent is to start the transaction. Exits: tokenising, charging, capturing, announcing. */
  | { readonly name: 'ready' }
  /** Exits: charging, storing, announcing. Nothing can have been charged yet. */
  | { readonly name: 'tokenising' }
  /** The method goes into the gateway's vault; no money moves. Exits: announcing. */
  | { readonly name: 'storing'; readonly token: string }
  /** Exits: announcing. */
  | { readonly name: 'charging'; readonly orderId: string }
  /** After a restart with a charge in flight. Exits: announcing. */
  | { readonly name: 'finding'; readonly orderId: string }
  /** Both are being told. Exits: deciding, rejoining, ended. */
  | { readonly name: 'announcing'; readonly awaiting: readonly Side[]; readonly then: 'decide' | 'return' }
  /** The agent chooses after a decline. Exits: capturing, rejoining, announcing. */
  | { readonly name: 'deciding' }
  /** Waiting for the line to be quiet, then for the door. Exits: ended. */
  | { readonly name: 'rejoining'; readonly asked: boolean }
  | { readonly name: 'ended' };

export interface Session {
  /** `hp` and 13 characters of lower-case base 32: fits a dialplan extension and an order id. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly terms: Terms;
  readonly policy: Policy;
  readonly caller: Party;
  readonly agent: Party;
  readonly phase: Phase;
  /** Number of the current or last attempt to charge, from 1; the order id is `id-charges`. */
  readonly charges: number;
  readonly card?: CardMask;
  /** Fields of the present card that are keyed and right. */
  readonly done: readonly Field[];
  /** Fields that are passed over for the present card. */
  readonly skipped: readonly Field[];
  /** The stored method that is charged; undefined for one that is keyed. */
  readonly using?: StoredCard;
  /** Token of the method that this session has stored. */
  readonly kept?: string;
  /** How the agent is present now. */
  readonly presence: Presence;
  /** The help on `*` and the like was given: it is said once. */
  readonly helped: boolean;
  readonly outcome?: ChargeOutcome;
  readonly result?: Result;
  /** When the caller pressed last (which key is not known here). */
  readonly lastKeyAt: number;
  /** When the agent pressed `*` last, for the double star. */
  readonly lastStarAt: number;
  /** The agent's latest keys, as many as a feature code has, and when the last of them came. */
  readonly typed: { readonly keys: string; readonly at: number };
  /** Counts prompts, so that the end of an old prompt is not taken for the end of the new one. */
  readonly prompts: number;
  /** The newest prompt on each side. */
  readonly playing: { readonly caller?: string; readonly agent?: string };
  /** The service is stopping: no second card, no waiting. */
  readonly closing: boolean;
}
