import { decimalAmount } from '../money/currency.js';
import type { OutcomeVariables } from '../session/command.js';

/** Written by one AMI Setvar: the dialplan function gives every variable its own value, at once. */
export const OUTCOME_VARIABLES =
  'ARRAY(HUSHPAY_RESULT,HUSHPAY_TRANSACTION,HUSHPAY_ORDER,HUSHPAY_LAST4,HUSHPAY_BRAND,HUSHPAY_CODE,HUSHPAY_AMOUNT,HUSHPAY_TEXT)';

/**
 * The values of `OUTCOME_VARIABLES`: result, transaction, order, last four, brand, code, amount (`19.99`), text.
 * They are put into the arguments of a dialplan function, so whatever could end one becomes a space.
 */
export function packOutcome(variables: OutcomeVariables): string {
  const { result, transaction, orderId, last4, brand, code, amount, text } = variables;
  const money = amount && decimalAmount(amount);
  return [result, transaction, orderId, last4, brand, code, money, text].map(plain).join(',');
}

function plain(value: string | undefined): string {
  return (value ?? '')
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._+/-]+/gu, ' ')
    .trim()
    .slice(0, 120);
}
