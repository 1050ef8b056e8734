/** Validation errors of client tokens, by code. */
export const CLIENT_TOKEN_TEXTS = {
  92801: 'Customer ID is required for the option make_default.',
  92802: 'Customer ID is required for the option verify_card.',
  92803: 'Customer ID is required for the option fail_on_duplicate_payment_method.',
  92804: 'Customer specified by customer_id does not exist',
  92805: 'Customer ID is required for the option fail_on_duplicate_payment_method_for_customer.',
  92806: 'Unsupported client token version.',
  92807: 'Merchant account specified by merchant_account_id does not exist',
  92810: 'Too many domains.',
  92011: 'Domain format is invalid.',
} as const;
