/** Validation errors of payment methods and their nonces, by code. */
export const PAYMENT_METHOD_TEXTS = {
  82902: 'Cannot vault a PayPal account that was authorized for one-time use only.',
  92906: 'PayPal account token has already been taken.',
  92914: 'Cannot update a PayPal account using a payment method nonce.',
  93102: 'Payment method nonce is invalid.',
  93103: 'Payment method nonce is required.',
  93104: 'Customer ID is required.',
  93105: 'Customer ID is invalid.',
  93106: 'Payment method type cannot be forwarded.',
  93107: 'Cannot use a payment_method_nonce more than once.',
  93108: 'Unknown or expired payment_method_nonce.',
  93117: 'Payment method is no longer supported.',
  93503: 'Apple Pay card token has already been taken.',
} as const;
