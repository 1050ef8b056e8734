/** An amount in integer minor units of an ISO 4217 currency: `{ minor: 1999, currency: 'USD' }` is $19.99. */
export interface Money {
  readonly minor: number;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
}

/** The sum of two amounts of one currency. Throws on two currencies: nobody here exchanges money. */
export function plus(one: Money, other: Money): Money {
  if (one.currency !== other.currency) throw new RangeError(`${one.currency} and ${other.currency}`);
  return { minor: one.minor + other.minor, currency: one.currency };
}
