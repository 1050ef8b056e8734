import type { Money } from '../money/money.js';

/** The two ends of the call. The agent is whoever may press the feature code, whoever dialled. */
export type Side = 'caller' | 'agent';

/** The trade's names, as Twilio's `<Pay>` uses them. */
export type Field = 'payment-card-number' | 'expiration-date' | 'security-code';

export type FieldError =
  | 'timeout'
  | 'invalid-card-number'
  | 'invalid-card-type'
  | 'invalid-date'
  | 'invalid-security-code';

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
  | 'hipercard';

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
  /** Language of the prompts, as Asterisk names it: `en`. */
  readonly language: string;
  /** What was wrong with HUSHPAY_AMOUNT or HUSHPAY_CURRENCY, to be told to the agent first. */
  readonly fault?: AmountFault;
}

/** Snapshot of the configuration this session runs under; a reload never changes a running session. Milliseconds. */
export interface Policy {
  /** The feature code as it is keyed, `*7`: pressed in a session it is answered, not obeyed. */
  readonly feature: string;
  readonly attempts: number;
  readonly brands: readonly Brand[];
  readonly arriveMs: number;
  readonly firstKeyMs: number;
  readonly betweenKeysMs: number;
  /** Where only `#` could be missing. */
  readonly lastKeyMs: number;
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
  /** Exits: capturing (next field), tokenising, announcing. */
  | { readonly name: 'capturing'; readonly field: Field; readonly attempt: number; readonly keys: number }
  /** Exits: charging, announcing. Nothing can have been charged yet. */
  | { readonly name: 'tokenising' }
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
