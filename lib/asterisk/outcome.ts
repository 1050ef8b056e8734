import { decimalAmount } from '../money/currency.js';
import type { OutcomeVariables } from '../session/command.js';

/**
 * HUSHPAY_OUTCOME as `[hushpay-outcome]` of the dialplan takes it apart: result, transaction, order, last four,
 * brand, code, amount (`19.99`), text. The value is put into an expression and an
 * application's arguments there, so whatever could end either becomes a space.
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
