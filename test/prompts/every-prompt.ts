import { ERRORS } from '../../lib/errors.js';
import { CURRENCIES } from '../../lib/money/currency.js';
import type { Money } from '../../lib/money/money.js';
import { NAMED } from '../../lib/money/spoken/units.js';
import { DECLINE_CODES, REFUSED_REASONS } from '../../lib/prompts/reasons.js';
import { BRANDS } from '../../lib/session/brand.js';
import type { Prompt } from '../../lib/session/command.js';
import { REFUSAL_REASONS } from '../../lib/session/refusal-reason.js';
import type { ChargeCause, Field, FieldError } from '../../lib/session/state.js';

const FIELDS: readonly Field[] = [
  'payment-card-number',
  'expiration-date',
  'security-code',
  'postal-code',
  'bank-routing-number',
  'bank-account-number',
];
const PLAIN: readonly Field[] = [
  'customer-number',
  'payment-amount',
  'tip-amount',
  'caller-postal-code',
  'caller-pin',
];
const METHODS = ['credit-card', 'ach-debit'] as const;
const CARDS = (['unknown', ...BRANDS] as const).map((brand) => ({ brand, last4: '0123' }));
const ERRORS_OF_FIELDS: readonly FieldError[] = [
  'timeout',
  'invalid-card-number',
  'invalid-card-type',
  'invalid-date',
  'invalid-security-code',
  'invalid-postal-code',
  'invalid-bank-routing-number',
  'invalid-bank-account-number',
  'input-matching-failed',
  'invalid-customer-number',
  'wrong-answer',
  'invalid-amount',
  'amount-too-small',
  'amount-too-large',
  'not-understood',
];
const FAULTS = ['zero', 'too-large', 'decimals', 'nonsense', 'currency', 'timeout'] as const;

/** Amounts that use every number word, in each of its forms, and every unit. */
const AMOUNTS: readonly Money[] = [
  ...Array.from({ length: 100 }, (_, i) => ({ minor: i * 100 + i, currency: 'USD' })),
  ...NAMED.flatMap((currency) =>
    [1, 2, 100, 101, 150, 200, 123_456_789].map((minor) => ({ minor, currency })),
  ),
  ...[1, 2, 21, 31, 41, 51, 61, 71, 81, 91, 100, 200, 300, 400, 500, 600, 700, 800, 900].flatMap((whole) =>
    ['USD', 'GBP'].map((currency) => ({ minor: whole * 100, currency })),
  ),
  ...[1, 2].flatMap((count) =>
    [1e6, 1e9, 1e12].map((scale) => ({ minor: count * scale * 100, currency: 'EUR' })),
  ),
  { minor: 100_000_000, currency: 'USD' },
  // Before a decimal point numbers stand alone.
  ...Array.from({ length: 100 }, (_, i) => ({ minor: i * 1000 + 5, currency: 'KWD' })),
  { minor: 1000, currency: 'KWD' },
  { minor: 1_234_567_890_123_456, currency: 'USD' },
  ...CURRENCIES.map((currency) => ({ minor: 1_234_567, currency })),
];

/** Whatever is spelt has every letter that a code could have, also of a currency that is not ours. */
const LETTERS = ['ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQR', 'STU', 'VWX', 'YZZ'];

const CAUSES = [...Object.keys(ERRORS), 'a-cause-nobody-knows'] as readonly ChargeCause[];
const CODES = [...DECLINE_CODES, '2092', '2999', '4001', '1234567890', ''];
const brandsOrNone = [undefined, 'unknown' as const, ...BRANDS];

/** Every prompt there is, over every brand, error, code and amount that makes a difference. */
export function everyPrompt(language = 'en'): Prompt[] {
  const prompts: Record<Prompt['key'], Prompt[]> = {
    'please-wait': [{ key: 'please-wait' }],
    'agent-busy': [{ key: 'agent-busy' }],
    'no-more-keys': [{ key: 'no-more-keys' }],
    'agent-keys-coming': [{ key: 'agent-keys-coming' }],
    welcome: [
      ...AMOUNTS.map((amount) => ({ key: 'welcome', amount, field: 'payment-card-number' }) as const),
      ...FIELDS.map((field) => ({ key: 'welcome', field }) as const),
      { key: 'welcome', field: 'bank-routing-number', amount: { minor: 100, currency: 'USD' } },
    ],
    'enter-again': FIELDS.map((field) => ({ key: 'enter-again', field })),
    'confirm-last-four': CARDS.map((card) => ({ key: 'confirm-last-four', card })),
    'stored-method': METHODS.flatMap((method) =>
      CARDS.flatMap((card, i) =>
        [undefined, { month: (i % 12) + 1, year: 2026 + i }].map((expires) => ({
          key: 'stored-method' as const,
          stored: { token: 't', method, card, ...(expires && { expires }) },
          amount: { minor: 100, currency: 'USD' },
        })),
      ),
    ),
    'choose-language': [{ key: 'choose-language', languages: Array(9).fill(language) }],
    'choose-amount': [true, false].map((other) => ({
      key: 'choose-amount',
      due: AMOUNTS[1] as Money,
      other,
    })),
    'confirm-amount': AMOUNTS.map((amount) => ({ key: 'confirm-amount', amount })),
    'choose-tip': [{ key: 'choose-tip' }],
    'choose-method': [{ key: 'choose-method' }],
    'choose-account-type': [
      { key: 'choose-account-type' },
      { key: 'choose-account-type', again: true },
      { key: 'choose-account-type', brief: true },
    ],
    mandate: AMOUNTS.map((amount) => ({ key: 'mandate', amount })),
    'mandate-declined': [{ key: 'mandate-declined' }],
    'keep-method': METHODS.map((method) => ({ key: 'keep-method', method })),
    kept: METHODS.map((method) => ({ key: 'kept', method })),
    'not-kept': METHODS.map((method) => ({ key: 'not-kept', method })),
    'agent-kept': [{ key: 'agent-kept' }],
    'agent-mandate-declined': [{ key: 'agent-mandate-declined' }],
    confirmation: ['abcdefghijklm', 'nopqrstuvwxyz', '0123456789'].map((code) => ({
      key: 'confirmation',
      code,
    })),
    'choose-receipt': ([['text'], ['email'], ['text', 'email']] as const).map((ways) => ({
      key: 'choose-receipt',
      ways,
    })),
    score: [{ key: 'score' }],
    'after-decline': [{ key: 'after-decline' }, { key: 'after-decline', less: true }],
    'nothing-due': [{ key: 'nothing-due' }],
    'gateway-down': [{ key: 'gateway-down' }],
    transfer: [{ key: 'transfer' }],
    goodbye: [{ key: 'goodbye' }],
    help: [
      ...FIELDS,
      'customer-number' as const,
      'caller-postal-code' as const,
      'caller-pin' as const,
    ].flatMap((field) =>
      brandsOrNone.map((brand) => ({ key: 'help', field, brand, clear: true, back: true }) as const),
    ),
    'all-keyed': [{ key: 'all-keyed' }],
    interrupted: [{ key: 'interrupted' }],
    'looking-up': [{ key: 'looking-up' }],
    'looking-up-card': [{ key: 'looking-up-card' }],
    'agent-service-interrupted': [{ key: 'agent-service-interrupted' }],
    'agent-looking-up': [{ key: 'agent-looking-up' }],
    'agent-looking-up-card': [{ key: 'agent-looking-up-card' }],
    'back-to-agent': [{ key: 'back-to-agent' }],
    authorised: AMOUNTS.map((amount) => ({ key: 'authorised', amount })),
    stored: [{ key: 'stored' }],
    'agent-doubled': FIELDS.map((field) => ({ key: 'agent-doubled', field })),
    'agent-field-skipped': FIELDS.map((field) => ({ key: 'agent-field-skipped', field })),
    'agent-start': [
      { key: 'agent-start' },
      { key: 'agent-start', earlier: true },
      { key: 'agent-start', amount: { minor: 100, currency: 'USD' } },
    ],
    'amount-raised': AMOUNTS.map((amount) => ({ key: 'amount-raised', amount })),
    'amount-first': AMOUNTS.map((amount) => ({ key: 'amount-first', amount })),
    'agent-help': [{ key: 'agent-help' }],
    'amount-lowered': AMOUNTS.map((amount) => ({ key: 'amount-lowered', amount })),
    'amount-refused': [{ key: 'amount-refused' }],
    'agent-amount-refused': [{ key: 'agent-amount-refused' }],
    'agent-amount-changed': AMOUNTS.map((amount) => ({ key: 'agent-amount-changed', amount })),
    'agent-interrupted': [{ key: 'agent-interrupted' }],
    'agent-earlier-approved': [
      { key: 'agent-earlier-approved' },
      { key: 'agent-earlier-approved', and: 'waits' },
      { key: 'agent-earlier-approved', and: 'cancelled' },
    ],
    'agent-authorise-only': [{ key: 'agent-authorise-only' }],
    'agent-talk-refused': [{ key: 'agent-talk-refused' }],
    'agent-presence': (['guided', 'isolated', 'silent', 'talk'] as const).map((presence) => ({
      key: 'agent-presence',
      presence,
    })),
    'agent-authorised': CARDS.map((card) => ({ key: 'agent-authorised', card })),
    'agent-stored': CARDS.map((card) => ({ key: 'agent-stored', card })),
    enter: [
      ...FIELDS.map((field) => ({ key: 'enter', field, speech: true }) as const),
      ...[...FIELDS, ...PLAIN].flatMap((field) =>
        brandsOrNone.flatMap((brand) =>
          [undefined, true as const].flatMap((brief) =>
            ['USD', 'JPY'].map((currency) => ({ key: 'enter', field, brand, brief, currency }) as const),
          ),
        ),
      ),
    ],
    'ask-again': [...FIELDS, ...PLAIN].flatMap((field) =>
      ERRORS_OF_FIELDS.flatMap((error) =>
        brandsOrNone.flatMap((brand) =>
          [2, 3].map(
            (attempt) =>
              ({
                key: 'ask-again',
                field,
                error,
                attempt,
                brand,
                brands: BRANDS,
                limits: { currency: 'USD', minimumMinor: 100, maximumMinor: 9900 },
                currency: 'USD',
                ...(attempt === 3 && { doubled: true as const }),
                ...(attempt === 2 && { keys: { clear: true, back: true, help: true } }),
              }) as const,
          ),
        ),
      ),
    ),
    cleared: FIELDS.map((field) => ({ key: 'cleared', field })),
    'another-card': FIELDS.map((field) => ({ key: 'another-card', field })),
    processing: [{ key: 'processing' }],
    'still-processing': [{ key: 'still-processing' }],
    approved: AMOUNTS.map((amount) => ({ key: 'approved', amount })),
    limited: [{ key: 'limited' }],
    declined: [
      { key: 'declined' },
      ...CODES.flatMap((code) =>
        (['soft', 'never-again'] as const).map((severity) => ({ key: 'declined', code, severity }) as const),
      ),
      ...REFUSED_REASONS.map((reason) => ({ key: 'declined', reason }) as const),
    ],
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
    'agent-field-failed': [...FIELDS, ...PLAIN].flatMap((field) =>
      ERRORS_OF_FIELDS.map((error) => ({ key: 'agent-field-failed', field, error, doubled: true }) as const),
    ),
    'agent-approved': [
      { key: 'agent-approved' },
      { key: 'agent-approved', card: { brand: 'unknown', last4: '45' }, method: 'ach-debit' },
      ...(['unknown', ...BRANDS] as const).flatMap((brand) =>
        ['0123', '4567', '8901'].map((last4) => ({ key: 'agent-approved', card: { brand, last4 } }) as const),
      ),
    ],
    'agent-declined': CODES.flatMap((code) =>
      (['soft', 'hard', 'never-again'] as const).flatMap((severity) =>
        [true, false].map((choice) => ({ key: 'agent-declined', code, severity, choice }) as const),
      ),
    ),
    'agent-refused': REFUSAL_REASONS.flatMap((reason) =>
      [true, false].map((choice) => ({ key: 'agent-refused', reason, choice }) as const),
    ),
    'agent-failed': CAUSES.map((cause) => ({ key: 'agent-failed', cause })),
    'agent-unknown': [{ key: 'agent-unknown' }],
    'agent-too-many-attempts': [{ key: 'agent-too-many-attempts' }],
    'agent-cancelled': [{ key: 'agent-cancelled' }],
    'agent-caller-left': [{ key: 'agent-caller-left' }],
  };
  const all = Object.values(prompts).flat();
  const lead = [
    { say: 'greeting' },
    { say: 'identified' },
    { say: 'surcharge', amount: { minor: 50, currency: 'USD' } },
  ] as const;
  const led = all.filter(({ key }) => !key.startsWith('agent-')).map((prompt) => ({ ...prompt, lead }));
  return [...all, ...led.flatMap((prompt) => [prompt, { ...prompt, alone: true as const }])];
}
