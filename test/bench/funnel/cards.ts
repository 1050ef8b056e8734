import type { Chance } from './seed.js';

export interface KeyedCard {
  readonly number: string;
  readonly expiry: string;
  readonly code: string;
}

const card = (number: string, code = '123'): KeyedCard => ({ number, expiry: '1230', code });

/** Cards that the gateway takes. */
export const GOOD = [
  card('4111111111111111'),
  card('4012888888881881'),
  card('5555555555554444', '321'),
  card('6011111111111117'),
  card('378282246310005', '1234'),
] as const;

/** Brands that are not taken here, as the configuration stands. */
export const NOT_TAKEN = ['3530111333300000', '30569309025904'] as const;

/** The gateway rejects it for fraud, whatever the amount. */
export const FRAUD = card('4000111111111511');

/** Every number that is keyed by anybody. */
export const NUMBERS: readonly string[] = [...GOOD.map(({ number }) => number), ...NOT_TAKEN, FRAUD.number];

export const allKeys = ({ number, expiry, code }: KeyedCard) => number + expiry + code;

/** With another check digit. */
export function mistyped({ number }: KeyedCard): string {
  return number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);
}

/** As many of the card's keys as some caller comes to, at least one of them missing. */
export function begun(keyed: KeyedCard, chance: Chance): string {
  const keys = allKeys(keyed);
  return keys.slice(0, chance.whole(0, keys.length - 1));
}
