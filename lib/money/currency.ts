import { decimalsOf } from './decimals.js';
import type { AmountFault } from './fault.js';
import type { Money } from './money.js';

export { CURRENCIES, decimalsOf } from './decimals.js';

export type ParsedAmount =
  | { readonly ok: true; readonly money: Money }
  | { readonly ok: false; readonly fault: AmountFault };

/** The amount as gateways and people's tables write it: `19.99`, `500`, `1.005`; no sign of the currency. */
export function decimalAmount({ minor, currency }: Money): string {
  const decimals = decimalsOf(currency);
  if (decimals === undefined) throw new RangeError(`${currency} is not a currency of ISO 4217`);
  if (!Number.isSafeInteger(minor) || minor < 0)
    throw new RangeError('an amount is a whole number of minor units');
  if (decimals === 0) return String(minor);
  const digits = String(minor).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * An amount written by a machine, as HUSHPAY_AMOUNT is: digits, and `.` with at most the currency's decimals. A
 * comma, a sign, a currency or a thousands separator is nonsense: guessing could be wrong by a factor of 1000.
 */
export function parseAmount(text: string, currency: string): ParsedAmount {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  return match ? amountOf(match[1] ?? '', match[2] ?? '', currency) : faulty(currency, 'nonsense');
}

/**
 * An amount keyed by the agent, where `*` is the decimal sign: `25*50`, `25`, `25*`, `*50`. They hear it read back
 * and confirm it, so a missing digit before or after the sign is taken as zero.
 */
export function parseKeyedAmount(keys: string, currency: string): ParsedAmount {
  const match = /^(\d*)(?:\*(\d*))?$/.exec(keys);
  const whole = match?.[1] ?? '';
  const fraction = match?.[2] ?? '';
  return match && whole + fraction !== ''
    ? amountOf(whole, fraction, currency)
    : faulty(currency, 'nonsense');
}

function faulty(currency: string, fault: AmountFault): ParsedAmount {
  return { ok: false, fault: decimalsOf(currency) !== undefined ? fault : 'currency' };
}

function amountOf(whole: string, fraction: string, currency: string): ParsedAmount {
  const decimals = decimalsOf(currency);
  if (decimals === undefined) return { ok: false, fault: 'currency' };
  if (fraction.length > decimals) return { ok: false, fault: 'decimals' };
  const minor = Number(whole + fraction.padEnd(decimals, '0'));
  if (minor === 0) return { ok: false, fault: 'zero' };
  return Number.isSafeInteger(minor)
    ? { ok: true, money: { minor, currency } }
    : { ok: false, fault: 'too-large' };
}
