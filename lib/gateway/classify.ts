import { ERRORS, type ErrorCode } from '../errors.js';
import type { ChargeOutcome } from '../session/state.js';
import { severityOf } from './severity.js';
import { processorText, rejectionText } from './texts.js';

/** What is read of the SDK's transaction. Unknown fields are left alone. */
export interface TransactionFacts {
  readonly id?: string;
  readonly status?: string;
  readonly processorResponseCode?: string;
  readonly processorResponseText?: string;
  readonly processorSettlementResponseCode?: string;
  readonly processorSettlementResponseText?: string;
  readonly gatewayRejectionReason?: string | null;
  readonly merchantAdviceCode?: string | null;
  readonly creditCard?: { readonly cardType?: string };
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
export type Unsuccessful = Extract<ChargeOutcome, { kind: 'failed' | 'unknown' | 'refused' }>;

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

/**
 * These say that an earlier copy of the same request got there first (a proxy that repeats, our own twin): only
 * a search tells what became of that one.
 */
const EARLIER_COPY = new Set(['91564', '91566', '915232', '915233', '915234', '915235']);

/** Faults of the card's details, which another card may mend. */
const CARD_FAULT = /^817\d\d$|^91567$|^915101$/;

/** Validation errors without a transaction: nothing was executed. */
export function classifyValidation(
  errors: readonly { readonly code?: string | null; readonly message?: string }[],
  message?: string,
): Unsuccessful {
  const codes = errors.flatMap(({ code }) => (code ? [code] : []));
  const detail =
    errors.map(({ code, message: text }) => `${code ?? '?'} ${text ?? ''}`.trim()).join('; ') || message;
  if (codes.some((code) => EARLIER_COPY.has(code))) return unknown('gateway-error', detail);
  if (codes.length > 0 && codes.every((code) => CARD_FAULT.test(code))) {
    return {
      kind: 'refused',
      reason: 'invalid_card',
      text: errors[0]?.message || rejectionText('invalid_card'),
    };
  }
  return failed('gateway-validation', detail);
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
const NOT_CONNECTED =
  /\bconnect E[A-Z]+|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|AggregateError|certificate|\bCERT_|ERR_TLS_CERT|altnames|unable to verify|unable to get (local )?issuer/i;
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
  if (reached === false) return failed('gateway-unreachable', message);
  if (type === 'unexpectedError') {
    if (reached === undefined && NOT_CONNECTED.test(message)) return failed('gateway-unreachable', message);
    if (/timed out/i.test(message)) return unknown('gateway-silence', message);
    if (CUT.test(message)) return unknown('gateway-cut', message);
  }
  return unknown('gateway-error', type || 'an answer that cannot be read');
}

/** Our own deadline passed. */
export function classifyDeadline(reached: boolean): NoAnswer {
  return reached
    ? unknown('gateway-silence')
    : failed('gateway-unreachable', 'no connection before the deadline');
}

/** GraphQL's `errors[]`: nothing was tokenised, and nothing can have been charged. */
export function classifyGraphql(errors: readonly GraphqlError[]): Exclude<Unsuccessful, { kind: 'unknown' }> {
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

export function failed(cause: ErrorCode, detail?: string): Extract<ChargeOutcome, { kind: 'failed' }> {
  return { kind: 'failed', cause, text: said(cause, detail) };
}

export function unknown(cause: ErrorCode, detail?: string): Extract<ChargeOutcome, { kind: 'unknown' }> {
  return { kind: 'unknown', cause, text: said(cause, detail) };
}

function refused(reason: string, transactionId?: string): Extract<ChargeOutcome, { kind: 'refused' }> {
  return { kind: 'refused', transactionId, reason, text: rejectionText(reason) };
}

function declined(t: TransactionFacts, code: string, text: string): ChargeOutcome {
  const severity = severityOf(code, t.creditCard?.cardType, t.merchantAdviceCode ?? undefined);
  return { kind: 'declined', transactionId: t.id, code, text, severity };
}

/** Long runs of digits never belong into a text; a foreign message might quote a card. */
function said(cause: ErrorCode, detail: string | undefined): string {
  const clean = detail?.replace(/\d{7,}/g, '…').slice(0, 300);
  return clean ? `${ERRORS[cause]} (${clean})` : ERRORS[cause];
}
