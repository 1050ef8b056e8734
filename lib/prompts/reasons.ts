import type { RefusalReason } from '../session/refusal-reason.js';
import type { Refusal } from './refusals.js';

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
  'invalid-transaction': ['2019', '2033', '2035', '2049', '2050', '2054', '2061', '2062', '2078'],
  violation: ['2020', '2021'],
  'new-card-issued': ['2022'],
  'card-type-not-enabled': ['2023', '2024'],
  'merchant-set-up': [
    ...[
      '2025',
      '2026',
      '2027',
      '2028',
      '2029',
      '2030',
      '2031',
      '2032',
      '2040',
      '2042',
      '2045',
      '2055',
      '2058',
    ],
    '2080',
  ],
  'no-action-taken': ['2034'],
  'processor-declined': ['2038'],
  'call-issuer': ['2011', '2041', '2043', '2044'],
  declined: ['2046', '2104'],
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
  'authorization-gone': ['2036', '2037', '2039', '2067'],
  'account-limit': ['2056'],
  'currency-not-enabled': ['2064', '2088', '2091'],
  'not-refundable': ['2065', '2090', '2095'],
  'not-verified': ['2092'],
  'more-authorization': ['2101'],
  'wrong-pin': ['2102', '2103'],
  'not-now': ['2105', '2106'],
  // PayPal and Venmo, which no telephone takes: one text does for all.
  'wallet-refused': [
    ...['2063', '2066', '2068', '2069', '2070', '2071', '2072', '2073', '2074', '2075', '2076', '2077'],
    ...['2079', '2081', '2082', '2083', '2084', '2085', '2086', '2087', '2089', '2093', '2094', '2096'],
    ...['2097', '2098', '2100'],
  ],
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
  const known = DECLINED_BY_CODE.get(code);
  if (known) return known;
  if (/^3\d{3}$/.test(code)) return 'declined-network-unavailable';
  return /^4\d{3}$/.test(code) ? 'declined-settlement-declined' : undefined;
}

/** The rules whose refusal has a sound of its own -> that sound. */
const REFUSED: ReadonlyMap<RefusalReason, string> = new Map(
  (
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
    ] as const
  ).map((reason) => [reason, `agent-refused-${reason.replaceAll('_', '-')}`]),
);

export const REFUSED_REASONS: readonly RefusalReason[] = [...REFUSED.keys()];

/** The sound for a payment that a rule refused. */
export function refusedSound(reason: RefusalReason): string {
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
  ['store-unknown', 'agent-failed-not-stored'],
  ['attempts-limited', 'agent-failed-limited'],
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
