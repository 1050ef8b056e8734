const EVENT =
  'status: PaymentStatus, timestamp: Timestamp, amount: MonetaryAmount, source: PaymentSource, terminal: Boolean';
const AUTHORISATION = `${EVENT}
    processorResponse: TransactionAuthorizationProcessorResponse
    networkResponse: PaymentNetworkResponse
    riskDecision: RiskDecision`;
const SETTLEMENT = `${EVENT}
    processorResponse: TransactionSettlementProcessorResponse`;
const PAYMENT = `
    id: ID!
    legacyId: ID!
    createdAt: Timestamp
    amount: MonetaryAmount
    orderId: String
    status: PaymentStatus
    statusHistory: [PaymentStatusEvent!]
    merchantAccountId: ID
    source: PaymentSource
    paymentMethodSnapshot: PaymentMethodSnapshot`;

/** Transactions, refunds and disputes. */
export const PAYMENTS = `
  enum PaymentStatus {
    AUTHORIZATION_EXPIRED
    AUTHORIZED
    AUTHORIZING
    FAILED
    GATEWAY_REJECTED
    PROCESSOR_DECLINED
    SETTLED
    SETTLEMENT_CONFIRMED
    SETTLEMENT_DECLINED
    SETTLEMENT_PENDING
    SETTLING
    SUBMITTED_FOR_SETTLEMENT
    VOIDED
  }
  enum PaymentSource { API CONTROL_PANEL PAYMENT_READER RECURRING UNKNOWN }
  enum ProcessorDeclineType { HARD SOFT }
  type TransactionAuthorizationProcessorResponse {
    legacyCode: String
    message: String
    cvvResponse: AvsCvvResponseCode
    avsPostalCodeResponse: AvsCvvResponseCode
    avsStreetAddressResponse: AvsCvvResponseCode
    authorizationId: String
    additionalInformation: String
    retrievalReferenceNumber: String
  }
  type TransactionSettlementProcessorResponse { legacyCode: String, message: String }
  interface PaymentStatusEvent { ${EVENT} }
  type AuthorizedEvent implements PaymentStatusEvent { ${AUTHORISATION}, authorizationExpiresAt: Timestamp }
  type AuthorizationExpiredEvent implements PaymentStatusEvent { ${EVENT} }
  type ProcessorDeclinedEvent implements PaymentStatusEvent { ${AUTHORISATION}, declineType: ProcessorDeclineType }
  type GatewayRejectedEvent implements PaymentStatusEvent {
    ${AUTHORISATION}
    gatewayRejectionReason: GatewayRejectionReason
    duplicateOf: Transaction
  }
  type FailedEvent implements PaymentStatusEvent { ${AUTHORISATION} }
  type SubmittedForSettlementEvent implements PaymentStatusEvent { ${EVENT} }
  type SettlementPendingEvent implements PaymentStatusEvent { ${SETTLEMENT} }
  type SettlementConfirmedEvent implements PaymentStatusEvent { ${SETTLEMENT} }
  type SettlementDeclinedEvent implements PaymentStatusEvent { ${SETTLEMENT} }
  type SettlingEvent implements PaymentStatusEvent { ${EVENT} }
  type SettledEvent implements PaymentStatusEvent { ${SETTLEMENT}, settlementBatchId: String }
  type VoidedEvent implements PaymentStatusEvent { ${EVENT} }
  type UnknownEvent implements PaymentStatusEvent { ${EVENT} }

  interface Payment { ${PAYMENT} }
  type TransactionDescriptor { name: String, phone: String, url: String }
  type TransactionTaxInformation { taxAmount: Amount, taxExempt: Boolean }
  type TransactionShipping {
    shippingAddress: Address
    shippingAmount: Amount
    shipsFromPostalCode: String
    shippingTaxAmount: Amount
  }
  enum TransactionLineItemType { CREDIT DEBIT }
  type TransactionLineItem {
    name: String
    kind: TransactionLineItemType
    quantity: String
    unitAmount: String
    totalAmount: String
    unitTaxAmount: String
    taxAmount: String
    discountAmount: String
    unitOfMeasure: String
    productCode: String
    commodityCode: String
    description: String
    url: String
  }
  type PartialCaptureDetails { originalAuthorization: Transaction, partialCaptures: [Transaction!] }
  type Transaction implements Node & Payment {
    ${PAYMENT}
    paymentMethod: PaymentMethod
    initialRequestedAuthorizationAmount: MonetaryAmount
    customFields: [CustomField!]
    merchantId: String
    purchaseOrderNumber: String
    processorResponse: TransactionAuthorizationProcessorResponse
    riskData: RiskData
    descriptor: TransactionDescriptor
    channel: String
    customer: Customer
    shipping: TransactionShipping
    tax: TransactionTaxInformation
    discountAmount: String
    surchargeAmount: String
    lineItems: [TransactionLineItem!]
    refunds: [Refund!]
    partialCaptureDetails: PartialCaptureDetails
    disputes: [Dispute!]
    billingAddress: Address
    retried: Boolean
    partiallyAuthorized: Boolean
  }
  type Refund implements Node & Payment {
    ${PAYMENT}
    refundedTransaction: Transaction
    processorResponse: TransactionAuthorizationProcessorResponse
    customFields: [CustomField!]
  }
  union TransactionReversal = Refund | Transaction
  type TransactionConnection { edges: [TransactionConnectionEdge], pageInfo: PageInfo! }
  type TransactionConnectionEdge { cursor: String, node: Transaction }
  type RefundConnection { edges: [RefundConnectionEdge], pageInfo: PageInfo! }
  type RefundConnectionEdge { cursor: String, node: Refund }
  type PaymentConnection { edges: [PaymentConnectionEdge], pageInfo: PageInfo! }
  type PaymentConnectionEdge { cursor: String, node: Payment }

  enum DisputeStatus { ACCEPTED AUTO_ACCEPTED DISPUTED EXPIRED LOST OPEN UNDER_REVIEW WON }
  enum DisputeType { CHARGEBACK PRE_ARBITRATION RETRIEVAL }
  type Dispute implements Node {
    id: ID!
    legacyId: ID!
    status: DisputeStatus
    type: DisputeType
    amountDisputed: MonetaryAmount
    amountWon: MonetaryAmount
    caseNumber: String
    createdAt: Timestamp
    receivedDate: Date
    replyByDate: Date
    referenceNumber: String
    transaction: Transaction
  }
`;
