import type { Merchant } from '../../config.js';

const CARDS = ['American Express', 'Discover', 'JCB', 'Maestro', 'MasterCard', 'UnionPay', 'Visa'];

/** What a browser's SDK is told about the merchant. `brief` leaves out what only old versions read in the token. */
export function clientConfiguration(
  origin: string,
  merchant: Merchant,
  merchantAccountId: string | undefined,
  brief = false,
): Record<string, unknown> {
  const { merchantId, merchantAccounts, rules } = merchant;
  const account = merchantAccountId ?? Object.keys(merchantAccounts)[0];
  const url = `${origin}/merchants/${merchantId}`;
  const challenges = [
    ...(rules.cvv.length > 0 ? ['cvv'] : []),
    ...(rules.avs.postalCode.length > 0 ? ['postal_code'] : []),
  ];
  return {
    graphQL: { url: `${origin}/graphql`, date: '2018-05-08', features: ['tokenize_credit_cards'] },
    clientApiUrl: `${url}/client_api`,
    environment: 'sandbox',
    merchantId,
    assetsUrl: 'https://assets.braintreegateway.com',
    authUrl: 'https://auth.venmo.sandbox.braintreegateway.com',
    venmo: 'off',
    challenges,
    threeDSecureEnabled: false,
    analytics: {},
    paypalEnabled: false,
    ...(brief
      ? {}
      : {
          merchantAccountId: account,
          currencyIsoCode: merchantAccounts[account ?? ''],
          coinbaseEnabled: false,
          creditCards: { supportedCardTypes: CARDS },
          unionPay: {},
          braintreeApi: null,
        }),
  };
}
