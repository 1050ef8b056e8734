import type { ErrorCode } from '../../errors.js';
import type { ChargeOutcome } from '../../session/state.js';
import { type DetailFacts, detailsOf } from './details.js';
import { failed, refused, unknown } from './outcomes.js';
import { severityOf } from './severity.js';
import { processorText } from './texts.js';
import { classifyValidation } from './validation.js';

export { failed, unknown } from './outcomes.js';
export { classifyValidation } from './validation.js';

/** What is read of the SDK's transaction. Unknown fields are left alone. */
export interface TransactionFacts extends DetailFacts {
  readonly id?: string;
  readonly processorResponseCode?: string;
  readonly processorResponseText?: string;
  readonly processorSettlementResponseCode?: string;
  readonly processorSettlementResponseText?: string;
  readonly gatewayRejectionReason?: string | null;
  readonly creditCard?: { readonly cardType?: string; readonly token?: string | null };
  readonly usBankAccount?: { readonly token?: string | null } | null;
}

/** What the SDK resolves with. */
export interface AnswerFacts {
  readonly success?: boolean;
  readonly message?: string;
  readonly transaction?: TransactionFacts;
  readonly errors?: { deepErrors(): readonly { readonly code: string; readonly message: string }[] };
}

/** No answer, or none that says anything: it was surely not executed, or nobody knows. */
export type NoAnswer = Extract<ChargeOutcome, { kind: 'failed' | 'unknown' }>;

const APPROVED = new Set([
  'authorized',
  'submitted_for_settlement',
  'settling',
  'settled',
  'settlement_pending',
  'settlement_confirmed',
]);

/** A transaction that exists at the gateway, as answered to a charge or as found later. */
export function classifyTransaction(t: TransactionFacts): ChargeOutcome {
  const outcome = fateOf(t);
  const details = detailsOf(t);
  return details && outcome.kind !== 'failed' && outcome.kind !== 'unknown'
    ? { ...outcome, details }
    : outcome;
}

function fateOf(t: TransactionFacts): ChargeOutcome {
  const { id, status = '' } = t;
  const code = t.processorResponseCode || '2038';
  const text = t.processorResponseText || processorText(code);
  if (!id) return unknown('gateway-error', 'a transaction without an id');
  if (APPROVED.has(status))
    return { kind: 'approved', transactionId: id, code: t.processorResponseCode, text };
  switch (status) {
    case 'processor_declined':
    case 'failed':
      return declined(t, code, text);
    case 'settlement_declined': {
      const settlement = t.processorSettlementResponseCode || '2038';
      return declined(t, settlement, t.processorSettlementResponseText || processorText(settlement));
    }
    case 'gateway_rejected':
      return refused(t.gatewayRejectionReason || 'rejected', id);
    case 'voided':
    case 'authorization_expired':
      return refused(status, id);
    default:
      return unknown('gateway-error', `status ${status || 'missing'}`);
  }
}

/** What the SDK resolved with: an approval, a decline (also resolved), or validation errors. */
export function classifyAnswer(answer: AnswerFacts | undefined): ChargeOutcome {
  if (!answer) return unknown('gateway-error', 'an empty answer');
  if (answer.transaction) {
    const outcome = classifyTransaction(answer.transaction);
    // An approval inside an error answer is neither.
    return outcome.kind === 'approved' && answer.success !== true
      ? unknown('gateway-error', 'contradiction')
      : outcome;
  }
  if (answer.success !== false) return unknown('gateway-error', 'an answer without a transaction');
  return classifyValidation(answer.errors?.deepErrors() ?? [], answer.message);
}

/** Errors of the SDK that come from an HTTP status or from before anything was sent. */
const BY_TYPE: Readonly<Record<string, ErrorCode>> = {
  authenticationError: 'gateway-authentication',
  authorizationError: 'gateway-forbidden',
  notFoundError: 'gateway-forbidden',
  upgradeRequired: 'gateway-forbidden',
  tooManyRequestsError: 'gateway-busy',
  invalidKeysError: 'gateway-validation',
};

/** The code is lost in the SDK's messages; these can only come from before a connection stood. */
const NOT_CONNECTED = /\bconnect E[A-Z]+|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|AggregateError/i;
const NOT_TRUSTED =
  /certificate|\bCERT_|ERR_TLS_CERT|altnames|unable to verify|unable to get (local )?issuer|SSL routines|\bEPROTO\b|wrong version number/i;
const CUT = /socket hang up|ECONNRESET|EPIPE|aborted|premature|socket disconnected/i;

/**
 * An error instead of an answer. `reached`: whether a connection was ready to carry the request; undefined where
 * that is not known, and then the message decides. Whatever is not surely "not executed" is unknown.
 */
export function classifyFailure(error: unknown, reached?: boolean): NoAnswer {
  const type = typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : '';
  const message = error instanceof Error ? error.message : '';
  const surely = BY_TYPE[type];
  if (surely) return failed(surely, message);
  if (reached === false) return notReached(message);
  if (type === 'unexpectedError') {
    const before = NOT_CONNECTED.test(message) || NOT_TRUSTED.test(message);
    if (reached === undefined && before) return notReached(message);
    if (/timed out/i.test(message)) return unknown('gateway-silence', message);
    if (CUT.test(message)) return unknown('gateway-cut', message);
  }
  return unknown('gateway-error', type || 'an answer that cannot be read');
}

/** No connection came about: nothing was sent. A certificate that does not hold is said as such. */
export function notReached(message: string): Extract<ChargeOutcome, { kind: 'failed' }> {
  return failed(NOT_TRUSTED.test(message) ? 'gateway-tls' : 'gateway-unreachable', message);
}

/** Our own deadline passed. */
export function classifyDeadline(reached: boolean): NoAnswer {
  return reached
    ? unknown('gateway-silence')
    : failed('gateway-unreachable', 'no connection before the deadline');
}

/** GraphQL's `errors[]`: nothing was tokenised, and nothing can have been charged. */
export function classifyGraphql(
  errors: readonly GraphqlError[],
): Extract<ChargeOutcome, { kind: 'failed' | 'refused' }> {
  const classes = errors.map(({ extensions }) => extensions?.errorClass ?? '');
  const cause = GRAPHQL_CLASSES.find(([name]) => classes.includes(name))?.[1];
  if (cause) return failed(cause, classes.join(', '));
  if (classes.length > 0 && classes.every((name) => name === 'VALIDATION')) {
    const faults = errors.map(({ message, extensions }) => ({ code: extensions?.legacyCode, message }));
    const outcome = classifyValidation(faults);
    if (outcome.kind !== 'unknown') return outcome;
  }
  return failed('gateway-unreachable', classes.join(', ') || 'an error without a class');
}

export interface GraphqlError {
  readonly message?: string;
  readonly extensions?: { readonly errorClass?: string; readonly legacyCode?: string };
}

const GRAPHQL_CLASSES: readonly (readonly [string, ErrorCode])[] = [
  ['AUTHENTICATION', 'gateway-authentication'],
  ['AUTHORIZATION', 'gateway-forbidden'],
  ['NOT_FOUND', 'gateway-forbidden'],
  ['UNSUPPORTED_CLIENT', 'gateway-validation'],
  ['RESOURCE_LIMIT', 'gateway-busy'],
];

function declined(t: TransactionFacts, code: string, text: string): ChargeOutcome {
  const severity = severityOf(code, t.creditCard?.cardType, t.merchantAdviceCode ?? undefined);
  return { kind: 'declined', transactionId: t.id, code, text, severity };
}
