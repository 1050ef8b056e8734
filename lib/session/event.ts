import type { Money } from '../money/money.js';
import type {
  Answer,
  Brand,
  CardMask,
  CardSeen,
  ChargeOutcome,
  Field,
  FieldError,
  MandateWords,
  Mode,
  Party,
  Policy,
  Presence,
  Side,
  Terms,
} from './state.js';

export type Timer =
  | 'arrive'
  | 'firstKey'
  | 'betweenKeys'
  | 'field'
  | 'choice'
  | 'capture'
  | 'amountKey'
  | 'decide'
  | 'prompt'
  | 'stillProcessing'
  | 'find'
  | 'quiet'
  | 'keysTold';

/**
 * What came of listening, never what was said. `unclear`: no digits could be made of it. `keys`: a key came first.
 * `refused`: it cannot be had on this call.
 */
export type Heard = 'digits' | 'unclear' | 'silence' | 'keys' | 'refused';

/** What an agent can ask of a session, the same by keypad, API and page. */
export type AgentCommand =
  /** Have a field keyed once more, or out of its order. */
  | { readonly do: 'recapture'; readonly field: Field }
  /** Wipe the open field, or the card where none is open, and ask again. */
  | { readonly do: 'clear' }
  /** Pass over the open field, which must be optional. */
  | { readonly do: 'skip' }
  | { readonly do: 'changeAmount'; readonly amount: Money }
  /** Start the transaction, where that is left to the agent. */
  | { readonly do: 'start' }
  | { readonly do: 'setMode'; readonly mode: Exclude<Mode, 'tokenise'> }
  /** After a decline. */
  | { readonly do: 'anotherCard' }
  /** After a decline: back to the conversation. */
  | { readonly do: 'giveBack' }
  | { readonly do: 'cancel' }
  | { readonly do: 'attend'; readonly presence: Presence }
  /** What the caller is spoken to in, as Asterisk names it. */
  | { readonly do: 'setLanguage'; readonly language: string };

/** Who gave a command, beside the agent's own keys: the program with this token. */
export interface Actor {
  readonly token: string;
}

/**
 * Everything that can happen to a session, in the past tense. Every event has `at`, epoch milliseconds: the
 * core reads no clock. No event can carry a digit of a card: a field is finished by `fieldDone`, with its mask,
 * and a number that may still grow without its last four.
 */
export type Event = {
  readonly at: number;
  /** Of a key that was held: pressed before what it is for was asked, so that the caller has heard nothing of that. */
  readonly ahead?: true;
} & (
  | {
      readonly type: 'handOffRequested';
      readonly id: string;
      readonly terms: Terms;
      readonly policy: Policy;
      readonly caller: Party;
      readonly agent: Party;
      /** The order of an earlier payment of this call of which nobody knows what became; the agent wants this one all the same. */
      readonly doubt?: string;
    }
  /** What became of that one is known: it is made. */
  | { readonly type: 'earlierApproved'; readonly orderId: string }
  | { readonly type: 'redirectFailed' }
  | { readonly type: 'partyArrived'; readonly side: Side }
  | { readonly type: 'partyHungUp'; readonly side: Side }
  /** A transfer has put somebody else in the agent's place. */
  | { readonly type: 'agentReplaced'; readonly channelId: string; readonly channelName: string }
  /** A key of the agent, one of `0-9*#`. Agents key amounts and decisions, never a card. */
  | { readonly type: 'agentPressed'; readonly key: string }
  /** What the agent asks for, by whatever door: see `AgentCommand`. */
  | {
      readonly type: 'agentCommanded';
      readonly command: AgentCommand;
      /** Who asked; absent in journals of 0.1. */
      readonly by?: Actor;
    }
  /** The agent's presence could not be changed to what was asked, and is this now. */
  | { readonly type: 'presenceRefused'; readonly presence: Presence; readonly why: string }
  /** The caller pressed something while no field was open. */
  | { readonly type: 'callerPressed' }
  /** What the caller says to a question. Never the key: it may be the first digit of a field keyed ahead. */
  | {
      readonly type: 'callerChose';
      readonly answer: Answer;
      /** What was read out, where the question is the mandate. */
      readonly mandate?: MandateWords;
    }
  /** The caller keyed the way back to the agent. */
  | { readonly type: 'callerInterrupted' }
  | { readonly type: 'helpAsked' }
  | {
      readonly type: 'fieldProgressed';
      readonly field: Field;
      readonly keys: number;
      /** The keys so far could be the whole field: only `#` may be missing. */
      readonly complete: boolean;
    }
  | { readonly type: 'fieldCleared'; readonly field: Field }
  /** A digit too many of a field that had closed by itself: it means nothing, if the number is not a longer one. */
  | { readonly type: 'fieldOverran' }
  /** What stood in the open field was too much of the one before, and is gone. */
  | { readonly type: 'fieldDropped'; readonly field: Field }
  /** No more digits can belong to the number, that was done. */
  | { readonly type: 'numberEnded'; readonly card: CardMask }
  /** The number, that was done, is a longer one; the open field holds so many keys. */
  | { readonly type: 'numberExtended'; readonly card: CardMask; readonly keys: number }
  | {
      readonly type: 'fieldDone';
      readonly field: Field;
      /** Without the last four where the number may still grow: then `numberEnded` or `numberExtended` tells them, once. */
      readonly card?: CardSeen;
      /** Two equal keys came faster than a person keys. */
      readonly doubled?: boolean;
      /** The number tells that the code, keyed before it, has the wrong length: it is forgotten. */
      readonly recheck?: 'security-code';
      /** Of a field that is an amount. */
      readonly amount?: Money;
    }
  /** The caller was listened to. What was said has gone to the vault, which answers `fieldDone` or `fieldFailed`. */
  | { readonly type: 'heard'; readonly field: Field; readonly outcome: Heard }
  /** The customer number is known; what is owed, and what is known of the customer. */
  | { readonly type: 'identified'; readonly terms: Partial<Terms> }
  | { readonly type: 'notIdentified'; readonly why: 'not-found' | 'unavailable' | 'limited' }
  | {
      readonly type: 'fieldFailed';
      readonly field: Field;
      readonly error: FieldError;
      readonly brand?: Brand;
      /** Keys that the line reported twice would explain it. */
      readonly doubled?: boolean;
    }
  /** `failed`: it was not played, or not to its end: nobody has heard it. */
  | {
      readonly type: 'promptFinished';
      readonly side: Side;
      readonly promptId: string;
      readonly failed?: true;
    }
  | { readonly type: 'timedOut'; readonly timer: Timer }
  /** `keepable`: there is a second token, by which the card can be kept. */
  | { readonly type: 'tokenised'; readonly keepable?: boolean }
  | { readonly type: 'tokeniseFailed'; readonly outcome: ChargeOutcome }
  | { readonly type: 'stored'; readonly token: string }
  | { readonly type: 'storeFailed'; readonly token: string; readonly outcome: ChargeOutcome }
  /** The intent could not be journalled, so the charge was not sent. */
  | { readonly type: 'chargeWithheld'; readonly orderId: string; readonly outcome: ChargeOutcome }
  | { readonly type: 'charged'; readonly orderId: string; readonly outcome: ChargeOutcome }
  | { readonly type: 'found'; readonly orderId: string; readonly outcome: ChargeOutcome }
  | { readonly type: 'rejoined' }
  | { readonly type: 'rejoinFailed' }
  /** After a restart, a takeover, or a new connection to Asterisk: who is still in our application. */
  | {
      readonly type: 'recovered';
      readonly callerPresent: boolean;
      readonly agentPresent: boolean;
      readonly restarted: boolean;
      /** How long keys have been heard again. Milliseconds. */
      readonly heardMs?: number;
    }
  /** The service is stopping and its grace is over. */
  | { readonly type: 'shutdownDue' }
);
