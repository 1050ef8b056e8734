/**
 * ISO 4217, list one, by the number of decimals of the minor unit. A table of our own: `Intl` follows how people
 * write (HUF without decimals), ISO how banks count (HUF has two), and the difference is a factor of 100. A leaf, for
 * the product and for the sandbox alike: two tables would disagree. Codes of funds (`CLF`), of metals and for tests are
 * in ISO's list and are no money that anybody pays with.
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

/** How many decimals a currency has; undefined when it is not in ISO 4217. `code` in upper case. */
export function decimalsOf(code: string): number | undefined {
  return DECIMALS.get(code);
}
