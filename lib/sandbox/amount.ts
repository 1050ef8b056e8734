import { decimalsOf } from '../money/decimals.js';

/** A currency that ISO 4217 has not is counted as most are. */
const decimals = (currency: string): number => decimalsOf(currency) ?? 2;

/** The gateway writes no amount with fewer decimals, whatever the currency has. */
const FEWEST_WRITTEN = 2;

/** Thousandths of the unit from a decimal string; undefined where the form is wrong for the currency. */
export function amountUnits(text: string, currency: string): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.replace(/0+$/, '').length > decimals(currency)) return undefined;
  const units = Number(whole) * 1000 + Number(fraction.padEnd(3, '0'));
  return sign ? -units : units;
}

/** `1999000` in USD is `1999.00`, in JPY `1999`. */
export function amountText(units: number, currency: string): string {
  return (units / 1000).toFixed(decimals(currency));
}

/** The same as it stands in the gateway's XML: `1999000` in JPY is `1999.00`. */
export function writtenAmount(units: number, currency: string): string {
  return (units / 1000).toFixed(Math.max(FEWEST_WRITTEN, decimals(currency)));
}
