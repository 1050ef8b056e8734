/** Texts of the validation errors that the sandbox knows, by Braintree's code. */
export const VALIDATION_TEXTS = {
  81501: 'Amount cannot be negative.',
  81502: 'Amount is required.',
  81503: 'Amount is an invalid format.',
  81528: 'Amount is too large.',
  81531: 'Amount must be greater than zero.',
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
  91501: 'Order ID is too long.',
  91504:
    'Transaction can only be voided if status is authorized, submitted_for_settlement, or settlement_pending.',
  91505: 'Cannot refund credit.',
  91506: 'Cannot refund transaction unless it is settled.',
  91507: 'Cannot submit for settlement unless status is authorized.',
  91508: 'Cannot determine payment method.',
  91512: 'Transaction has already been completely refunded.',
  91513: 'Merchant account ID is invalid.',
  91521: 'Refund amount is too large.',
  91522: 'Settlement amount is too large.',
  91523: 'Transaction type is invalid.',
  91524: 'Transaction type is required.',
  91564: 'Cannot use a payment_method_nonce more than once.',
  91565: 'Unknown or expired payment_method_nonce.',
  91575: 'Cannot transition transaction to settled, settlement_confirmed, or settlement_declined.',
  915133: 'Transaction source is invalid.',
  915230: 'API request key is too long.',
  915231: 'API request key is not allowed.',
  915232: 'API request key can be reused only with the same request.',
  915233: 'A request with this API request key is in flight.',
} as const;

export type ValidationCode = keyof typeof VALIDATION_TEXTS;

/** One validation error: `path` is where it stands, from the root: `['transaction', 'credit-card']`. */
export interface ValidationError {
  readonly path: readonly string[];
  readonly attribute: string;
  readonly code: ValidationCode;
}

export function invalid(code: ValidationCode, attribute: string, ...path: string[]): ValidationError {
  return { path: ['transaction', ...path], attribute, code };
}
