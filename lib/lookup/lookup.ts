import type { DoorHealth } from '../door.js';
import type { ErrorCode } from '../errors.js';
import type { Money } from '../money/money.js';
import type { Holder } from '../session/state.js';
import type { RiskData } from '../session/terms.js';

/** What the administrator's own system knows of a caller. */
export interface Account {
  /** What is owed; 0 where nothing is. */
  readonly due?: Money;
  /** Least that may be paid of it; absent: only all of it unless the configuration allows parts. */
  readonly minimum?: Money;
  /** Of the account or the invoice; at most 255 characters. */
  readonly reference?: string;
  readonly description?: string;
  /** Id at the gateway, `/^[A-Za-z0-9_-]{1,36}$/`. */
  readonly customer?: string;
  /** For the CRM and the journal; not spoken. */
  readonly name?: string;
  readonly postalCode?: string;
  /** As Asterisk names them: `en`, `pt_BR`. */
  readonly language?: string;
  /** Tokens of the gateway's vault, in the order they are offered; `*` alone: all of the customer's. */
  readonly stored?: readonly string[];
  /** To whom a bank account belongs. */
  readonly holder?: Holder;
  /** For the gateway's fraud service. */
  readonly risk?: RiskData;
  readonly invoices?: readonly Invoice[];
}

/** One of several that are owed, in the currency of `due`. */
export interface Invoice {
  readonly reference: string;
  readonly amount: Money;
}

export type LookupAnswer =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'not-found' }
  /** Says nothing about the caller. `text` names the fault and never a value of the question or the answer. */
  | { readonly kind: 'unavailable'; readonly cause: ErrorCode; readonly text: string };

export type LookupBy =
  | { readonly by: 'number'; readonly number: string }
  /** `pin`: found only where it is theirs. */
  | { readonly by: 'caller'; readonly callerId: string; readonly pin?: string };

/** The call it is asked for: our session's id, and the number that was dialled. */
export interface LookupCall {
  readonly session?: string;
  readonly dialled?: string;
}

/** DOOR to what is owed. Settles within its deadline and never rejects. Changes nothing, so it may be asked again. */
export interface Lookup {
  find(by: LookupBy, call: LookupCall): Promise<LookupAnswer>;
  /** As the last question went. */
  health(): DoorHealth;
  /** Questions under way become `unavailable`. */
  stop(): Promise<void>;
}
