import type { DoorHealth } from '../../door.js';
import type { ChargeOutcome } from '../../session/state.js';
import type { Unreachable } from '../methods.js';
import { type Ended, withinDeadline } from './call.js';
import {
  type AnswerFacts,
  classifyAnswer,
  classifyDeadline,
  classifyFailure,
  failed,
  type NoAnswer,
} from './classify.js';
import type { GatewayLog, GatewayOptions } from './options.js';
import type { Sdk } from './sdk.js';

/** What the parts of the door share: the SDK, the deadlines, the words for what came back, and the door's health. */
export interface Wire {
  readonly sdk: Sdk;
  readonly options: GatewayOptions;
  readonly log: GatewayLog;
  /** A call that changes something there, under the charge's deadline. Never rejects. */
  change<T>(work: () => Promise<T>): Promise<Ended<T>>;
  /** A question, under the search's deadline. Never rejects. */
  ask<T>(work: () => Promise<T>): Promise<Ended<T>>;
  /** What an ended call that answers with a transaction means; it is logged. */
  outcomeOf(method: string, ended: Ended<AnswerFacts>, orderId?: string): ChargeOutcome;
  /** The same for a call that gave no answer. */
  silent(method: string, ended: Exclude<Ended<unknown>, { kind: 'answered' }>): NoAnswer;
  /** For a question that gave no answer; `missing` is what the gateway's 404 means there. */
  unanswered<T>(ended: Exclude<Ended<unknown>, { kind: 'answered' }>, missing: T): T | Unreachable;
  /** The same where nothing can be missing; it is logged as `method`. */
  unreachable(method: string, ended: Exclude<Ended<unknown>, { kind: 'answered' }>): Unreachable;
  /** Api request key, where the merchant has them. */
  key(requestKey: string | undefined): { readonly apiRequestKey?: string };
  /** The keys were taken by the interface that does not know of the merchant id. */
  keysTaken(): void;
  /** What is wrong now; undefined: nothing. */
  saw(wrong: string | undefined): void;
  health(): DoorHealth;
}

export const DEADLINE_MS = 20_000;
export const FIND_DEADLINE_MS = 10_000;
/** For so long keys that were taken are believed to be right. Milliseconds. */
const KEYS_RIGHT_MS = 60_000;

export function openWire(options: GatewayOptions, sdk: Sdk): Wire {
  const log: GatewayLog = options.log ?? ((): void => undefined);
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const findDeadlineMs = options.findDeadlineMs ?? FIND_DEADLINE_MS;
  let state: DoorHealth = { door: 'gateway', up: false, detail: 'not used yet' };
  let keysTakenAt = 0;

  const saw = (wrong: string | undefined): void => {
    state = { door: 'gateway', up: !wrong, detail: wrong ?? `Braintree ${options.environment} answers` };
  };
  const noAnswer = (ended: Exclude<Ended<unknown>, { kind: 'answered' }>): NoAnswer => {
    const outcome =
      ended.kind === 'late' ? classifyDeadline(ended.reached) : classifyFailure(ended.error, ended.reached);
    // The same keys were right where no merchant id is sent: then it is the id.
    const keysRight = Date.now() - keysTakenAt < KEYS_RIGHT_MS;
    const merchant = outcome.cause === 'gateway-authentication' && keysRight;
    return merchant ? failed('gateway-merchant') : outcome;
  };
  const told = (method: string, outcome: ChargeOutcome, orderId?: string): void =>
    log(outcome.kind === 'unknown' ? 'warn' : 'info', 'gateway answered', {
      method,
      orderId,
      outcome: outcome.kind,
      transaction: 'transactionId' in outcome ? outcome.transactionId : undefined,
      reason: 'cause' in outcome ? outcome.cause : undefined,
    });

  const silent: Wire['silent'] = (method, ended) => {
    const outcome = noAnswer(ended);
    saw(outcome.text);
    told(method, outcome);
    return outcome;
  };
  const unreachable: Wire['unreachable'] = (method, ended) => {
    const { cause, text } = silent(method, ended);
    return { kind: 'unreachable', cause, text, ...(isUnreadable(ended) ? { unreadable: true } : {}) };
  };

  return {
    sdk,
    options,
    log,
    change: (work) => withinDeadline(deadlineMs, work),
    ask: (work) => withinDeadline(findDeadlineMs, work),
    outcomeOf(method, ended, orderId) {
      const outcome = ended.kind === 'answered' ? classifyAnswer(ended.value) : noAnswer(ended);
      saw(ended.kind !== 'answered' && 'cause' in outcome ? outcome.text : undefined);
      told(method, outcome, orderId);
      return outcome;
    },
    silent,
    unreachable,
    unanswered(ended, missing) {
      if (ended.kind === 'broke' && isMissing(ended.error)) {
        saw(undefined);
        return missing;
      }
      return unreachable('find', ended);
    },
    key: (requestKey) => (requestKey && options.apiRequestKeys ? { apiRequestKey: requestKey } : {}),
    keysTaken() {
      keysTakenAt = Date.now();
    },
    saw,
    health: () => state,
  };
}

/** The gateway's 404: it has no such thing. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'notFoundError';
}

/** Something came back: the SDK gives every fault on the way a `type`, and has none for what it cannot read. */
function isUnreadable(ended: Exclude<Ended<unknown>, { kind: 'answered' }>): boolean {
  return ended.kind === 'broke' && ended.reached && !(ended.error instanceof Error && 'type' in ended.error);
}
