import { createHmac } from 'node:crypto';
import type { CardFacts } from '../../card.js';

/**
 * Whether a card answers to a number of a search. Only fingerprint, BIN and last four are kept: a beginning longer
 * than the BIN, or an end longer than four digits, is compared as far as that goes.
 */
export function numberMatches(
  cards: readonly CardFacts[],
  operator: string,
  wanted: string,
  secret: string,
): boolean {
  const digits = wanted.replace(/\D/g, '');
  const fingerprint = createHmac('sha256', secret).update(digits).digest('hex').slice(0, 32);
  const some = (test: (card: CardFacts) => boolean): boolean => cards.some(test);
  switch (operator) {
    case 'is':
      return some((card) => card.fingerprint === fingerprint);
    case 'is_not':
      return !some((card) => card.fingerprint === fingerprint);
    case 'starts_with':
      return some(({ bin }) => bin.startsWith(digits) || digits.startsWith(bin));
    case 'ends_with':
      return some(({ last4 }) => last4.endsWith(digits) || digits.endsWith(last4));
    default:
      return false;
  }
}

/** `05/2012`, as a search asks for it. */
export const expiry = (card: CardFacts): string => `${card.expirationMonth}/${card.expirationYear}`;
