import { writtenAmount } from '../../amount.js';
import type { Day } from '../../calendar.js';
import { globalId } from '../../ids.js';
import { dateTime } from '../../transaction-xml.js';
import { array, type XmlNode } from '../../xml.js';

export type DisputeStatus =
  | 'open'
  | 'accepted'
  | 'auto_accepted'
  | 'disputed'
  | 'expired'
  | 'under_review'
  | 'won'
  | 'lost';

export const DISPUTE_STATUSES: readonly DisputeStatus[] = [
  'open',
  'accepted',
  'auto_accepted',
  'disputed',
  'expired',
  'under_review',
  'won',
  'lost',
];

export interface Evidence {
  readonly id: string;
  readonly comment: string | null;
  readonly category: string | null;
  readonly sequenceNumber: number | null;
  /** Of a document. */
  readonly url: string | null;
  readonly createdAt: number;
  readonly sentAt: number | null;
}

/** A dispute as it is stored. Amounts in thousandths of the unit. */
export interface Dispute {
  readonly id: string;
  readonly kind: 'chargeback' | 'pre_arbitration' | 'retrieval';
  readonly status: DisputeStatus;
  readonly reason: string;
  readonly reasonCode: string;
  readonly reasonDescription: string | null;
  readonly amountDisputed: number;
  readonly amountWon: number;
  readonly currency: string;
  readonly merchantAccountId: string;
  readonly caseNumber: string;
  readonly referenceNumber: string;
  readonly protectionLevel: 'effortless' | 'standard' | 'not_protected';
  readonly preDisputeProgram: 'none' | 'visa_rdr';
  readonly receivedDate: Day;
  readonly replyByDate: Day;
  readonly openedDate: Day;
  readonly wonDate: Day | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly evidence: readonly Evidence[];
  readonly history: readonly { readonly status: DisputeStatus; readonly at: number }[];
  readonly transaction: {
    readonly id: string;
    readonly amount: number;
    readonly createdAt: number;
    readonly orderId?: string;
    readonly purchaseOrderNumber?: string;
    readonly source?: string;
    readonly customerId?: string;
    readonly installmentCount?: string;
  };
}

export function evidenceXml(one: Evidence): { readonly [name: string]: XmlNode } {
  return {
    id: one.id,
    globalId: globalId('disputeevidence', one.id),
    comment: one.comment,
    category: one.category,
    tag: one.category,
    sequenceNumber: one.sequenceNumber,
    url: one.url,
    createdAt: dateTime(one.createdAt),
    sentToProcessorAt: one.sentAt === null ? null : dateTime(one.sentAt),
  };
}

/** The children of `<dispute>`. */
export function disputeXml(d: Dispute): { readonly [name: string]: XmlNode } {
  const money = (units: number): string => writtenAmount(units, d.currency);
  return {
    id: d.id,
    globalId: globalId('dispute', d.id),
    graphqlId: globalId('dispute', d.id),
    kind: d.kind,
    status: d.status,
    reason: d.reason,
    reasonCode: d.reasonCode,
    reasonDescription: d.reasonDescription,
    amount: money(d.amountDisputed),
    amountDisputed: money(d.amountDisputed),
    amountWon: money(d.amountWon),
    currencyIsoCode: d.currency,
    merchantAccountId: d.merchantAccountId,
    caseNumber: d.caseNumber,
    referenceNumber: d.referenceNumber,
    originalDisputeId: null,
    processorComments: null,
    forwardedComments: null,
    chargebackProtectionLevel: d.protectionLevel,
    preDisputeProgram: d.preDisputeProgram,
    receivedDate: d.receivedDate,
    replyByDate: d.replyByDate,
    dateOpened: d.openedDate,
    dateWon: d.wonDate,
    createdAt: dateTime(d.createdAt),
    updatedAt: dateTime(d.updatedAt),
    evidence: array('evidence', d.evidence.map(evidenceXml)),
    statusHistory: array(
      'status-history',
      [...d.history].reverse().map(({ status, at }) => ({
        status,
        timestamp: dateTime(at),
        effectiveDate: new Date(at).toISOString().slice(0, 10),
        disbursementDate: null,
      })),
    ),
    transaction: {
      id: d.transaction.id,
      globalId: globalId('transaction', d.transaction.id),
      amount: money(d.transaction.amount),
      createdAt: dateTime(d.transaction.createdAt),
      orderId: d.transaction.orderId ?? null,
      purchaseOrderNumber: d.transaction.purchaseOrderNumber ?? null,
      installmentCount: null,
      paymentInstrumentSubtype: 'Visa',
    },
  };
}
