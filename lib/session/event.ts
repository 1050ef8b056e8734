import type {
  Brand,
  CardMask,
  ChargeOutcome,
  Field,
  FieldError,
  Party,
  Policy,
  Side,
  Terms,
} from './state.js';

export type Timer =
  | 'arrive'
  | 'firstKey'
  | 'betweenKeys'
  | 'capture'
  | 'amountKey'
  | 'decide'
  | 'prompt'
  | 'stillProcessing'
  | 'find'
  | 'quiet';

/**
 * Everything that can happen to a session, in the past tense. Every event has `at`, epoch milliseconds: the
 * core reads no clock. No event can carry a digit of a card: a field is finished by `fieldDone`, with its mask.
 */
export type Event = { readonly at: number } & (
  | {
      readonly type: 'handOffRequested';
      readonly id: string;
      readonly terms: Terms;
      readonly policy: Policy;
      readonly caller: Party;
      readonly agent: Party;
    }
  | { readonly type: 'redirectFailed' }
  | { readonly type: 'partyArrived'; readonly side: Side }
  | { readonly type: 'partyHungUp'; readonly side: Side }
  /** A key of the agent, one of `0-9*#`. Agents key amounts and decisions, never a card. */
  | { readonly type: 'agentPressed'; readonly key: string }
  /** The caller pressed something while no field was open. */
  | { readonly type: 'callerPressed' }
  | {
      readonly type: 'fieldProgressed';
      readonly field: Field;
      readonly keys: number;
      /** The keys so far could be the whole field: only `#` may be missing. */
      readonly complete: boolean;
    }
  | { readonly type: 'fieldCleared'; readonly field: Field }
  | { readonly type: 'fieldDone'; readonly field: Field; readonly card?: CardMask }
  | {
      readonly type: 'fieldFailed';
      readonly field: Field;
      readonly error: FieldError;
      readonly brand?: Brand;
    }
  | { readonly type: 'promptFinished'; readonly side: Side; readonly promptId: string }
  | { readonly type: 'timedOut'; readonly timer: Timer }
  | { readonly type: 'tokenised' }
  | { readonly type: 'tokeniseFailed'; readonly outcome: ChargeOutcome }
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
    }
  /** The service is stopping and its grace is over. */
  | { readonly type: 'shutdownDue' }
);
