import type { ErrorCode } from '../../errors.js';
import type { ChargeOutcome } from '../../session/state.js';
import { failed, unknown } from './outcomes.js';
import { rejectionText } from './texts.js';

/** What validation can come to. */
export type Invalid = Extract<ChargeOutcome, { kind: 'failed' | 'unknown' | 'refused' }>;

export interface ValidationFact {
  readonly code?: string | null;
  readonly message?: string;
}

/**
 * These say that an earlier copy of the same request got there first (a proxy that repeats, our own twin): a token
 * that is used up or in use, an api request key that is known. Only a question tells what became of that one.
 */
const EARLIER_COPY = new Set([
  '91564',
  '91566',
  '91731',
  '91733',
  '93107',
  '93109',
  '93504',
  '93506',
  '915232',
  '915233',
  '915234',
  '915235',
]);

/** Faults of the card's details, which another card may mend. */
const CARD_FAULT = /^817\d\d$|^91567$|^915101$/;

/** Faults with a remedy of their own, by the code of any of the errors. The first that fits is said. */
const REMEDIES: readonly (readonly [ErrorCode, readonly string[]])[] = [
  ['gateway-request-keys', ['915230', '915231']],
  [
    'gateway-account',
    [
      '91513',
      '91514',
      '91558',
      '91577',
      '91728',
      '91742',
      '91743',
      '91901',
      '91930',
      '92807',
      '93540',
      '93541',
    ],
  ],
  ['gateway-limit', ['81528', '81923', '815193', '91752', '92023', '93537']],
  ['gateway-token', ['91518', '91565', '91732', '91903', '91925', '92908', '93108', '93505']],
];

/** Validation errors without a transaction: nothing was executed, unless an earlier copy was. */
export function classifyValidation(errors: readonly ValidationFact[], message?: string): Invalid {
  const codes = errors.flatMap(({ code }) => (code ? [code] : []));
  const detail =
    errors.map(({ code, message: text }) => `${code ?? '?'} ${text ?? ''}`.trim()).join('; ') || message;
  if (codes.some((code) => EARLIER_COPY.has(code))) return unknown('gateway-error', detail);
  if (codes.length > 0 && codes.every((code) => CARD_FAULT.test(code))) {
    const text = errors[0]?.message || rejectionText('invalid_card');
    return { kind: 'refused', reason: 'invalid_card', text };
  }
  const remedy = REMEDIES.find(([, known]) => codes.some((code) => known.includes(code)));
  return failed(remedy?.[0] ?? 'gateway-validation', detail);
}
