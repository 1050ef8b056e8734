/** An amount in integer minor units of an ISO 4217 currency: `{ minor: 1999, currency: 'USD' }` is $19.99. */
export interface Money {
  readonly minor: number;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
}
