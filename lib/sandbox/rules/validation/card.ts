/** Validation errors of credit cards, by code. */
export const CARD_TEXTS = {
  81703: 'Credit card type is not accepted by this merchant account.',
  81707: 'CVV must be 4 digits for American Express and 3 digits for other card types.',
  81709: 'Expiration date is required.',
  81710: 'Expiration date is invalid.',
  81712: 'Expiration month is invalid.',
  81713: 'Expiration year is invalid.',
  81714: 'Credit card number is required.',
  81715: 'Credit card number is invalid.',
  81716: 'Credit card number must be 12-19 digits.',
  81717: 'Credit card number is not an accepted test number.',
} as const;
