import type { Money } from '../money/money.js';
import type { CardSeen, ChargeOutcome, Result } from './outcome.js';
import type { Next, Policy, Receipt } from './policy.js';
import type { AccountType, Mandate, Method, StoredMethod, Terms } from './terms.js';
import type { Choice, Field, Presence, Side, Step } from './vocabulary.js';

export type * from './outcome.js';
export type * from './policy.js';
export type * from './terms.js';
export type * from './vocabulary.js';

export interface Party {
  /** Asterisk's unique id of the channel. */
  readonly channelId: string;
  /** Its full name, `PJSIP/agent-00000001`, as `Bridge()` and AMI want it. */
  readonly channelName: string;
  readonly present: boolean;
  /** Of the agent: the telephone that pressed the code, where Local channels of a queue stand before it; and their name. */
  readonly device?: string;
  readonly name?: string;
  /** Of the caller: a keyed hash of the telephone number, by which attempts are counted. */
  readonly mark?: string;
}

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
  | {
      readonly name: 'choosing';
      readonly choice: Choice;
      readonly attempt: number;
      /** What the question names: an answer is to this amount and to no other. */
      readonly amount?: Money;
      /** It could not be played, and is asked once more. */
      readonly unheard?: true;
    }
  /** The caller's number is looked up. Exits: capturing, choosing, announcing. */
  | { readonly name: 'identifying'; readonly attempt: number }
  /** All is keyed and the agent is to start the transaction. Exits: tokenising, charging, capturing, announcing. */
  | { readonly name: 'ready' }
  /** Exits: charging, storing, verifying, announcing. Nothing can have been charged yet. */
  | { readonly name: 'tokenising' }
  /** The method goes into the gateway's vault; no money moves. Exits: announcing. */
  | { readonly name: 'storing'; readonly token: string }
  /** A bank account goes into the vault and is verified there, before it can be debited. Exits: charging, announcing. */
  | { readonly name: 'verifying'; readonly token: string }
  /** Paid, and the card goes into the vault because the caller wants it. Exits: announcing. */
  | { readonly name: 'keeping'; readonly token: string }
  /** Exits: announcing. */
  | { readonly name: 'charging'; readonly orderId: string }
  /** After a restart with a charge in flight. Exits: announcing. */
  | { readonly name: 'finding'; readonly orderId: string }
  /** Both are being told. Exits: deciding, rejoining, ended. */
  | {
      readonly name: 'announcing';
      readonly awaiting: readonly Side[];
      readonly then: 'decide' | 'wrapUp' | 'return';
    }
  /** The agent chooses after a decline. Exits: capturing, rejoining, announcing. */
  | { readonly name: 'deciding' }
  /** Waiting for the line to be quiet, then for the door. Exits: ended. */
  | { readonly name: 'rejoining'; readonly asked: boolean; readonly told?: true }
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
  readonly card?: CardSeen;
  /** Fields of the present card that are keyed and right. */
  readonly done: readonly Field[];
  /** Fields that are passed over for the present card. */
  readonly skipped: readonly Field[];
  /** The stored method that is charged; undefined for one that is keyed. */
  readonly using?: StoredMethod;
  /** What the caller has chosen to pay with, for the present method. */
  readonly chosen?: Method;
  /** What of `Step` is settled or needs no asking. */
  readonly passed: readonly Step[];
  /** Questions after the payment that are answered or given up. */
  readonly wrapped: readonly Choice[];
  /** Which of `terms.stored` is being offered, from 0. */
  readonly offer: number;
  /** Not more than what is owed is to be keyed. */
  readonly part: boolean;
  /** So much was declined: less is to be keyed. Minor units. */
  readonly tooMuch?: number;
  /** The caller has heard what this is and that nobody can hear it. */
  readonly greeted: boolean;
  /** The amount that the caller has heard last, and agreed to where it was more than the one before. */
  readonly amountTold?: Money;
  /** The prompt that told it, where a key of the caller's had cut it short: should that prove not to have been played, nothing was told. */
  readonly toldBy?: string;
  /** The prompt that is naming the first amount to the caller, until it was heard or was cut short. `changed`: an agent or a program has. */
  readonly naming?: { readonly promptId: string; readonly amount: Money; readonly changed: boolean };
  /** An agent or a program has changed the amount since the call was handed off. */
  readonly amountChanged?: boolean;
  /** To be said to the caller before the next thing that is. */
  readonly lead: readonly Lead[];
  /** What the caller wants after the payment. */
  readonly wishes: Wishes;
  /** Token of the method that this session has stored. */
  readonly kept?: string;
  /** Of the bank account that is keyed. */
  readonly accountType?: AccountType;
  /** What the caller has agreed to, for the present account and amount. */
  readonly mandate?: Mandate;
  /** Bank accounts of this session that were put into the vault, so that each has a token of its own. */
  readonly accounts: number;
  /** Token of the one that is there now. It does not stay unless the caller wants it. */
  readonly account?: string;
  /** A second single-use token is at hand, by which the card can be kept. */
  readonly keepable: boolean;
  /** When the caller wanted the method to be kept, epoch milliseconds. */
  readonly keepWanted?: number;
  /** What was said of the open field, in the sense of `listen.ts`. */
  readonly voice: Voice;
  /** How the agent is present now. */
  readonly presence: Presence;
  /** The help on `*` and the like was given: it is said once. */
  readonly helped: boolean;
  readonly outcome?: ChargeOutcome;
  readonly result?: Result;
  /** The service was killed amid it: both are told so in their own conversation, from which nothing may keep them. */
  readonly interrupted?: true;
  /** Order of an earlier payment of the same call that nobody knew the outcome of when this one began. */
  readonly doubt?: string;
  /** It is made: this one goes out only when the agent starts it. `told`: the agent has heard so. */
  readonly earlier?: { readonly order: string; readonly told: boolean };
  /** The dialplan had both before the service was there again: they are told over the conversation they may have. */
  readonly rescued?: true;
  /** When the caller pressed last (which key is not known here). */
  readonly lastKeyAt: number;
  /** Who has keyed nothing may have begun while nobody saw it; waited for as if it had keyed then. */
  readonly unseenFrom?: number;
  /** When the agent pressed `*` last, for the code to cancel. */
  readonly lastStarAt: number;
  /** When the agent pressed a key last that could belong to a code of Asterisk's. */
  readonly lastCodeAt?: number;
  /** The agent's latest keys, as many as a feature code has, and when the last of them came. */
  readonly typed: { readonly keys: string; readonly at: number };
  /** Counts prompts, so that the end of an old prompt is not taken for the end of the new one. */
  readonly prompts: number;
  /** The newest prompt on each side. */
  readonly playing: { readonly caller?: string; readonly agent?: string };
  /** The service is stopping: no second card, no waiting. */
  readonly closing: boolean;
}

/** Something that is said on the way, with the next prompt. */
export type Lead =
  | { readonly say: 'greeting' }
  | { readonly say: 'identified' }
  | { readonly say: 'amount'; readonly amount: Money }
  | { readonly say: 'surcharge'; readonly amount: Money };

export interface Voice {
  /** It cannot be had on this call: keys only. */
  readonly off: boolean;
  /** The field that was listened to last, and how often. */
  readonly field?: Field;
  readonly tries: number;
  /** The caller is listened to now. */
  readonly listening: boolean;
}

export interface Wishes {
  readonly receipt?: Receipt | 'none';
  /** 1 to 5. */
  readonly score?: number;
  /** The caller asked for an agent. */
  readonly next?: Next;
  /** The last words before the dialplan have been said. */
  readonly farewelled?: boolean;
}
