/** Payment methods, customers and verifications. */
export const METHODS = `
  enum CreditCardBrandCode {
    AMERICAN_EXPRESS
    DINERS
    DISCOVER
    ELO
    HIPER
    HIPERCARD
    INTERNATIONAL_MAESTRO
    JCB
    MASTERCARD
    SOLO
    SWITCH
    UK_MAESTRO
    UNION_PAY
    UNKNOWN
    VISA
  }
  enum BinRecordValue { YES NO UNKNOWN }
  type BinRecord {
    prepaid: BinRecordValue
    healthcare: BinRecordValue
    debit: BinRecordValue
    durbinRegulated: BinRecordValue
    commercial: BinRecordValue
    payroll: BinRecordValue
    issuingBank: String
    countryOfIssuance: String
    productId: String
  }
  enum PaymentMethodOriginType { APPLE_PAY GOOGLE_PAY SAMSUNG_PAY VISA_CHECKOUT }
  type PaymentMethodOrigin { type: PaymentMethodOriginType }
  type CreditCardDetails {
    brand: String
    brandCode: CreditCardBrandCode
    bin: String
    binData: BinRecord
    last4: CreditCardLast4
    expirationMonth: Month
    expirationYear: Year
    cardholderName: String
    uniqueNumberIdentifier: ID
    billingAddress: Address
    origin: PaymentMethodOrigin
  }
  enum UsBankAccountType { CHECKING SAVINGS }
  enum UsBankAccountOwnershipType { BUSINESS PERSONAL }
  type UsBankAccountAchMandate { acceptanceText: String, acceptedAt: Timestamp }
  type UsBankAccountDetails {
    accountholderName: String
    accountType: UsBankAccountType
    ownershipType: UsBankAccountOwnershipType
    bankName: String
    last4: String
    routingNumber: String
    verified: Boolean
    achMandate: UsBankAccountAchMandate
    achReturnCode: String
  }
  type PayPalPayer { email: String, payerId: String, firstName: String, lastName: String }
  type PayPalAccountDetails { billingAgreementId: String, payer: PayPalPayer }
  type VenmoAccountDetails { username: String, venmoUserId: String }
  type SEPADirectDebitAccountDetails {
    merchantOrPartnerCustomerId: String
    last4: String
    bankReferenceToken: String
    mandateType: String
  }
  union PaymentMethodDetails = CreditCardDetails | UsBankAccountDetails | PayPalAccountDetails | VenmoAccountDetails | SEPADirectDebitAccountDetails
  union PaymentMethodSnapshot = CreditCardDetails | UsBankAccountDetails | PayPalAccountDetails | VenmoAccountDetails | SEPADirectDebitAccountDetails

  enum PaymentMethodUsage { MULTI_USE SINGLE_USE }
  type PaymentMethod implements Node {
    id: ID!
    legacyId: ID!
    usage: PaymentMethodUsage
    createdAt: Timestamp
    details: PaymentMethodDetails
    verifications(first: Int, after: String): VerificationConnection
    customer: Customer
  }
  type PaymentMethodConnection { edges: [PaymentMethodConnectionEdge], pageInfo: PageInfo! }
  type PaymentMethodConnectionEdge { cursor: String, node: PaymentMethod }

  type Customer implements Node {
    id: ID!
    legacyId: ID!
    createdAt: Timestamp
    firstName: String
    lastName: String
    company: String
    email: String
    phoneNumber: String
    defaultPaymentMethod: PaymentMethod
    paymentMethods(first: Int, after: String): PaymentMethodConnection
  }

  enum VerificationStatus { FAILED GATEWAY_REJECTED PENDING PROCESSOR_DECLINED VERIFIED VERIFYING }
  type VerificationProcessorResponse {
    legacyCode: String
    message: String
    cvvResponse: AvsCvvResponseCode
    avsPostalCodeResponse: AvsCvvResponseCode
    avsStreetAddressResponse: AvsCvvResponseCode
    additionalInformation: String
  }
  enum UsBankAccountVerificationMethod { INDEPENDENT_CHECK MICRO_TRANSFERS NETWORK_CHECK TOKENIZED_CHECK }
  enum UsBankAccountVerificationAddOn { CUSTOMER_VERIFICATION }
  type UsBankAccountVerificationDetails {
    method: UsBankAccountVerificationMethod
    verificationDeterminedAt: Timestamp
  }
  type CreditCardVerificationDetails { amount: MonetaryAmount }
  union VerificationDetails = UsBankAccountVerificationDetails | CreditCardVerificationDetails
  type Verification implements Node {
    id: ID!
    legacyId: ID!
    status: VerificationStatus
    merchantAccountId: ID
    amount: MonetaryAmount
    createdAt: Timestamp
    gatewayRejectionReason: GatewayRejectionReason
    processorResponse: VerificationProcessorResponse
    networkResponse: PaymentNetworkResponse
    riskData: RiskData
    paymentMethod: PaymentMethod
    paymentMethodSnapshot: PaymentMethodSnapshot
    paymentMethodVerificationDetails: VerificationDetails
  }
  type VerificationConnection { edges: [VerificationConnectionEdge], pageInfo: PageInfo! }
  type VerificationConnectionEdge { cursor: String, node: Verification }
`;
