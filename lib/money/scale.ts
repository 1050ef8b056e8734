import { parseAmount } from './currency.js';
import { decimalsOf } from './decimals.js';
import type { Money } from './money.js';

/**
 * How many units of a currency are worth about as much as one euro or dollar, in whole powers of ten: what is next to nothing
 * in one currency must not be what is asked for in another. No rate of exchange; a currency that is not here counts as one.
 */
const UNITS: Readonly<Record<number, string>> = {
  10: 'CNY CZK DKK EGP SLE STN TWD HKD MOP MXN NOK SEK TRY UAH UYU ZAR',
  100: 'AFN ALL AMD BDT BTN DOP DZD ETB GMD HTG HUF INR ISK JPY KES KGS LKR LRD MKD MUR MZN NIO NPR PHP PKR RSD RUB THB',
  1000: 'ARS BIF CDF CLP COP CRC DJF IQD KMF KPW KRW KZT LBP MMK MNT MWK NGN RWF SDG SYP TZS XAF XOF YER',
  10000: 'GNF IDR IRR LAK MGA PYG UGX UZS VND KHR',
};
const WEIGHTS: ReadonlyMap<string, number> = new Map(
  Object.entries(UNITS).flatMap(([weight, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, Number(weight)]),
  ),
);

/** An amount that was written in units of `usual`, as about the same in `currency`; undefined where it is none. */
export function scaled(decimal: string, usual: string, currency: string): Money | undefined {
  const parsed = parseAmount(decimal, usual);
  const [from, to] = [decimalsOf(usual), decimalsOf(currency)];
  if (!parsed.ok || from === undefined || to === undefined) return undefined;
  if (usual === currency) return parsed.money;
  const units =
    (parsed.money.minor / 10 ** from) * ((WEIGHTS.get(currency) ?? 1) / (WEIGHTS.get(usual) ?? 1));
  return { minor: Math.max(1, Math.round(units * 10 ** to)), currency };
}
