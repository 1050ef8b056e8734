import { amountText } from './amount.js';
import type { CardFacts } from './card.js';
import type { AvsAnswer } from './rules/verification.js';
import { array, type XmlNode } from './xml.js';

export type Status =
  | 'authorized'
  | 'submitted_for_settlement'
  | 'settling'
  | 'settled'
  | 'settlement_confirmed'
  | 'settlement_declined'
  | 'settlement_pending'
  | 'voided'
  | 'processor_declined'
  | 'gateway_rejected'
  | 'failed';

export interface StatusEvent {
  readonly status: Status;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A transaction as it is stored. Amounts in thousandths of the currency's unit. */
export interface Transaction {
  readonly id: string;
  readonly merchantId: string;
  readonly type: 'sale' | 'credit';
  status: Status;
  amount: number;
  readonly currency: string;
  readonly merchantAccountId: string;
  readonly orderId?: string;
  readonly source?: string;
  readonly createdAt: number;
  updatedAt: number;
  history: readonly StatusEvent[];
  readonly card: CardFacts;
  readonly avs: AvsAnswer;
  readonly processorCode?: string;
  readonly processorText?: string;
  readonly processorType?: 'approved' | 'soft_declined' | 'hard_declined';
  readonly authorizationCode?: string;
  readonly rejection?: string;
  readonly duplicateOf?: string;
  readonly risk?: string;
  readonly refundedId?: string;
  refundIds: readonly string[];
  readonly descriptor?: { readonly name?: string };
}

const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const decline = (t: Transaction): string => (t.processorCode === '1000' ? 'Approved' : 'Declined');

/** The `<transaction>` element, named and nested as Braintree's responses are. */
export function transactionXml(t: Transaction): XmlNode {
  return {
    id: t.id,
    globalId: Buffer.from(`transaction_${t.id}`).toString('base64url'),
    status: t.status,
    type: t.type,
    currencyIsoCode: t.currency,
    amount: amountText(t.amount, t.currency),
    merchantAccountId: t.merchantAccountId,
    subMerchantAccountId: null,
    orderId: t.orderId ?? null,
    createdAt: { datetime: iso(t.createdAt) },
    updatedAt: { datetime: iso(t.updatedAt) },
    customer: { id: null, firstName: null, lastName: null, company: null, email: null },
    billing: { postalCode: t.card.postalCode ?? null, streetAddress: t.card.streetAddress ?? null },
    refundId: t.refundIds.at(-1) ?? null,
    refundIds: array('item', t.refundIds),
    refundedTransactionId: t.refundedId ?? null,
    duplicateOfTransactionId: t.duplicateOf,
    partialSettlementTransactionIds: array('item', []),
    authorizedTransactionId: null,
    settlementBatchId:
      t.status === 'settled' ? `${iso(t.updatedAt).slice(0, 10)}_${t.merchantAccountId}` : null,
    shipping: { postalCode: null },
    customFields: '',
    avsErrorResponseCode: t.avs.error,
    avsPostalCodeResponseCode: t.avs.postalCode,
    avsStreetAddressResponseCode: t.avs.streetAddress,
    cvvResponseCode: t.card.cvv,
    gatewayRejectionReason: t.rejection ?? null,
    processorAuthorizationCode: t.authorizationCode ?? null,
    processorResponseCode: t.processorCode ?? '',
    processorResponseText: t.processorText ?? '',
    processorResponseType: t.processorType ?? null,
    additionalProcessorResponse:
      t.processorType && t.processorType !== 'approved' ? `${t.processorCode} : ${t.processorText}` : null,
    networkResponseCode: t.processorCode ? 'XX' : null,
    networkResponseText: t.processorCode ? `sample network response text (${decline(t)})` : null,
    networkTransactionId: t.authorizationCode ? `02${t.id.toUpperCase()}` : null,
    voiceReferralNumber: null,
    purchaseOrderNumber: null,
    taxAmount: null,
    taxExempt: false,
    retried: false,
    recurring: t.source === 'recurring',
    channel: null,
    planId: null,
    subscriptionId: null,
    serviceFeeAmount: null,
    escrowStatus: null,
    paymentInstrumentType: 'credit_card',
    statusHistory: array(
      'status-event',
      t.history.map((event) => ({
        timestamp: { datetime: iso(event.at) },
        status: event.status,
        amount: amountText(t.amount, t.currency),
        user: t.merchantId,
        transactionSource: 'api',
      })),
    ),
    creditCard: {
      token: null,
      bin: t.card.bin,
      last4: t.card.last4,
      cardType: t.card.cardType,
      expirationMonth: t.card.expirationMonth,
      expirationYear: t.card.expirationYear,
      customerLocation: 'US',
      cardholderName: t.card.cardholderName ?? null,
      uniqueNumberIdentifier: t.card.fingerprint,
      prepaid: 'Unknown',
      debit: 'Unknown',
      countryOfIssuance: 'Unknown',
      issuingBank: 'Unknown',
    },
    descriptor: { name: t.descriptor?.name ?? null, phone: null, url: null },
    disputes: array('dispute', []),
    addOns: array('add-on', []),
    discounts: array('discount', []),
    riskData: t.risk ? { id: `risk_${t.id}`, decision: t.risk, transactionRiskScore: null } : undefined,
  };
}
