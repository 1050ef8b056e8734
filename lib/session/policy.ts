import type { Brand } from './outcome.js';
import type { Method } from './terms.js';
import type { CardField, Field, Presence } from './vocabulary.js';

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
  /** What is taken; the caller chooses where there is more than one. */
  readonly methods: readonly Method[];
  /** What the method costs the payer on top. */
  readonly surcharges: Readonly<Partial<Record<Method, Surcharge>>>;
  /** The caller is asked for a tip. */
  readonly tip: boolean;
  /** Whether a part of what is owed may be paid, and another amount than that. */
  readonly parts: { readonly allowed: boolean; readonly other: boolean };
  /** After an approval the caller is asked whether the method is to be kept. */
  readonly keep: boolean;
  /** Fields may be spoken as well as keyed; only ever where the caller is alone. */
  readonly speech: boolean;
  /** With an agent, asked for by key at the beginning, in this order; absent in journals of 0.1. */
  readonly languages?: readonly string[];
  /** Callers are served in these; absent in journals of 0.1. */
  readonly served?: readonly string[];
  /** The security code is asked for with a stored card, too. */
  readonly codeForStored: boolean;
  readonly line: Line;
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

/** By thousandths of a percent, `2.5` percent is 2500, and by an amount in the currency's own units. */
export interface Surcharge {
  readonly thousandths: number;
  /** Decimal, `0.50`; in whatever currency is paid. */
  readonly fixed?: string;
}

/** What only the payment line does. */
export interface Line {
  /** Asked for by key at the beginning, in this order; none: the call's language is taken. */
  readonly languages: readonly string[];
  /** Who has no amount is asked for their number, which is looked up. */
  readonly identify: boolean;
  /** Lengths of that number, in digits. */
  readonly number: { readonly minimum: number; readonly maximum: number };
  /** The confirmation number is spoken. */
  readonly confirmation: boolean;
  readonly receipt: readonly Receipt[];
  readonly score: boolean;
  /** Cards that may be tried, the first included. */
  readonly cards: number;
  /** Who failed, or wants it, is given to an agent, or the call ends. */
  readonly afterFailure: Next;
}

export type Receipt = 'text' | 'email';

/** Where the dialplan is to take the caller after the payment line. */
export type Next = 'agent' | 'end';
