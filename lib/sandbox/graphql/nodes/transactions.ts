import { amountText } from '../../amount.js';
import type { Context } from '../../context.js';
import { globalId } from '../../ids.js';
import type { Dispute } from '../../resources/disputes/model.js';
import { disputesOf, findDispute } from '../../resources/disputes/open.js';
import type { StatusEvent, Transaction } from '../../transaction.js';
import { timestamp } from '../ids.js';
import { addressNode, instrumentNode } from './instruments.js';
import { matchCode } from './matches.js';
import { customerById, methodById } from './vault.js';

type Node = Record<string, unknown>;

const money = (units: number, currency: string): Node => ({
  value: amountText(units, currency),
  currencyCode: currency,
  currencyIsoCode: currency,
});

export async function transactionById(context: Context, id: string | undefined): Promise<Node | null> {
  const t = id ? await context.records.transaction(context.merchant.merchantId, id) : undefined;
  return t ? paymentNode(context, t) : null;
}

async function all(context: Context, ids: readonly string[]): Promise<Node[]> {
  const nodes: Node[] = [];
  for (const id of ids) {
    const node = await transactionById(context, id);
    if (node) nodes.push(node);
  }
  return nodes;
}

/** A transaction, or a refund where the money goes the other way. */
export function paymentNode(context: Context, t: Transaction): Node {
  return t.type === 'credit' ? refundNode(context, t) : transactionNode(context, t);
}

function common(context: Context, t: Transaction): Node {
  return {
    legacyId: t.id,
    createdAt: timestamp(t.createdAt),
    amount: money(t.amount, t.currency),
    orderId: t.orderId,
    status: t.status.toUpperCase(),
    statusHistory: [...t.history].reverse().map((event) => eventNode(context, t, event)),
    merchantAccountId: t.merchantAccountId,
    source: (t.history[0]?.source ?? 'api').toUpperCase(),
    paymentMethodSnapshot: instrumentNode(t.instrument, t.billing),
    customFields: Object.entries(t.customFields ?? {}).map(([name, value]) => ({ name, value })),
    processorResponse: authorisation(t),
  };
}

function refundNode(context: Context, t: Transaction): Node {
  return {
    __typename: 'Refund',
    id: globalId('refund', t.id),
    ...common(context, t),
    refundedTransaction: () => transactionById(context, t.refundedId),
  };
}

function transactionNode(context: Context, t: Transaction): Node {
  const text = (units: number | undefined): string | null =>
    units === undefined ? null : amountText(units, t.currency);
  return {
    __typename: 'Transaction',
    id: globalId('transaction', t.id),
    ...common(context, t),
    paymentMethod: () => methodById(context, t.token),
    initialRequestedAuthorizationAmount: money(
      t.requestedAmount ?? t.history[0]?.amount ?? t.amount,
      t.currency,
    ),
    partiallyAuthorized: t.requestedAmount !== undefined && t.requestedAmount > t.amount,
    merchantId: t.merchantId,
    purchaseOrderNumber: t.purchaseOrderNumber,
    riskData: t.risk && {
      id: `risk_${t.id}`,
      decision: t.risk.decision.toUpperCase(),
      deviceDataCaptured: false,
    },
    descriptor: t.descriptor,
    channel: t.channel,
    customer: () => customerById(context, t.customer?.id),
    billingAddress: addressNode(t.billing),
    shipping: t.shipping && {
      shippingAddress: addressNode(t.shipping),
      shippingAmount: text(t.shippingAmount),
      shippingTaxAmount: text(t.shippingTaxAmount),
      shipsFromPostalCode: t.shipsFromPostalCode,
    },
    tax: { taxAmount: text(t.taxAmount), taxExempt: t.taxExempt ?? false },
    discountAmount: text(t.discountAmount),
    surchargeAmount: text(t.surchargeAmount),
    lineItems: t.lineItems?.map((item) => ({ ...item, kind: item.kind.toUpperCase() })),
    refunds: () => all(context, t.refundIds),
    partialCaptureDetails: {
      originalAuthorization: () => transactionById(context, t.authorizedId),
      partialCaptures: () => all(context, t.partialIds),
    },
    disputes: async () =>
      (await disputesOf(context))
        .filter((d) => d.transaction.id === t.id)
        .map((d) => disputeNode(context, d)),
    retried: false,
  };
}

function authorisation(t: Transaction): Node | null {
  if (!t.processorCode) return null;
  return {
    legacyCode: t.processorCode,
    message: t.processorText,
    cvvResponse: matchCode(t.cvv),
    avsPostalCodeResponse: matchCode(t.avs.error ?? t.avs.postalCode),
    avsStreetAddressResponse: matchCode(t.avs.error ?? t.avs.streetAddress),
    authorizationId: t.authorizationCode,
    additionalInformation:
      t.processorType && t.processorType !== 'approved' ? `${t.processorCode} : ${t.processorText}` : null,
  };
}

const FINAL = [
  'settled',
  'voided',
  'processor_declined',
  'gateway_rejected',
  'failed',
  'settlement_declined',
  'authorization_expired',
];

/** The event's type is named by its status: `settlement_pending` is a SettlementPendingEvent. */
function eventNode(context: Context, t: Transaction, event: StatusEvent): Node {
  const { status } = event;
  const name = status.replace(/(^|_)(\w)/g, (_all, _line, letter: string) => letter.toUpperCase());
  const authorising = ['authorized', 'processor_declined', 'gateway_rejected', 'failed'].includes(status);
  return {
    __typename: `${name}Event`,
    status: status.toUpperCase(),
    timestamp: timestamp(event.at),
    amount: money(event.amount, t.currency),
    source: event.source.toUpperCase(),
    terminal: FINAL.includes(status),
    processorResponse: authorising
      ? authorisation(t)
      : t.settlementCode
        ? { legacyCode: t.settlementCode, message: t.settlementText }
        : null,
    networkResponse:
      authorising && t.processorCode ? { code: 'XX', message: 'sample network response text' } : null,
    riskDecision: t.risk?.decision.toUpperCase() ?? null,
    authorizationExpiresAt: t.expiresAt === undefined ? null : timestamp(t.expiresAt),
    declineType:
      t.processorType === 'hard_declined' ? 'HARD' : t.processorType === 'soft_declined' ? 'SOFT' : null,
    gatewayRejectionReason: t.rejection?.toUpperCase(),
    duplicateOf: () => transactionById(context, t.duplicateOf),
    settlementBatchId: t.settlementBatchId,
  };
}

export function disputeNode(context: Context, d: Dispute): Node {
  return {
    __typename: 'Dispute',
    id: globalId('dispute', d.id),
    legacyId: d.id,
    status: d.status.toUpperCase(),
    type: d.kind.toUpperCase(),
    amountDisputed: money(d.amountDisputed, d.currency),
    amountWon: money(d.amountWon, d.currency),
    caseNumber: d.caseNumber,
    createdAt: timestamp(d.createdAt),
    receivedDate: d.receivedDate,
    replyByDate: d.replyByDate,
    referenceNumber: d.referenceNumber,
    transaction: () => transactionById(context, d.transaction.id),
  };
}

export async function disputeById(context: Context, id: string): Promise<Node | null> {
  const d = await findDispute(context, id);
  return d ? disputeNode(context, d) : null;
}
