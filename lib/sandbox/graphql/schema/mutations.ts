/** A payload of one named field, as nearly every mutation has. */
const payload = (name: string, ...fields: string[]): string =>
  `type ${name} { clientMutationId: String, ${fields.join(', ')} }`;
const input = (name: string, ...fields: string[]): string =>
  `input ${name} { clientMutationId: String, ${fields.join(', ')} }`;

const PAY = ['paymentMethodId: ID!', 'transaction: TransactionInput!'];
const CARD_OPTIONS = 'options: CreditCardTransactionOptionsInput';
const VAULT = ['paymentMethodId: ID!', 'customerId: ID', 'makeDefault: Boolean', 'riskData: RiskDataInput'];

export const MUTATIONS = `
  input CreditCardInput {
    number: CreditCardNumber
    expirationYear: Year
    expirationMonth: Month
    cvv: CVV
    cardholderName: String
    billingAddress: AddressInput
  }
  input TokenizeCreditCardOptionsInput { validate: Boolean }
  ${input('TokenizeCreditCardInput', 'creditCard: CreditCardInput!', 'options: TokenizeCreditCardOptionsInput')}
  ${payload('TokenizeCreditCardPayload', 'token: String', 'creditCard: CreditCardDetails', 'paymentMethod: PaymentMethod')}
  ${input('TokenizeCvvInput', 'cvv: CVV!')}
  type TokenizedCvv { id: ID! }
  ${payload('TokenizeCvvPayload', 'tokenizedCvv: TokenizedCvv', 'singleUseToken: PaymentMethod', 'paymentMethod: PaymentMethod')}
  input UsBankAccountBusinessOwnerInput { businessName: String! }
  input UsBankAccountIndividualOwnerInput { firstName: String!, lastName: String! }
  input UsBankAccountBillingAddressInput {
    streetAddress: String!
    extendedAddress: String
    city: String!
    state: UsStateCode!
    zipCode: UsZipCode!
  }
  input UsBankAccountInput {
    accountNumber: UsBankAccountNumber!
    routingNumber: UsBankRoutingNumber!
    accountType: UsBankAccountType!
    businessOwner: UsBankAccountBusinessOwnerInput
    individualOwner: UsBankAccountIndividualOwnerInput
    billingAddress: UsBankAccountBillingAddressInput
    achMandate: String!
  }
  ${input('TokenizeUsBankAccountInput', 'usBankAccount: UsBankAccountInput!')}
  ${payload('TokenizeUsBankAccountPayload', 'paymentMethod: PaymentMethod')}

  input PaymentMethodVerificationOptionsInput { merchantAccountId: ID, skip: Boolean }
  input CreditCardVerificationOptionsInput { merchantAccountId: ID, skip: Boolean, amount: Amount }
  ${input('VaultPaymentMethodInput', ...VAULT, 'verificationMerchantAccountId: ID', 'verification: PaymentMethodVerificationOptionsInput')}
  ${input(
    'VaultCreditCardInput',
    ...VAULT,
    'verification: CreditCardVerificationOptionsInput',
    'billingAddress: AddressInput',
    'failOnDuplicatePaymentMethod: Boolean',
    'failOnDuplicatePaymentMethodForCustomer: Boolean',
  )}
  ${input(
    'VaultUsBankAccountInput',
    'paymentMethodId: ID!',
    'customerId: ID',
    'makeDefault: Boolean',
    'verificationMerchantAccountId: ID',
    'verificationMethod: UsBankAccountVerificationMethod!',
    'verificationAddOns: [UsBankAccountVerificationAddOn!]',
  )}
  ${payload('VaultPaymentMethodPayload', 'paymentMethod: PaymentMethod', 'verification: Verification')}
  ${input('VerifyPaymentMethodInput', 'paymentMethodId: ID!', 'merchantAccountId: ID')}
  ${input('VerifyCreditCardInput', 'paymentMethodId: ID!', 'options: CreditCardVerificationOptionsInput')}
  ${input(
    'VerifyUsBankAccountInput',
    'paymentMethodId: ID!',
    'merchantAccountId: ID',
    'verificationMethod: UsBankAccountVerificationMethod!',
    'verificationAddOns: [UsBankAccountVerificationAddOn!]',
  )}
  ${payload('VerifyPaymentMethodPayload', 'verification: Verification')}
  ${input('ConfirmMicroTransferAmountsInput', 'verificationId: ID!', 'amountsInCents: [Int!]!')}
  enum ConfirmMicroTransferAmountsStatus { AMOUNTS_DO_NOT_MATCH CONFIRMED TOO_MANY_ATTEMPTS }
  ${payload('ConfirmMicroTransferAmountsPayload', 'verification: Verification', 'status: ConfirmMicroTransferAmountsStatus')}
  ${input('DeletePaymentMethodFromVaultInput', 'paymentMethodId: ID!')}
  type DeletePaymentMethodFromVaultPayload { clientMutationId: String }

  enum PaymentInitiator { ESTIMATED INSTALLMENT INSTALLMENT_FIRST MOTO RECURRING RECURRING_FIRST UNSCHEDULED }
  enum RecurringType { FIRST SUBSEQUENT UNSCHEDULED }
  enum VaultPaymentMethodCriteria { ALWAYS ON_SUCCESSFUL_TRANSACTION }
  input VaultPaymentMethodAfterTransactingInput { when: VaultPaymentMethodCriteria! }
  input TransactionDescriptorInput { name: String, phone: String, url: String }
  input TransactionCustomerDetailsInput { email: String, phoneNumber: String }
  input TransactionTaxInput { taxAmount: Amount, taxExempt: Boolean }
  input TransactionShippingInput {
    shippingAddress: AddressInput
    shippingAmount: String
    shipsFromPostalCode: String
    shippingTaxAmount: String
  }
  input TransactionLineItemInput {
    name: String!
    kind: TransactionLineItemType!
    quantity: String!
    unitAmount: String!
    totalAmount: String!
    unitTaxAmount: String
    taxAmount: String
    discountAmount: String
    unitOfMeasure: String
    productCode: String
    commodityCode: String
    description: String
    url: String
  }
  input TransactionInput {
    amount: Amount!
    merchantAccountId: ID
    orderId: String
    purchaseOrderNumber: String
    riskData: RiskDataInput
    customFields: [CustomFieldInput!]
    descriptor: TransactionDescriptorInput
    recurring: RecurringType
    paymentInitiator: PaymentInitiator
    channel: String
    customerId: ID
    shipping: TransactionShippingInput
    tax: TransactionTaxInput
    discountAmount: String
    surchargeAmount: String
    lineItems: [TransactionLineItemInput!]
    vaultPaymentMethodAfterTransacting: VaultPaymentMethodAfterTransactingInput
    customerDetails: TransactionCustomerDetailsInput
  }
  input CreditCardTransactionOptionsInput { billingAddress: AddressInput, acceptPartialAuthorization: Boolean, tokenizedCvvPaymentMethodId: ID }
  enum ACHStandardEntryClassCode { CCD PPD TEL WEB }
  input ChargeUsBankAccountOptionsInput { standardEntryClassCode: ACHStandardEntryClassCode }
  ${input('AuthorizePaymentMethodInput', ...PAY)}
  ${input('AuthorizeCreditCardInput', ...PAY, CARD_OPTIONS)}
  ${input('ChargePaymentMethodInput', ...PAY)}
  ${input('ChargeCreditCardInput', ...PAY, CARD_OPTIONS)}
  ${input('ChargeUsBankAccountInput', ...PAY, 'options: ChargeUsBankAccountOptionsInput')}
  ${input('ChargeVenmoAccountInput', ...PAY)}
  ${input('AuthorizeVenmoAccountInput', ...PAY)}
  ${payload('TransactionPayload', 'transaction: Transaction')}

  input CaptureTransactionOptionsInput { amount: Amount, orderId: String, purchaseOrderNumber: String, descriptor: TransactionDescriptorInput, discountAmount: String, tax: TransactionTaxInput, shipping: TransactionShippingInput, lineItems: [TransactionLineItemInput!] }
  ${input('CaptureTransactionInput', 'transactionId: ID!', 'transaction: CaptureTransactionOptionsInput')}
  input PartialCaptureTransactionOptionsInput { amount: Amount!, orderId: String, descriptor: TransactionDescriptorInput }
  ${input('PartialCaptureTransactionInput', 'transactionId: ID!', 'transaction: PartialCaptureTransactionOptionsInput!')}
  ${payload('PartialCaptureTransactionPayload', 'capture: Transaction')}
  input RefundInput { amount: Amount, orderId: String, merchantAccountId: ID }
  ${input('RefundTransactionInput', 'transactionId: ID!', 'refund: RefundInput')}
  ${payload('RefundTransactionPayload', 'refund: Refund')}
  ${input('ReverseTransactionInput', 'transactionId: ID!')}
  ${payload('ReverseTransactionPayload', 'reversal: TransactionReversal')}
  ${input('ReverseRefundInput', 'refundId: ID!')}
  enum SandboxSettlementState { SETTLED SETTLEMENT_DECLINED }
  ${input('SandboxSettleTransactionInput', 'transactionId: ID!', 'settlementState: SandboxSettlementState')}

  input CustomerInput { firstName: String, lastName: String, company: String, email: String, phoneNumber: String }
  ${input('CreateCustomerInput', 'customer: CustomerInput')}
  ${payload('CreateCustomerPayload', 'customer: Customer')}
  ${input('UpdateCustomerInput', 'customerId: ID!', 'customer: CustomerInput')}
  ${payload('UpdateCustomerPayload', 'customer: Customer')}
  ${input('DeleteCustomerInput', 'customerId: ID!')}
  type DeleteCustomerPayload { clientMutationId: String }
  input ClientTokenInput { merchantAccountId: ID, customerId: ID, domains: [String!] }
  ${input('CreateClientTokenInput', 'clientToken: ClientTokenInput')}
  ${payload('CreateClientTokenPayload', 'clientToken: String')}
  ${input('AcceptDisputeInput', 'disputeId: ID!')}
  ${payload('AcceptDisputePayload', 'dispute: Dispute')}

  type Mutation {
    tokenizeCreditCard(input: TokenizeCreditCardInput!): TokenizeCreditCardPayload
    tokenizeCvv(input: TokenizeCvvInput!): TokenizeCvvPayload
    tokenizeUsBankAccount(input: TokenizeUsBankAccountInput!): TokenizeUsBankAccountPayload
    vaultPaymentMethod(input: VaultPaymentMethodInput!): VaultPaymentMethodPayload
    vaultCreditCard(input: VaultCreditCardInput!): VaultPaymentMethodPayload
    vaultUsBankAccount(input: VaultUsBankAccountInput!): VaultPaymentMethodPayload
    verifyPaymentMethod(input: VerifyPaymentMethodInput!): VerifyPaymentMethodPayload
    verifyCreditCard(input: VerifyCreditCardInput!): VerifyPaymentMethodPayload
    verifyUsBankAccount(input: VerifyUsBankAccountInput!): VerifyPaymentMethodPayload
    confirmMicroTransferAmounts(input: ConfirmMicroTransferAmountsInput!): ConfirmMicroTransferAmountsPayload
    deletePaymentMethodFromVault(input: DeletePaymentMethodFromVaultInput!): DeletePaymentMethodFromVaultPayload
    authorizePaymentMethod(input: AuthorizePaymentMethodInput!): TransactionPayload
    authorizeCreditCard(input: AuthorizeCreditCardInput!): TransactionPayload
    authorizeVenmoAccount(input: AuthorizeVenmoAccountInput!): TransactionPayload
    chargePaymentMethod(input: ChargePaymentMethodInput!): TransactionPayload
    chargeCreditCard(input: ChargeCreditCardInput!): TransactionPayload
    chargeUsBankAccount(input: ChargeUsBankAccountInput!): TransactionPayload
    chargeVenmoAccount(input: ChargeVenmoAccountInput!): TransactionPayload
    captureTransaction(input: CaptureTransactionInput!): TransactionPayload
    partialCaptureTransaction(input: PartialCaptureTransactionInput!): PartialCaptureTransactionPayload
    refundTransaction(input: RefundTransactionInput!): RefundTransactionPayload
    reverseTransaction(input: ReverseTransactionInput!): ReverseTransactionPayload
    reverseRefund(input: ReverseRefundInput!): RefundTransactionPayload
    sandboxSettleTransaction(input: SandboxSettleTransactionInput!): TransactionPayload
    createCustomer(input: CreateCustomerInput): CreateCustomerPayload
    updateCustomer(input: UpdateCustomerInput!): UpdateCustomerPayload
    deleteCustomer(input: DeleteCustomerInput!): DeleteCustomerPayload
    createClientToken(input: CreateClientTokenInput): CreateClientTokenPayload
    acceptDispute(input: AcceptDisputeInput!): AcceptDisputePayload
    generateExchangeRateQuote(input: GenerateExchangeRateQuoteInput!): GenerateExchangeRateQuotePayload
    createCustomerSession(input: CreateCustomerSessionInput!): CustomerSessionPayload
    updateCustomerSession(input: UpdateCustomerSessionInput!): CustomerSessionPayload
    generateCustomerRecommendations(input: GenerateCustomerRecommendationsInput!): GenerateCustomerRecommendationsPayload
    createLocalPaymentContext(input: CreateLocalPaymentContextInput!): CreateLocalPaymentContextPayload
    createBankAccountInstantVerificationJwt(input: CreateBankAccountInstantVerificationJwtInput!): CreateBankAccountInstantVerificationJwtPayload
  }
`;
