import type { Field, Session } from './state.js';

/** Between which amounts a keyed one must be, in minor units, and in which currency it is keyed. */
export interface AmountLimits {
  readonly currency: string;
  readonly minimumMinor: number;
  readonly maximumMinor: number;
}

/** What holds for an amount that the caller keys; undefined for a field that is none. */
export function limitsOf({ terms, part, tooMuch }: Session, field: Field): AmountLimits | undefined {
  const { currency, maximumMinor, minimum, least, due } = terms;
  switch (field) {
    case 'payment-amount': {
      const most = part && due ? Math.min(due.minor, maximumMinor) : maximumMinor;
      return {
        currency,
        // What is owed may be less than the least.
        minimumMinor: minimum?.minor ?? Math.min(least?.minor ?? 1, due?.minor ?? Number.POSITIVE_INFINITY),
        maximumMinor: tooMuch === undefined ? most : Math.min(most, tooMuch - 1),
      };
    }
    case 'tip-amount':
      return { currency, minimumMinor: 1, maximumMinor: maximumMinor - (terms.amount?.minor ?? 0) };
    default:
      return undefined;
  }
}
