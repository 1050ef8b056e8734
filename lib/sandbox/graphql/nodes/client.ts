import type { Context } from '../../context.js';

const BRANDS = [
  'AMERICAN_EXPRESS',
  'DISCOVER',
  'INTERNATIONAL_MAESTRO',
  'JCB',
  'MASTERCARD',
  'UNION_PAY',
  'VISA',
];

/** The merchant's set-up as the browser's SDK reads it. */
export function clientConfiguration(_args: unknown, { merchant, origin }: Context): Record<string, unknown> {
  const { merchantId, rules } = merchant;
  return {
    analyticsUrl: null,
    environment: 'SANDBOX',
    merchantId,
    assetsUrl: 'https://assets.braintreegateway.com',
    clientApiUrl: `${origin}/merchants/${merchantId}/client_api`,
    creditCard: {
      supportedCardBrands: BRANDS,
      challenges: [
        ...(rules.cvv.length > 0 ? ['CVV'] : []),
        ...(rules.avs.postalCode.length > 0 ? ['POSTAL_CODE'] : []),
      ],
      threeDSecureEnabled: false,
      threeDSecure: null,
    },
    usBankAccount: { routeId: null, plaidPublicKey: null },
    supportedFeatures: ['TOKENIZE_CREDIT_CARDS'],
  };
}
