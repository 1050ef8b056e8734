import type { AmountFault } from '../money/fault.js';
import type { Money } from '../money/money.js';
import type { CardMask } from './outcome.js';
import type { Mode, Presence } from './vocabulary.js';

/** What a shop may know of the payer's device and history; nothing of it is read here. */
export interface RiskData {
  /** As the gateway's own script has collected it. */
  readonly deviceData?: string;
  readonly deviceId?: string;
  readonly ip?: string;
  readonly browser?: string;
  readonly postalCode?: string;
  /** For how long they have been a customer, in days. */
  readonly tenure?: string;
}

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
  /**
   * An account was found by the telephone number alone, which anybody can set: nothing of it is here before the caller has
   * proved who they are by this.
   */
  readonly proof?: Proof;
  /** Whose method it is, ours at the gateway. */
  readonly customer?: string;
  /** Of a customer number that was keyed and found: a keyed hash, by which attempts are counted. */
  readonly accountMark?: string;
  /** The customer's methods in the gateway's vault, in the order they are offered. A token is no card data. */
  readonly stored?: readonly StoredMethod[];
  /** Who talks with the caller: an agent, unless it is the payment line itself. */
  readonly entry?: Entry;
  /** Nothing can be spoken on this call, whatever the policy: the caller did not come by `AGI(…/pay)`. */
  readonly keysOnly?: true;
  /** Where it is settled already: the caller is not asked. */
  readonly method?: Method;
  /** What is owed, where the caller may pay another amount than all of it. */
  readonly due?: Money;
  /** The least that may be paid of `due`; absent: what the policy says of parts. */
  readonly minimum?: Money;
  /** The least that a caller may key where nothing else says so. */
  readonly least?: Money;
  /** What `amount` is made of, where it pays several invoices. */
  readonly invoices?: readonly Invoice[];
  /** A tip that the caller has added, and the surcharge of the method: both are part of `amount`. */
  readonly tip?: Money;
  readonly surcharge?: Money;
  /** Whose bank account it is; without it none can be debited. */
  readonly holder?: Holder;
  /** What the merchant knows of the payer for the gateway's fraud service. */
  readonly risk?: RiskData;
  /** The name of the caller where a lookup knew it: for the agent's page and the journal, not spoken. */
  readonly name?: string;
  /** How the agent is present at the beginning. */
  readonly presence?: Presence;
  /** Language of the prompts, as Asterisk names it: `en`. */
  readonly language: string;
  /** The dialplan has said it: a caller with an agent is not asked. */
  readonly languageGiven?: true;
  /** What the agent hears, once the caller is spoken to in another. */
  readonly agentLanguage?: string;
  /** What was wrong with HUSHPAY_AMOUNT or HUSHPAY_CURRENCY, to be told to the agent first. */
  readonly fault?: AmountFault;
}

/** A method of the gateway's vault, as far as it is told on a call. */
export interface StoredMethod {
  readonly token: string;
  readonly method: Method;
  /** Of a bank account the brand is `unknown`. */
  readonly card: CardMask;
  /** Of a card, as the gateway has it. */
  readonly expires?: { readonly month: number; readonly year: number };
}

/** `assisted`: an agent is on the call. `ivr`: the caller is alone with the payment line. */
export type Entry = 'assisted' | 'ivr';

/** A second factor of the caller, beside the telephone number. */
export type Proof = 'postal-code' | 'customer-number' | 'pin';

/** The trade's names. */
export type Method = 'credit-card' | 'ach-debit';

export interface Invoice {
  readonly reference: string;
  readonly amount: Money;
}

export type AccountType = 'checking' | 'savings';

/** The words of a mandate as they were read out to the caller. */
export interface MandateWords {
  readonly language: string;
  /** Tells the text: its language and a hash of it. */
  readonly version: string;
  readonly amount: Money;
}

/** A mandate that was given. */
export interface Mandate extends MandateWords {
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Whose bank account it is, as the rules of ACH want it. */
export interface Holder {
  readonly owner:
    | { readonly firstName: string; readonly lastName: string }
    | { readonly businessName: string };
  readonly billing: {
    readonly street: string;
    readonly extended?: string;
    readonly city: string;
    /** Two letters. */
    readonly region: string;
    readonly postalCode: string;
  };
}
