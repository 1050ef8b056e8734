import { parseAmount } from './currency.js';
import type { Money } from './money.js';

/**
 * What a method costs the payer on top of `amount`: thousandths of a percent, half of a minor unit rounded up, and a
 * fixed decimal in the currency's own units, nothing where the currency has not its decimals.
 */
export function surchargeOf(
  { minor, currency }: Money,
  { thousandths, fixed }: { readonly thousandths: number; readonly fixed?: string },
): Money {
  const parsed = fixed ? parseAmount(fixed, currency) : undefined;
  // In whole numbers: 0.5 of a cent is no float's business.
  const share = Number((BigInt(minor) * BigInt(thousandths) + 50_000n) / 100_000n);
  return { minor: share + (parsed?.ok ? parsed.money.minor : 0), currency };
}
