import { z } from 'zod';
import { decimalsOf, parseAmount } from '../money/currency.js';

/** In units of the currency: one for all of them, or one each. */
export type Maximum = string | Readonly<Record<string, string>>;

const AMOUNT = 'must be an amount such as 10000 or "99.50"';
const FORM = `${AMOUNT}, or one for each currency: { USD: 10000, JPY: 1500000 }`;

const one = z.union([z.number().positive(), z.string().regex(/^\d+(\.\d+)?$/, { error: AMOUNT })], {
  error: AMOUNT,
});

/** The largest amount taken. */
export const maximum = z
  .union([one, z.record(z.string().regex(/^[A-Z]{3}$/), one)], { error: FORM })
  .transform(
    (given): Maximum =>
      typeof given === 'object'
        ? Object.fromEntries(Object.entries(given).map(([currency, amount]) => [currency, String(amount)]))
        : String(given),
  )
  .prefault('10000')
  .describe(
    'Largest amount taken, in units of the currency: 99.50 is 99 dollars 50 cents. One number holds for whatever currency is paid, so 10000 is 10000 yen, too; or one for each currency, such as { USD: 10000, JPY: 1500000 }, and a currency that is not named is not taken. A surcharge comes on top of it.',
  );

/** In minor units; undefined where the currency is not taken, or ISO 4217 has no such code. */
export function maximumOf(maximum: Maximum, currency: string): number | undefined {
  const decimals = decimalsOf(currency);
  if (decimals === undefined) return undefined;
  // A code is three capitals, so nothing is found that an object inherits.
  const given = typeof maximum === 'string' ? maximum : maximum[currency];
  if (given === undefined) return undefined;
  const parsed = parseAmount(given, currency);
  if (parsed.ok) return parsed.money.minor;
  // What holds for every currency may have decimals that this one has not.
  return Math.floor(Number(given) * 10 ** decimals);
}

/** What is wrong with it where `usual` is the currency of who names none. */
export function judgeMaximum(
  maximum: Maximum,
  usual: string,
  fault: (option: string, message: string) => unknown,
): void {
  if (typeof maximum === 'string') {
    if (!parseAmount(maximum, usual).ok) {
      fault('payment.maximum', `is not an amount of ${usual}; write such as 10000`);
    }
    return;
  }
  for (const [currency, amount] of Object.entries(maximum)) {
    const decimals = decimalsOf(currency);
    const option = `payment.maximum.${currency}`;
    if (decimals === undefined) {
      fault(option, 'is not a currency of ISO 4217; write such as USD or EUR');
    } else if (!parseAmount(amount, currency).ok) {
      fault(option, `is not an amount of ${currency}, which has ${decimals} decimals, or is nothing at all`);
    }
  }
  if (maximum[usual] === undefined) {
    fault('payment.maximum', `has no amount of ${usual}, which payment.currency is; add ${usual}`);
  }
}
