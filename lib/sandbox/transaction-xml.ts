import { addressFields } from './address.js';
import { writtenAmount } from './amount.js';
import type { ThreeDSecure } from './instrument.js';
import { instrumentXml } from './instrument-xml.js';
import { networkAnswer } from './rules/responses.js';
import type { Customer, Modification, Transaction } from './transaction.js';
import { array, type XmlNode } from './xml.js';

/** As the gateway writes times: whole seconds, UTC. */
export const dateTime = (ms: number): XmlNode => ({
  datetime: new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z'),
});

/** The `<transaction>` element, named and nested as Braintree's responses are. */
export function transactionXml(t: Transaction): XmlNode {
  const money = (units: number | undefined): XmlNode =>
    units === undefined ? null : writtenAmount(units, t.currency);
  return {
    id: t.id,
    globalId: Buffer.from(`transaction_${t.id}`).toString('base64url'),
    graphqlId: Buffer.from(`transaction_${t.id}`).toString('base64url'),
    status: t.status,
    type: t.type,
    currencyIsoCode: t.currency,
    amount: t.told ?? money(t.amount),
    merchantAccountId: t.merchantAccountId,
    subMerchantAccountId: null,
    masterMerchantAccountId: null,
    orderId: t.orderId ?? null,
    channel: t.channel ?? null,
    createdAt: dateTime(t.createdAt),
    updatedAt: dateTime(t.updatedAt),
    authorizationExpiresAt: t.expiresAt === undefined ? null : dateTime(t.expiresAt),
    customer: customerXml(t.customer),
    billing: addressFields(t.billing),
    shipping: { ...addressFields(t.shipping), shippingMethod: t.shipping?.shippingMethod ?? null },
    ...links(t),
    ...answers(t),
    ...levels(t, money),
    ...subscriptionOf(t),
    customFields:
      t.customFields && Object.keys(t.customFields).length > 0 ? customFields(t.customFields) : '',
    descriptor: {
      name: t.descriptor?.name ?? null,
      phone: t.descriptor?.phone ?? null,
      url: t.descriptor?.url ?? null,
    },
    recurring: t.source?.startsWith('recurring') ?? false,
    retried: false,
    escrowStatus: null,
    statusHistory: array('status-event', history(t)),
    disputes: t.broken ? 'broken' : array('dispute', t.disputes ?? []),
    ...instrumentXml(t),
  };
}

function history(t: Transaction): XmlNode[] {
  return t.history.map((event) => ({
    timestamp: dateTime(event.at),
    status: event.status,
    amount: writtenAmount(event.amount, t.currency),
    user: t.merchantId,
    transactionSource: event.source,
  }));
}

function links(t: Transaction): { [name: string]: XmlNode } {
  return {
    refundId: t.refundIds.at(-1) ?? null,
    refundIds: array('item', t.refundIds),
    refundedTransactionId: t.refundedId ?? null,
    duplicateOfTransactionId: t.duplicateOf,
    retriedTransactionId: t.retriedId ?? null,
    partialSettlementTransactionIds: array('item', t.partialIds),
    authorizedTransactionId: t.authorizedId ?? null,
    settlementBatchId: t.settlementBatchId ?? null,
    authorizationAdjustments: array(
      'authorization-adjustment',
      t.adjustments.map((one) => ({
        amount: writtenAmount(one.amount, t.currency),
        success: one.success,
        timestamp: dateTime(one.at),
        processorResponseCode: one.code,
      })),
    ),
  };
}

function answers(t: Transaction): { [name: string]: XmlNode } {
  const declined = t.processorType && t.processorType !== 'approved';
  const network =
    t.processorCode && t.instrument.kind !== 'us_bank_account' ? networkAnswer(t.processorCode) : undefined;
  return {
    avsErrorResponseCode: t.avs.error,
    avsPostalCodeResponseCode: t.avs.postalCode,
    avsStreetAddressResponseCode: t.avs.streetAddress,
    cvvResponseCode: t.cvv,
    gatewayRejectionReason: t.rejection ?? null,
    processorAuthorizationCode: t.authorizationCode ?? null,
    processorResponseCode: t.processorCode ?? '',
    processorResponseText: t.processorText ?? '',
    processorResponseType: t.processorType ?? null,
    processorSettlementResponseCode: t.settlementCode ?? '',
    processorSettlementResponseText: t.settlementText ?? '',
    additionalProcessorResponse: declined ? `${t.processorCode} : ${t.processorText}` : null,
    networkResponseCode: network?.code ?? null,
    networkResponseText: network?.text ?? null,
    networkTransactionId: t.authorizationCode ? `02${t.id.toUpperCase()}` : null,
    voiceReferralNumber: null,
    riskData:
      t.risk || t.deviceCaptured
        ? {
            id: `risk_${t.id}`,
            decision: t.risk?.decision ?? 'Approve',
            transactionRiskScore: t.risk?.score ?? null,
            deviceDataCaptured: t.deviceCaptured ?? false,
            fraudServiceProvider: 'fraud_protection',
            liabilityShift: null,
          }
        : undefined,
    threeDSecureInfo: t.threeDSecure ? threeDSecureXml(t.threeDSecure) : null,
  };
}

const threeDSecureXml = (info: ThreeDSecure): XmlNode => ({
  status: info.status,
  enrolled: info.enrolled,
  liabilityShifted: info.liabilityShifted,
  liabilityShiftPossible: info.liabilityShiftPossible,
  eciFlag: info.eciFlag ?? null,
  cavv: info.cavv ?? null,
  xid: info.xid ?? null,
  threeDSecureVersion: info.version ?? null,
  dsTransactionId: info.dsTransactionId ?? null,
});

function levels(t: Transaction, money: (units: number | undefined) => XmlNode): { [name: string]: XmlNode } {
  return {
    purchaseOrderNumber: t.purchaseOrderNumber ?? null,
    taxAmount: money(t.taxAmount),
    taxExempt: t.taxExempt ?? false,
    shippingAmount: money(t.shippingAmount),
    shippingTaxAmount: money(t.shippingTaxAmount),
    discountAmount: money(t.discountAmount),
    shipsFromPostalCode: t.shipsFromPostalCode ?? null,
    serviceFeeAmount: money(t.serviceFeeAmount),
    surchargeAmount: money(t.surchargeAmount),
    productSku: t.productSku ?? null,
    scaExemptionRequested: t.scaExemption ?? null,
    achType: t.achType ?? undefined,
    achReturnCode: t.returned?.code,
    achReturnResponses: t.returned && array('ach-return-response', [returnXml(t.returned)]),
  };
}

const returnXml = ({ code, at }: { readonly code: string; readonly at: number }): XmlNode => ({
  reasonCode: code,
  createdAt: dateTime(at),
});

function subscriptionOf(t: Transaction): { [name: string]: XmlNode } {
  return {
    planId: t.planId ?? null,
    subscriptionId: t.subscriptionId ?? null,
    subscription: {
      billingPeriodStartDate: t.billingPeriod?.start ?? null,
      billingPeriodEndDate: t.billingPeriod?.end ?? null,
    },
    addOns: array('add-on', (t.addOns ?? []).map(modificationXml)),
    discounts: array('discount', (t.discounts ?? []).map(modificationXml)),
  };
}

const modificationXml = (one: Modification): XmlNode => ({
  id: one.id,
  amount: one.amount,
  quantity: one.quantity,
  numberOfBillingCycles: one.numberOfBillingCycles,
  neverExpires: one.neverExpires,
});

/** Names of custom fields are the merchant's own and come back as they are configured, with underscores. */
const customFields = (fields: Readonly<Record<string, string>>): XmlNode =>
  Object.fromEntries(Object.entries(fields));

function customerXml(customer: Customer = {}): XmlNode {
  return {
    id: customer.id ?? null,
    firstName: customer.firstName ?? null,
    lastName: customer.lastName ?? null,
    company: customer.company ?? null,
    email: customer.email ?? null,
    website: customer.website ?? null,
    phone: customer.phone ?? null,
    internationalPhone: {
      countryCode: customer.internationalPhone?.countryCode ?? null,
      nationalNumber: customer.internationalPhone?.nationalNumber ?? null,
    },
    fax: customer.fax ?? null,
  };
}
