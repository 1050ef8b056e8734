import type { AmountFault } from '../session/state.js';
import type { Money } from './money.js';

/**
 * ISO 4217, list one, by the number of decimals of the minor unit. A table of our own: `Intl` follows how people
 * write (HUF without decimals), ISO how banks count (HUF has two), and the difference is a factor of 100.
 */
const BY_DECIMALS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC
    CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
    SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

const DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries(BY_DECIMALS).flatMap(([decimals, codes]) =>
    codes.split(/\s+/).map((code) => [code, Number(decimals)] as const),
  ),
);

/** Every currency code that is known. */
export const CURRENCIES: readonly string[] = [...DECIMALS.keys()].sort();

export type ParsedAmount =
  | { readonly ok: true; readonly money: Money }
  | { readonly ok: false; readonly fault: AmountFault };

/** How many decimals a currency has; undefined when it is not in ISO 4217. `code` in upper case. */
export function decimalsOf(code: string): number | undefined {
  return DECIMALS.get(code);
}

/** The amount as gateways and people's tables write it: `19.99`, `500`, `1.005`; no sign of the currency. */
export function decimalAmount({ minor, currency }: Money): string {
  const decimals = DECIMALS.get(currency);
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
  return { ok: false, fault: DECIMALS.has(currency) ? fault : 'currency' };
}

function amountOf(whole: string, fraction: string, currency: string): ParsedAmount {
  const decimals = DECIMALS.get(currency);
  if (decimals === undefined) return { ok: false, fault: 'currency' };
  if (fraction.length > decimals) return { ok: false, fault: 'decimals' };
  const minor = Number(whole + fraction.padEnd(decimals, '0'));
  if (minor === 0) return { ok: false, fault: 'zero' };
  return Number.isSafeInteger(minor)
    ? { ok: true, money: { minor, currency } }
    : { ok: false, fault: 'too-large' };
}
