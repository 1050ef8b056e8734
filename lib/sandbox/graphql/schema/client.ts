/** What the browser's SDK asks first. Wallets that the sandbox does not have are there, and null. */
export const CLIENT = `
  type ThreeDSecureConfiguration {
    cardinalAuthenticationJWT: String
    cardinalSongbirdUrl: String
    cardinalSongbirdIdentityHash: String
  }
  type CreditCardConfiguration {
    supportedCardBrands: [String!]
    challenges: [String!]
    threeDSecureEnabled: Boolean
    threeDSecure: ThreeDSecureConfiguration
  }
  type ApplePayWebConfiguration {
    countryCode: String
    currencyCode: String
    merchantIdentifier: String
    supportedCardBrands: [String!]
  }
  type TokenExchangeConfiguration { enabled: Boolean }
  type TokensOnDemandConfiguration { enabled: Boolean, tokenExchange: TokenExchangeConfiguration }
  type FastlaneConfiguration { enabled: Boolean, tokensOnDemand: TokensOnDemandConfiguration }
  type GooglePayConfiguration {
    displayName: String
    supportedCardBrands: [String!]
    environment: String
    googleAuthorization: String
    paypalClientId: String
  }
  type IdealConfiguration { routeId: String, assetsUrl: String }
  type MasterpassConfiguration { merchantCheckoutId: String, supportedCardBrands: [String!] }
  type OpenBankingConfiguration { businessNames: [String!], allowListedDomains: [String!], profileId: String }
  type PayPalConfiguration {
    displayName: String
    clientId: String
    assetsUrl: String
    environment: String
    environmentNoNetwork: Boolean
    unvettedMerchant: Boolean
    braintreeClientId: String
    billingAgreementsEnabled: Boolean
    merchantAccountId: String
    currencyCode: String
    payeeEmail: String
  }
  type UnionPayConfiguration { merchantAccountId: String }
  type UsBankAccountConfiguration { routeId: String, plaidPublicKey: String }
  type VenmoConfiguration {
    merchantId: String
    accessToken: String
    environment: String
    enrichedCustomerDataEnabled: Boolean
  }
  type VisaCheckoutConfiguration { apiKey: String, externalClientId: String, supportedCardBrands: [String!] }
  type BraintreeApiConfiguration { accessToken: String, url: String }
  type ClientConfiguration {
    analyticsUrl: String
    environment: String
    merchantId: String
    assetsUrl: String
    clientApiUrl: String
    creditCard: CreditCardConfiguration
    applePayWeb: ApplePayWebConfiguration
    fastlane: FastlaneConfiguration
    googlePay: GooglePayConfiguration
    ideal: IdealConfiguration
    masterpass: MasterpassConfiguration
    openBanking: OpenBankingConfiguration
    paypal: PayPalConfiguration
    unionPay: UnionPayConfiguration
    usBankAccount: UsBankAccountConfiguration
    venmo: VenmoConfiguration
    visaCheckout: VisaCheckoutConfiguration
    braintreeApi: BraintreeApiConfiguration
    supportedFeatures: [String!]
  }
`;
