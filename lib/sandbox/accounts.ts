/** Merchant account by currency of the merchant that the sandbox makes for itself; USD is its default. */
export const SANDBOX_ACCOUNTS: Readonly<Record<string, string>> = {
  USD: 'hushpay_usd',
  EUR: 'hushpay_eur',
  GBP: 'hushpay_gbp',
  HUF: 'hushpay_huf',
  JPY: 'hushpay_jpy',
  CHF: 'hushpay_chf',
  CAD: 'hushpay_cad',
  AUD: 'hushpay_aud',
  PLN: 'hushpay_pln',
  KWD: 'hushpay_kwd',
  ISK: 'hushpay_isk',
};
