import type { Refusal } from './refusal.js';

/**
 * Why a bank said no -> the sound that says it in the agent's ear, without its `declined-`. Codes of the processor,
 * as Braintree lists them; a code that is not here is spoken digit by digit.
 */
export const DECLINED: Readonly<Record<string, readonly string[]>> = {
  'do-not-honor': ['2000'],
  'insufficient-funds': ['2001'],
  'limit-exceeded': ['2002'],
  'activity-limit-exceeded': ['2003'],
  'expired-card': ['2004'],
  'invalid-number': ['2005', '2008', '2051'],
  'invalid-expiration': ['2006'],
  'no-account': ['2007'],
  'no-issuer': ['2009'],
  'security-code': ['2010'],
  'possibly-lost': ['2012'],
  'possibly-stolen': ['2013'],
  'fraud-suspected': ['2014'],
  'not-allowed': ['2015'],
  duplicate: ['2016'],
  'cardholder-stopped': ['2017', '2018'],
  'invalid-transaction': ['2019', '2061'],
  violation: ['2020', '2021'],
  'new-card-issued': ['2022'],
  'card-type-not-enabled': ['2023', '2024'],
  'merchant-set-up': ['2025', '2026', '2027', '2028', '2029', '2030', '2040', '2042', '2045'],
  'no-action-taken': ['2034'],
  'processor-declined': ['2038'],
  'call-issuer': ['2011', '2041', '2043', '2044'],
  declined: ['2046'],
  'pick-up-card': ['2047'],
  'invalid-amount': ['2048'],
  'lost-or-stolen': ['2053'],
  restricted: ['2057'],
  'address-mismatch': ['2059'],
  'address-and-code-mismatch': ['2060'],
  'authentication-required': ['2099'],
  'not-activated': ['2107'],
  'closed-card': ['2108'],
  'network-unavailable': ['3000'],
};

const DECLINED_BY_CODE: ReadonlyMap<string, string> = new Map(
  Object.entries(DECLINED).flatMap(([reason, codes]) =>
    codes.map((code) => [code, `declined-${reason}`] as const),
  ),
);

/** Every code that has words of its own. */
export const DECLINE_CODES: readonly string[] = [...DECLINED_BY_CODE.keys()];

/** The sound for a processor's code; undefined where only the code can be said. */
export function declinedSound(code: string): string | undefined {
  return DECLINED_BY_CODE.get(code);
}

/** Braintree's `gatewayRejectionReason` -> sound. */
const REFUSED: ReadonlyMap<string, string> = new Map(
  [
    'avs',
    'cvv',
    'avs_and_cvv',
    'duplicate',
    'fraud',
    'risk_threshold',
    'application_incomplete',
    'token_issuance',
    'three_d_secure',
    'excessive_retry',
  ].map((reason) => [reason, `agent-refused-${reason.replaceAll('_', '-')}`]),
);

export const REFUSED_REASONS: readonly string[] = [...REFUSED.keys()];

/** The sound for a payment that a rule refused. */
export function refusedSound(reason: string): string {
  return REFUSED.get(reason) ?? 'agent-refused-other';
}

/** Codes of `errors.ts` by which a charge certainly failed -> sound. */
const FAILED: ReadonlyMap<string, string> = new Map([
  ['gateway-authentication', 'agent-failed-set-up'],
  ['gateway-forbidden', 'agent-failed-set-up'],
  ['gateway-merchant', 'agent-failed-set-up'],
  ['gateway-account', 'agent-failed-set-up'],
  ['gateway-currency', 'agent-failed-set-up'],
  ['gateway-request-keys', 'agent-failed-set-up'],
  ['gateway-unreachable', 'agent-failed-unreachable'],
  ['gateway-tls', 'agent-failed-unreachable'],
  ['gateway-busy', 'agent-failed-busy'],
  ['gateway-validation', 'agent-failed-validation'],
  ['gateway-limit', 'agent-failed-validation'],
  ['gateway-token', 'agent-failed-card-missing'],
  ['gateway-silence', 'agent-failed-no-answer'],
  ['gateway-cut', 'agent-failed-no-answer'],
  ['gateway-error', 'agent-failed-no-answer'],
  ['gateway-not-executed', 'agent-failed-not-executed'],
  ['journal-unavailable', 'agent-failed-journal'],
  ['journal-not-owner', 'agent-failed-journal'],
  ['card-missing', 'agent-failed-card-missing'],
]);

/** The sound for a payment that was not made, by its cause. */
export function failedSound(cause: string): string {
  return FAILED.get(cause) ?? 'agent-failed-other';
}

/** The sound for a hand-off that was not begun. */
export function refusalSound(refusal: Refusal): string {
  // The dialplan plays the same file by itself when the service is down.
  return refusal === 'unavailable' ? 'agent-unavailable' : `refusal-${refusal}`;
}
