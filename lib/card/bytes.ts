/**
 * The card for one call of `tokenise`. Slices of one large Buffer, ASCII digits; the callee must not copy them
 * into strings and the caller wipes them when the promise has settled.
 */
export interface CardBytes {
  readonly number: Buffer;
  /** Two ASCII digits. */
  readonly expirationMonth: Buffer;
  /** Two ASCII digits, 2000 added. */
  readonly expirationYear: Buffer;
  readonly securityCode?: Buffer;
  /** ASCII digits; to be checked against the issuer's. */
  readonly postalCode?: Buffer;
}

/** A bank account for one call of `tokeniseAccount`; the same rules as for a card's bytes. */
export interface AccountBytes {
  /** 4 to 17 ASCII digits. */
  readonly accountNumber: Buffer;
  /** Nine ASCII digits. */
  readonly routingNumber: Buffer;
  readonly accountType: 'checking' | 'savings';
}
