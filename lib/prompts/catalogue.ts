import { decimalsOf } from '../money/currency.js';
import type { Money } from '../money/money.js';
import { type Spoken, spokenAmount, spokenCurrency, spokenDigits } from '../money/spoken.js';
import type { Prompt } from '../session/command.js';
import type { Brand, CardMask, Field, FieldError } from '../session/state.js';
import { declinedSound, failedSound, refusalSound, refusedSound } from './reasons.js';

/** From this attempt on the caller is told that there is time. */
const TAKE_YOUR_TIME = 3;

/**
 * A prompt as a list of ARI media, `sound:hushpay/<name>`, to be played one after the other. `language` as Asterisk
 * names it; every language has the same names and, until it needs another grammar, English word order.
 */
export function mediaFor(prompt: Prompt, _language: string): string[] {
  return soundsFor(prompt).map((name) => `sound:hushpay/${name}`);
}

function soundsFor(prompt: Prompt): string[] {
  switch (prompt.key) {
    case 'please-wait':
    case 'processing':
    case 'still-processing':
    case 'declined':
    case 'failed':
    case 'unknown':
    case 'too-many-attempts':
    case 'cancelled':
    case 'agent-left':
    case 'agent-tick':
    case 'agent-unknown':
    case 'agent-too-many-attempts':
    case 'agent-cancelled':
    case 'agent-caller-left':
    case 'all-keyed':
    case 'back-to-agent':
    case 'stored':
    case 'agent-interrupted':
    case 'agent-authorise-only':
    case 'agent-talk-refused':
      return [prompt.key];
    case 'agent-busy':
      return [refusalSound('busy')];
    case 'welcome':
      // The number's field is open already: it is asked for in the same breath.
      return [
        'welcome',
        ...(prompt.amount ? ['you-are-paying', ...amount(prompt.amount)] : []),
        enter(prompt.field, prompt.brand),
      ];
    case 'another-card':
      return ['another-card', enter(prompt.field)];
    case 'enter-again':
      return [`enter-again-${prompt.field}`];
    case 'confirm-last-four':
      return ['the-card-you-keyed', ...mask(prompt.card), 'one-if-right'];
    case 'stored-method':
      return [
        ...(prompt.amount ? ['you-are-paying', ...amount(prompt.amount)] : []),
        'your-stored-card',
        ...mask(prompt.card),
        'one-to-use-it',
      ];
    case 'help':
      return [...keysSaid(prompt.clear, prompt.back, false), again(prompt.field, prompt.brand)];
    case 'enter':
      return [enter(prompt.field, prompt.brand)];
    case 'ask-again':
      return [
        ...wrong(prompt.field, prompt.error, prompt.brand, prompt.brands),
        ...(prompt.attempt >= TAKE_YOUR_TIME ? ['take-your-time'] : []),
        ...(prompt.keys ? keysSaid(prompt.keys.clear, prompt.keys.back, prompt.keys.help) : []),
        prompt.error === 'invalid-card-type' ? 'again-with-another-card' : again(prompt.field, prompt.brand),
      ];
    case 'cleared':
      return ['cleared', again(prompt.field)];
    case 'approved':
      return ['approved-your-payment-of', ...amount(prompt.amount), 'approved-has-gone-through'];
    case 'authorised':
      return ['authorised-your-payment-of', ...amount(prompt.amount), 'authorised-is-held'];
    case 'agent-enter-amount':
      return enterAmount(prompt.currency);
    case 'agent-amount-fault':
      return [
        `agent-amount-${prompt.fault}`,
        ...(prompt.fault === 'too-large' ? amount(prompt.maximum) : []),
        ...enterAmount(prompt.currency),
      ];
    case 'agent-confirm-amount':
      return [...amount(prompt.amount), 'agent-confirm'];
    case 'agent-field-failed':
      return [
        `agent-field-${prompt.field}`,
        `agent-error-${prompt.error}`,
        ...(prompt.doubled ? ['agent-line-doubles-keys'] : []),
      ];
    case 'agent-doubled':
      return [`agent-field-${prompt.field}`, 'agent-line-doubles-keys'];
    case 'agent-field-skipped':
      return [`agent-field-${prompt.field}`, 'agent-skipped'];
    case 'agent-start':
      return ['agent-all-keyed', ...(prompt.amount ? amount(prompt.amount) : []), 'agent-one-to-start'];
    case 'agent-amount-changed':
      return ['agent-amount-is-now', ...amount(prompt.amount)];
    case 'agent-presence':
      return [`agent-presence-${prompt.presence}`];
    case 'agent-approved':
    case 'agent-authorised':
    case 'agent-stored':
      return [prompt.key, ...(prompt.card ? mask(prompt.card) : [])];
    case 'agent-declined':
      return [
        'agent-declined',
        ...declined(prompt.code),
        ...(prompt.severity === 'never-again' ? ['agent-never-again'] : []),
        ...(prompt.choice ? ['agent-choice'] : []),
      ];
    case 'agent-refused':
      return [refusedSound(prompt.reason), ...(prompt.choice ? ['agent-choice'] : [])];
    case 'agent-failed':
      return [failedSound(prompt.cause)];
  }
}

/** What the caller's sequences do, those that are on. */
function keysSaid(clear: boolean, back: boolean, help: boolean): string[] {
  return [
    ...(clear ? ['key-clears'] : []),
    ...(back ? ['key-goes-back'] : []),
    ...(help ? ['key-helps'] : []),
  ];
}

function soundOf({ kind, name }: Spoken): string {
  return `${kind}-${name}`;
}

function amount(money: Money): string[] {
  return spokenAmount(money).map(soundOf);
}

/** The security code is three digits on the back, or four on the front of an American Express. */
function codeSuffix(brand: Brand | 'unknown' | undefined): '' | '-3' | '-4' {
  if (!brand || brand === 'unknown') return '';
  return brand === 'amex' ? '-4' : '-3';
}

function enter(field: Field, brand?: Brand | 'unknown'): string {
  return field === 'security-code' ? `enter-security-code${codeSuffix(brand)}` : `enter-${field}`;
}

function again(field: Field, brand?: Brand | 'unknown'): string {
  return field === 'security-code' ? `again-security-code${codeSuffix(brand)}` : `again-${field}`;
}

/** What was wrong; for a brand that is not taken, which ones are. */
function wrong(
  field: Field,
  error: FieldError,
  brand: Brand | 'unknown' | undefined,
  taken: readonly Brand[],
): string[] {
  switch (error) {
    case 'timeout':
      return [`error-timeout-${field}`];
    case 'invalid-card-type':
      return [
        ...(brand && brand !== 'unknown'
          ? ['error-cannot-take', `brand-${brand}`]
          : ['error-cannot-take-this-card']),
        ...(taken.length > 0 ? ['we-take', ...listed(taken)] : []),
      ];
    case 'invalid-card-number':
    case 'invalid-date':
    case 'invalid-security-code':
    case 'invalid-postal-code':
    case 'invalid-bank-routing-number':
    case 'invalid-bank-account-number':
    case 'input-matching-failed':
      return [`error-${error}`];
  }
}

/** "Visa, Mastercard and American Express". */
function listed(brands: readonly Brand[]): string[] {
  return brands.flatMap((brand, i) =>
    i > 0 && i === brands.length - 1 ? ['word-and', `brand-${brand}`] : [`brand-${brand}`],
  );
}

function enterAmount(currency: string): string[] {
  const whole = decimalsOf(currency) === 0;
  return [
    'agent-key-the-amount-in',
    ...spokenCurrency(currency).map(soundOf),
    whole ? 'agent-finish-with-pound' : 'agent-star-is-the-point',
  ];
}

function mask({ brand, last4 }: CardMask): string[] {
  return [
    ...(brand === 'unknown' ? ['agent-card'] : [`brand-${brand}`]),
    'agent-ending-in',
    ...spokenDigits(last4).map(soundOf),
  ];
}

function declined(code: string): string[] {
  const sound = declinedSound(code);
  if (sound) return [sound];
  const digits = spokenDigits(code).map(soundOf);
  return digits.length > 0 ? ['declined-with-code', ...digits] : ['declined-processor-declined'];
}
