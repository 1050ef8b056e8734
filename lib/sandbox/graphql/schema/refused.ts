/** What the SDK sends by GraphQL and this sandbox refuses, by name; the schema has to know it to say so. */
export const REFUSED = `
  scalar Anything
  type ExchangeRateQuote {
    id: ID
    baseAmount: MonetaryAmount
    quoteAmount: MonetaryAmount
    exchangeRate: String
    tradeRate: String
    expiresAt: Timestamp
    refreshesAt: Timestamp
  }
  input ExchangeRateQuoteInput { baseCurrency: CurrencyCodeAlpha!, quoteCurrency: CurrencyCodeAlpha!, baseAmount: Amount, markup: String }
  input GenerateExchangeRateQuoteInput { clientMutationId: String, quotes: [ExchangeRateQuoteInput!]! }
  type GenerateExchangeRateQuotePayload { clientMutationId: String, quotes: [ExchangeRateQuote!] }

  input CustomerSessionInput {
    email: String
    hashedEmail: String
    phone: PhoneInput
    hashedPhoneNumber: String
    deviceFingerprintId: String
    paypalAppInstalled: Boolean
    venmoAppInstalled: Boolean
    userAgent: String
  }
  input CreateCustomerSessionInput { clientMutationId: String, merchantAccountId: ID, sessionId: String, customer: CustomerSessionInput, purchaseUnits: [Anything!], domain: String }
  input UpdateCustomerSessionInput { clientMutationId: String, merchantAccountId: ID, sessionId: String!, customer: CustomerSessionInput, purchaseUnits: [Anything!], domain: String }
  input GenerateCustomerRecommendationsInput { clientMutationId: String, merchantAccountId: ID, sessionId: String, customer: CustomerSessionInput, purchaseUnits: [Anything!], domain: String }
  type CustomerSessionPayload { clientMutationId: String, sessionId: String }
  enum RecommendationPaymentOption { PAYPAL VENMO }
  type PaymentRecommendation { paymentOption: RecommendationPaymentOption, recommendedPriority: Int }
  type GenerateCustomerRecommendationsPayload {
    clientMutationId: String
    sessionId: String
    isInPayPalNetwork: Boolean
    paymentRecommendations: [PaymentRecommendation!]
  }

  type LocalPaymentContext implements Node {
    id: ID!
    legacyId: ID
    type: String
    paymentId: String
    approvalUrl: String
    merchantAccountId: ID
    orderId: String
    createdAt: Timestamp
    updatedAt: Timestamp
    expiredAt: Timestamp
    transactedAt: Timestamp
    approvedAt: Timestamp
    amount: MonetaryAmount
  }
  input CreateLocalPaymentContextInput { clientMutationId: String, paymentContext: Anything! }
  type CreateLocalPaymentContextPayload { clientMutationId: String, paymentContext: LocalPaymentContext }

  input CreateBankAccountInstantVerificationJwtInput { clientMutationId: String, businessName: String, returnUrl: String, cancelUrl: String }
  type CreateBankAccountInstantVerificationJwtPayload { clientMutationId: String, jwt: String }
`;
