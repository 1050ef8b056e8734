import { ADDRESS_TEXTS } from './validation/address.js';
import { BANK_ACCOUNT_TEXTS } from './validation/bank-account.js';
import { CARD_TEXTS } from './validation/card.js';
import { CLIENT_TOKEN_TEXTS } from './validation/client-token.js';
import { CUSTOMER_TEXTS } from './validation/customer.js';
import { DISPUTE_TEXTS } from './validation/dispute.js';
import { LEVEL_TEXTS } from './validation/level.js';
import { MERCHANT_TEXTS } from './validation/merchant.js';
import { PAYMENT_METHOD_TEXTS } from './validation/payment-method.js';
import { PLAN_TEXTS } from './validation/plan.js';
import { SUBSCRIPTION_TEXTS } from './validation/subscription.js';
import { TRANSACTION_TEXTS } from './validation/transaction.js';
import { VERIFICATION_TEXTS } from './validation/verification.js';

/** Texts of the validation errors that the sandbox knows, by Braintree's code; one file a noun. */
export const VALIDATION_TEXTS = {
  ...TRANSACTION_TEXTS,
  ...LEVEL_TEXTS,
  ...CARD_TEXTS,
  ...CUSTOMER_TEXTS,
  ...ADDRESS_TEXTS,
  ...PAYMENT_METHOD_TEXTS,
  ...BANK_ACCOUNT_TEXTS,
  ...VERIFICATION_TEXTS,
  ...CLIENT_TOKEN_TEXTS,
  ...SUBSCRIPTION_TEXTS,
  ...PLAN_TEXTS,
  ...DISPUTE_TEXTS,
  ...MERCHANT_TEXTS,
} as const;

export type ValidationCode = keyof typeof VALIDATION_TEXTS;

/** One validation error: `path` is where it stands, from the root: `['transaction', 'credit-card']`. */
export interface ValidationError {
  readonly path: readonly string[];
  readonly attribute: string;
  readonly code: ValidationCode;
}

/** An error of a transaction, or of what stands below it. */
export function invalid(code: ValidationCode, attribute: string, ...path: string[]): ValidationError {
  return { path: ['transaction', ...path], attribute, code };
}

/** An error anywhere: `path` from the root, `['customer', 'credit-card', 'billing-address']`. */
export function invalidAt(path: readonly string[], code: ValidationCode, attribute: string): ValidationError {
  return { path, attribute, code };
}
