import { TEST_NUMBERS } from '../../sandbox/rules/cards.js';

/** A card to be keyed: digits only. */
export interface TestCard {
  readonly number: string;
  /** MMYY. */
  readonly expiry: string;
  readonly code: string;
}

/**
 * The card of the proof. No seven digits of its number stand in the service or in its packages, which bring other test
 * numbers in their own source, and none are likely by chance, as those of 4111111111111111 would be.
 */
export const PROOF_CARD: TestCard = { number: '6011000991300009', expiry: '1131', code: '739' };

/** Everything the caller keys, in order. */
export function keysOf(card: TestCard): string {
  return card.number + card.expiry + card.code;
}

/** The card with this number, or undefined: only the sandbox's published test numbers may be keyed in the rig. */
export function testCard(number: string): TestCard | undefined {
  const digits = number.replace(/[ -]/g, '');
  if (!Object.values(TEST_NUMBERS).some((list) => list.includes(digits))) return undefined;
  return { ...PROOF_CARD, number: digits, code: /^3[47]/.test(digits) ? '7392' : PROOF_CARD.code };
}
