const TRANSACTION_CRITERIA = `
    id: SearchValueInput
    createdAt: SearchTimestampInput
    amount: MonetaryAmountSearchInput
    orderId: SearchTextInput
    merchantAccountId: SearchPaymentMerchantAccountIdInput
    settlementBatchId: SearchTextInput
    customer: SearchPaymentCustomerInput
    processorAuthorizationId: SearchTextInput`;

export const QUERIES = `
  input SearchPaymentMerchantAccountIdInput { is: String, in: [String!], isNot: String, startsWith: String, endsWith: String, contains: String }
  input SearchPaymentCustomerInput { id: SearchValueInput }
  input SearchTransactionStatusInput { is: PaymentStatus, in: [PaymentStatus!] }
  input SearchPaymentStatusInput { in: [PaymentStatus!] }
  input SearchTransactionSourceInput { in: [PaymentSource!] }
  input SearchTransactionStatusTransitionInput {
    failedAt: SearchTimestampInput
    settledAt: SearchTimestampInput
    submittedForSettlementAt: SearchTimestampInput
    voidedAt: SearchTimestampInput
  }
  input TransactionSearchInput {
    ${TRANSACTION_CRITERIA}
    status: SearchTransactionStatusInput
    statusTransition: SearchTransactionStatusTransitionInput
    source: SearchTransactionSourceInput
    partiallyAuthorized: Boolean
  }
  input RefundSearchInput {
    ${TRANSACTION_CRITERIA}
    status: SearchPaymentStatusInput
  }
  enum PaymentSearchType { DETACHED_REFUND REFUND TRANSACTION }
  input SearchPaymentTypeInput { in: [PaymentSearchType!] }
  input PaymentSearchInput {
    ${TRANSACTION_CRITERIA}
    status: SearchPaymentStatusInput
    type: SearchPaymentTypeInput
  }
  type Search {
    transactions(input: TransactionSearchInput!, first: Int, after: String): TransactionConnection
    refunds(input: RefundSearchInput!, first: Int, after: String): RefundConnection
    payments(input: PaymentSearchInput!, first: Int, after: String): PaymentConnection
  }

  enum LegacyIdType { CUSTOMER DISPUTE PAYMENT_METHOD REFUND TRANSACTION US_BANK_ACCOUNT_VERIFICATION VERIFICATION }
  type MerchantAccount { id: ID!, currencyCode: CurrencyCodeAlpha, status: String, isDefault: Boolean }
  type MerchantAccountConnection { edges: [MerchantAccountConnectionEdge], pageInfo: PageInfo! }
  type MerchantAccountConnectionEdge { cursor: String, node: MerchantAccount }
  type Merchant {
    id: ID!
    status: String
    companyName: String
    merchantAccounts(first: Int, after: String): MerchantAccountConnection
  }
  type Viewer { id: ID!, merchant: Merchant }

  type Query {
    ping: String!
    clientConfiguration: ClientConfiguration
    node(id: ID!): Node
    search: Search
    idFromLegacyId(legacyId: ID!, type: LegacyIdType!): ID
    viewer: Viewer
  }
`;
