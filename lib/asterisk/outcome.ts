import { decimalAmount } from '../money/currency.js';
import type { OutcomeVariables } from '../session/command.js';

const NAMES = [
  'HUSHPAY_RESULT',
  'HUSHPAY_TRANSACTION',
  'HUSHPAY_ORDER',
  'HUSHPAY_LAST4',
  'HUSHPAY_BRAND',
  'HUSHPAY_CODE',
  'HUSHPAY_PAID',
  'HUSHPAY_TEXT',
  'HUSHPAY_AUTHORISED',
  'HUSHPAY_TOKEN',
];

/** What was to be paid. It has been: another payment in this call must not take the same amount unasked. */
const TERMS = ['HUSHPAY_AMOUNT', 'HUSHPAY_REFERENCE', 'HUSHPAY_DESCRIPTION'];

/** One variable of AMI's Setvar and its value. */
export interface Assignment {
  readonly variable: string;
  readonly value: string;
}

/**
 * One Setvar for all of an outcome: the dialplan function `ARRAY` gives every variable its own value, at once. The
 * values are put into the arguments of a dialplan function, so whatever could end one becomes a space.
 */
export function assignOutcome(variables: OutcomeVariables): Assignment {
  const { result, transaction, orderId, last4, brand, code, amount, text, token } = variables;
  const allowed = result === 'success' && amount ? decimalAmount(amount) : undefined;
  const [paid, authorised] = variables.authorised ? [undefined, allowed] : [allowed, undefined];
  const settled = result === 'success' ? TERMS : [];
  const values = [
    result,
    transaction,
    orderId,
    last4,
    brand,
    code,
    paid,
    text,
    authorised,
    token,
    ...settled.map(() => ''),
  ];
  return { variable: `ARRAY(${[...NAMES, ...settled].join(',')})`, value: values.map(plain).join(',') };
}

function plain(value: string | undefined): string {
  return (value ?? '')
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._+/-]+/gu, ' ')
    .trim()
    .slice(0, 120);
}
