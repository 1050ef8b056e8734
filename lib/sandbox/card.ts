import { createHmac } from 'node:crypto';
import { CARD_TYPES, type CardFate, type CardRecord, cardRecord, TEST_NUMBERS } from './rules/cards.js';
import type { ValidationCode } from './rules/validation.js';
import { cvvMatch, type Match } from './rules/verification.js';

/** A card as it comes over the wire. It lives for one request and is neither stored nor logged. */
export interface CardInput {
  readonly number?: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
  readonly cvv?: string;
  readonly cardholderName?: string;
  readonly postalCode?: string;
  readonly streetAddress?: string;
}

/** What is kept of a card: no full number and no security code. */
export interface CardFacts extends CardRecord {
  /** Keyed digest of the number: equal for equal cards within one installation. */
  readonly fingerprint: string;
  readonly bin: string;
  readonly last4: string;
  /** As the gateway spells it, `MasterCard`. */
  readonly cardType: string;
  readonly expirationMonth: string;
  readonly expirationYear: string;
  readonly cardholderName?: string;
  readonly postalCode?: string;
  readonly streetAddress?: string;
  readonly cvv: Match;
  readonly fate: CardFate;
  /** Validation errors a charge with it meets: attribute and code. */
  readonly faults: readonly { readonly attribute: string; readonly code: ValidationCode }[];
}

function luhn(number: string): boolean {
  let sum = 0;
  for (let i = 0; i < number.length; i += 1) {
    let digit = Number(number[number.length - 1 - i]);
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

function numberFault(number: string): ValidationCode | undefined {
  if (number === '') return 81714;
  if (number.length < 12 || number.length > 19) return 81716;
  if (!/^\d+$/.test(number) || !luhn(number)) return 81715;
  return Object.values(TEST_NUMBERS).some((list) => list.includes(number)) ? undefined : 81717;
}

/** Reduces a card to its facts. `secret` keys the fingerprint. */
export function cardFacts(card: CardInput, secret: string): CardFacts {
  const number = (card.number ?? '').replace(/[\s-]/g, '');
  const cardType = CARD_TYPES.find(([pattern]) => pattern.test(number))?.[1] ?? 'Unknown';
  const month = card.expirationMonth ?? '';
  const year = card.expirationYear ?? '';
  const faults: { attribute: string; code: ValidationCode }[] = [];
  const numberCode = numberFault(number);
  if (numberCode) faults.push({ attribute: 'number', code: numberCode });
  if (!/^(0?[1-9]|1[0-2])$/.test(month)) faults.push({ attribute: 'expiration_month', code: 81712 });
  if (!/^(\d{2}|\d{4})$/.test(year)) faults.push({ attribute: 'expiration_year', code: 81713 });
  if (card.cvv !== undefined) {
    const length = cardType === 'American Express' ? 4 : 3;
    if (!/^\d+$/.test(card.cvv) || card.cvv.length !== length) faults.push({ attribute: 'cvv', code: 81707 });
  }
  const fates = Object.entries(TEST_NUMBERS) as [CardFate, readonly string[]][];
  return {
    ...cardRecord(number),
    fingerprint: createHmac('sha256', secret).update(number).digest('hex').slice(0, 32),
    bin: number.slice(0, 6),
    last4: number.slice(-4),
    cardType,
    expirationMonth: month.padStart(2, '0'),
    expirationYear: year.length === 2 ? `20${year}` : year,
    cardholderName: card.cardholderName,
    postalCode: card.postalCode,
    streetAddress: card.streetAddress,
    cvv: cvvMatch(card.cvv),
    fate: fates.find(([, list]) => list.includes(number))?.[0] ?? 'valid',
    faults,
  };
}
