import { ERRORS } from '../../lib/errors.js';
import { CURRENCIES } from '../../lib/money/currency.js';
import type { Money } from '../../lib/money/money.js';
import { DECLINE_CODES, REFUSED_REASONS } from '../../lib/prompts/reasons.js';
import type { Prompt } from '../../lib/session/command.js';
import type { Brand, Field, FieldError } from '../../lib/session/state.js';

export const BRANDS: readonly Brand[] = [
  'visa',
  'mastercard',
  'amex',
  'discover',
  'diners-club',
  'jcb',
  'unionpay',
  'maestro',
  'elo',
  'mir',
  'hiper',
  'hipercard',
];
const FIELDS: readonly Field[] = ['payment-card-number', 'expiration-date', 'security-code'];
const ERRORS_OF_FIELDS: readonly FieldError[] = [
  'timeout',
  'invalid-card-number',
  'invalid-card-type',
  'invalid-date',
  'invalid-security-code',
];
const FAULTS = ['zero', 'too-large', 'decimals', 'nonsense', 'currency', 'timeout'] as const;

/** Amounts that use every number word and every unit. */
const AMOUNTS: readonly Money[] = [
  ...Array.from({ length: 100 }, (_, i) => ({ minor: i * 100 + i, currency: 'USD' })),
  ...['USD', 'EUR', 'GBP', 'HUF'].flatMap((currency) =>
    [1, 2, 100, 101, 200, 123_456_789].map((minor) => ({ minor, currency })),
  ),
  { minor: 1_234_567_890_123_456, currency: 'USD' },
  ...CURRENCIES.map((currency) => ({ minor: 1_234_567, currency })),
];

/** Whatever is spelt has every letter that a code could have, also of a currency that is not ours. */
const LETTERS = ['ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQR', 'STU', 'VWX', 'YZZ'];

const CAUSES = [...Object.keys(ERRORS), 'a-cause-nobody-knows'];
const CODES = [...DECLINE_CODES, '2092', '2999', '1234567890', ''];
const brandsOrNone = [undefined, 'unknown' as const, ...BRANDS];

/** Every prompt there is, over every brand, error, code and amount that makes a difference. */
export function everyPrompt(): Prompt[] {
  const prompts: Record<Prompt['key'], Prompt[]> = {
    'please-wait': [{ key: 'please-wait' }],
    'agent-busy': [{ key: 'agent-busy' }],
    welcome: AMOUNTS.map((amount) => ({ key: 'welcome', amount })),
    enter: FIELDS.flatMap((field) => brandsOrNone.map((brand) => ({ key: 'enter', field, brand }) as const)),
    'ask-again': FIELDS.flatMap((field) =>
      ERRORS_OF_FIELDS.flatMap((error) =>
        brandsOrNone.flatMap((brand) =>
          [2, 3].map(
            (attempt) => ({ key: 'ask-again', field, error, attempt, brand, brands: BRANDS }) as const,
          ),
        ),
      ),
    ),
    cleared: FIELDS.map((field) => ({ key: 'cleared', field })),
    'another-card': [{ key: 'another-card' }],
    processing: [{ key: 'processing' }],
    'still-processing': [{ key: 'still-processing' }],
    approved: AMOUNTS.map((amount) => ({ key: 'approved', amount })),
    declined: [{ key: 'declined' }],
    failed: [{ key: 'failed' }],
    unknown: [{ key: 'unknown' }],
    'too-many-attempts': [{ key: 'too-many-attempts' }],
    cancelled: [{ key: 'cancelled' }],
    'agent-left': [{ key: 'agent-left' }],
    'agent-enter-amount': [...CURRENCIES, ...LETTERS].map((currency) => ({
      key: 'agent-enter-amount',
      currency,
    })),
    'agent-amount-fault': FAULTS.flatMap((fault) =>
      AMOUNTS.map(
        (maximum) => ({ key: 'agent-amount-fault', fault, currency: maximum.currency, maximum }) as const,
      ),
    ),
    'agent-confirm-amount': AMOUNTS.map((amount) => ({ key: 'agent-confirm-amount', amount })),
    'agent-tick': [{ key: 'agent-tick' }],
    'agent-field-failed': FIELDS.flatMap((field) =>
      ERRORS_OF_FIELDS.map((error) => ({ key: 'agent-field-failed', field, error }) as const),
    ),
    'agent-approved': [
      { key: 'agent-approved' },
      ...(['unknown', ...BRANDS] as const).flatMap((brand) =>
        ['0123', '4567', '8901'].map((last4) => ({ key: 'agent-approved', card: { brand, last4 } }) as const),
      ),
    ],
    'agent-declined': CODES.flatMap((code) =>
      (['soft', 'hard', 'never-again'] as const).flatMap((severity) =>
        [true, false].map((choice) => ({ key: 'agent-declined', code, severity, choice }) as const),
      ),
    ),
    'agent-refused': [...REFUSED_REASONS, 'a-rule-nobody-knows'].flatMap((reason) =>
      [true, false].map((choice) => ({ key: 'agent-refused', reason, choice }) as const),
    ),
    'agent-failed': CAUSES.map((cause) => ({ key: 'agent-failed', cause })),
    'agent-unknown': [{ key: 'agent-unknown' }],
    'agent-too-many-attempts': [{ key: 'agent-too-many-attempts' }],
    'agent-cancelled': [{ key: 'agent-cancelled' }],
    'agent-caller-left': [{ key: 'agent-caller-left' }],
  };
  return Object.values(prompts).flat();
}
