import { decimalAmount } from '../money/currency.js';
import type { Money } from '../money/money.js';
import type { OutcomeVariables } from '../session/command.js';

/** What was to be paid. It has been: another payment in this call must not take the same amount unasked. */
const TERMS = [
  'HUSHPAY_AMOUNT',
  'HUSHPAY_MINIMUM',
  'HUSHPAY_INVOICES',
  'HUSHPAY_REFERENCE',
  'HUSHPAY_DESCRIPTION',
];

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
  const entries = Object.entries(outcomeOf(variables)).map(([name, value]) => [`HUSHPAY_${name}`, value]);
  const settled = variables.result === 'success' ? TERMS.map((name) => [name, '']) : [];
  return array([...entries, ...settled]);
}

/**
 * A payment that begins: nothing is left of an earlier one of the same call, and should nobody say more, then none was
 * made. `others` are set with it.
 */
export function blankOutcome(others: Readonly<Record<string, string>> = {}): Assignment {
  const entries = Object.entries(outcomeOf({ result: 'payment-connector-error' }));
  return array([...entries.map(([name, value]) => [`HUSHPAY_${name}`, value]), ...Object.entries(others)]);
}

function array(all: readonly (readonly (string | undefined)[])[]): Assignment {
  return {
    variable: `ARRAY(${all.map(([name]) => name).join(',')})`,
    value: all.map(([, value]) => plain(value)).join(','),
  };
}

/** Every variable is set by every payment, so that none keeps what an earlier one left in it. */
function outcomeOf(variables: OutcomeVariables): Readonly<Record<string, string | undefined>> {
  const { result, transaction, orderId, last4, brand, code, text, token, authorised } = variables;
  const allowed = result === 'success' ? decimal(variables.amount) : undefined;
  return {
    RESULT: result,
    TRANSACTION: transaction,
    ORDER: orderId,
    LAST4: last4,
    BRAND: brand,
    CODE: code,
    PAID: authorised ? undefined : allowed,
    TEXT: text,
    AUTHORISED: authorised ? allowed : undefined,
    TOKEN: token,
    TIP: decimal(variables.tip),
    SURCHARGE: decimal(variables.surcharge),
    NEXT: variables.next,
    RECEIPT: variables.receipt,
    SCORE: variables.score?.toString(),
  };
}

function decimal(amount: Money | undefined): string | undefined {
  return amount && decimalAmount(amount);
}

function plain(value: string | undefined): string {
  return (value ?? '')
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._+/-]+/gu, ' ')
    .trim()
    .slice(0, 120);
}
