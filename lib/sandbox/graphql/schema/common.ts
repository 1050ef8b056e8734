/** Scalars, paging, and what more than one part of the schema uses. Names and types are those of Braintree's schema. */
export const COMMON = `
  scalar Amount
  scalar Timestamp
  scalar Date
  scalar Month
  scalar Year
  scalar CreditCardNumber
  scalar CreditCardLast4
  scalar CVV
  scalar CurrencyCodeAlpha
  scalar CountryCode
  scalar UsBankAccountNumber
  scalar UsBankRoutingNumber
  scalar UsStateCode
  scalar UsZipCode
  scalar EmailAddress
  scalar URL

  interface Node { id: ID! }
  type PageInfo { hasNextPage: Boolean, startCursor: String, endCursor: String }
  type MonetaryAmount { value: Amount, currencyCode: CurrencyCodeAlpha, currencyIsoCode: CurrencyCodeAlpha }
  input MonetaryAmountInput { value: Amount!, currencyCode: CurrencyCodeAlpha! }
  type CustomField { name: String, value: String }
  input CustomFieldInput { name: String!, value: String! }

  type Phone { countryPhoneCode: String, phoneNumber: String, extensionNumber: String }
  input PhoneInput { countryPhoneCode: String, phoneNumber: String, extensionNumber: String }
  type Address {
    company: String
    streetAddress: String
    addressLine1: String
    extendedAddress: String
    addressLine2: String
    firstName: String
    lastName: String
    fullName: String
    locality: String
    adminArea2: String
    region: String
    adminArea1: String
    postalCode: String
    countryCode: CountryCode
    phoneNumber: String
    phone: Phone
  }
  input AddressInput {
    company: String
    streetAddress: String
    addressLine1: String
    extendedAddress: String
    addressLine2: String
    firstName: String
    lastName: String
    locality: String
    adminArea2: String
    region: String
    adminArea1: String
    postalCode: String
    countryCode: CountryCode
    phone: PhoneInput
    countryCodeAlpha3: String
    countryCodeAlpha2: String
    countryCodeNumeric: String
    countryName: String
  }

  enum AvsCvvResponseCode {
    BYPASS
    DOES_NOT_MATCH
    ISSUER_DOES_NOT_PARTICIPATE
    MATCHES
    NOT_APPLICABLE
    NOT_PROVIDED
    NOT_VERIFIED
    SYSTEM_ERROR
  }
  enum RiskDecision { APPROVE DECLINE NOT_EVALUATED REVIEW }
  type RiskData { id: ID, decision: RiskDecision, decisionReasons: [String!], deviceDataCaptured: Boolean, score: Int }
  input RiskDataInput { customerBrowser: String, customerIp: String, deviceData: String }
  type PaymentNetworkResponse { code: String, message: String }
  enum GatewayRejectionReason {
    APPLICATION_INCOMPLETE
    AVS
    AVS_AND_CVV
    CVV
    DUPLICATE
    EXCESSIVE_RETRY
    FRAUD
    RISK_THRESHOLD
    THREE_D_SECURE
    TOKEN_ISSUANCE
  }

  input SearchTextInput { is: String, isNot: String, startsWith: String, endsWith: String, contains: String }
  input SearchValueInput { is: String, in: [String!] }
  input SearchRangeInput { is: String, greaterThanOrEqualTo: String, lessThanOrEqualTo: String }
  input SearchTimestampInput { greaterThanOrEqualTo: Timestamp, lessThanOrEqualTo: Timestamp }
  input SearchDateInput { greaterThanOrEqualTo: Date, lessThanOrEqualTo: Date }
  input MonetaryAmountSearchInput {
    value: SearchRangeInput
    currencyIsoCode: SearchTextInput
    currencyCode: SearchTextInput
  }
`;
