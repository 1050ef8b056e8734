import { decimalsOf } from './decimals.js';
import type { Money } from './money.js';

/** The largest number of digits that are surely counted right. */
const MOST_DIGITS = 15;

/**
 * An amount as a provider writes it. What comes from outside is read more kindly than what we send is written: decimals
 * beyond the currency's are taken where they are zeros, as yen come as `7.00`, and nothing is an amount. Undefined:
 * it cannot be counted in minor units (`7.50` yen, a sign, a currency that ISO 4217 has not); never a reason to leave
 * out the transaction it stands in.
 */
export function toldAmount(text: unknown, currency: unknown): Money | undefined {
  if (typeof text !== 'string' || typeof currency !== 'string') return undefined;
  const decimals = decimalsOf(currency);
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (decimals === undefined || !match) return undefined;
  const [, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(decimals))) return undefined;
  const digits = `${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`.replace(/^0+(?=\d)/, '');
  return digits.length > MOST_DIGITS ? undefined : { minor: Number(digits), currency };
}
