import { processorText } from '../../../gateway/braintree/texts.js';
import type { Context } from '../../context.js';
import { globalId, randomId } from '../../ids.js';
import type { BankFacts } from '../../instrument.js';
import { bankFields } from '../../instrument-xml.js';
import { DEPOSITS } from '../../rules/bank-accounts.js';
import { instant, type XmlNode } from '../../xml.js';
import { methodOf, putMethod } from './methods.js';

const KIND = 'us_bank_account_verification';
const ATTEMPTS = 5;
const DAY_MS = 86_400_000;

export const BANK_METHODS = [
  'network_check',
  'micro_transfers',
  'independent_check',
  'tokenized_check',
] as const;
export type BankMethod = (typeof BANK_METHODS)[number];

/** A verification of a US bank account, as it is stored. */
export interface BankVerification {
  readonly id: string;
  readonly token: string;
  readonly customerId: string;
  readonly method: BankMethod;
  readonly status: 'pending' | 'verified' | 'processor_declined' | 'gateway_rejected' | 'failed';
  readonly processorCode?: string;
  readonly account: BankFacts;
  /** Wrong guesses of the deposits so far. */
  readonly attempts: number;
  /** When deposits that were named rightly before they arrived will have arrived. */
  readonly settlesAt?: number;
  readonly determinedAt?: number;
  readonly createdAt: number;
}

async function put(context: Context, one: BankVerification): Promise<BankVerification> {
  await context.records.documents.put(KIND, context.merchant.merchantId, {
    id: one.id,
    parent: one.token,
    document: one,
    at: context.now,
  });
  if (one.status === 'verified') await markVerified(context, one.token);
  return one;
}

async function markVerified(context: Context, token: string): Promise<void> {
  const method = await methodOf(context, token);
  if (method?.instrument.kind !== 'us_bank_account') return;
  const account = { ...method.instrument.account, verified: true };
  await putMethod(context, { ...method, instrument: { kind: 'us_bank_account', account } });
}

/** Verifies an account of the vault in one of the documented ways. */
export async function verifyBank(
  context: Context,
  { token, customerId, account }: { token: string; customerId: string; account: BankFacts },
  method: BankMethod,
): Promise<BankVerification> {
  const { now } = context;
  const base = { id: randomId(8), token, customerId, method, account, attempts: 0, createdAt: now };
  switch (method) {
    case 'micro_transfers':
      return put(context, { ...base, status: 'pending' });
    case 'independent_check':
    case 'tokenized_check':
      return put(context, { ...base, status: 'verified', determinedAt: now });
    case 'network_check': {
      const processorCode = account.networkCheck;
      return put(context, { ...base, status: statusOf(processorCode), processorCode, determinedAt: now });
    }
  }
}

function statusOf(processorCode: string): BankVerification['status'] {
  if (processorCode === '1000' || processorCode === '1003') return 'verified';
  return processorCode === '3000' ? 'failed' : 'processor_declined';
}

export async function bankVerificationOf(
  context: Context,
  id: string,
): Promise<BankVerification | undefined> {
  const { records, merchant } = context;
  const found = await records.documents.get<BankVerification>(KIND, merchant.merchantId, id);
  return found && arrived(context, found.document);
}

/** Of one account, or all of the merchant; oldest first. */
export async function bankVerificationsOf(
  context: Context,
  token?: string,
): Promise<readonly BankVerification[]> {
  const { records, merchant } = context;
  const parent = token === undefined ? {} : { parent: token };
  const all = await records.documents.list<BankVerification>(KIND, merchant.merchantId, parent);
  const now: BankVerification[] = [];
  for (const { document } of all) now.push(await arrived(context, document));
  return now;
}

/** Deposits that were confirmed while they were under way make the account verified a day later. */
async function arrived(context: Context, one: BankVerification): Promise<BankVerification> {
  const { now } = context;
  if (one.status !== 'pending' || one.settlesAt === undefined || one.settlesAt > now) return one;
  return put(context, { ...one, status: 'verified', determinedAt: one.settlesAt });
}

/** What confirming came to: the verification as it is then, and the code of the refusal if it is one. */
export interface Confirmation {
  readonly verification: BankVerification;
  readonly fault?: 96101 | 96102 | 96103 | 96104 | 96106;
}

/** `amounts` in cents, in any order. Five wrong guesses end the verification. */
export async function confirmDeposits(
  context: Context,
  one: BankVerification,
  amounts: readonly number[],
): Promise<Confirmation> {
  if (one.method !== 'micro_transfers') return { verification: one, fault: 96102 };
  if (one.status !== 'pending' || one.settlesAt !== undefined) return { verification: one, fault: 96101 };
  if (amounts.length !== 2 || !amounts.every((amount) => Number.isInteger(amount) && amount > 0)) {
    return { verification: one, fault: 96106 };
  }
  const { now } = context;
  const [less = 0, more = 0] = [...amounts].sort((a, b) => a - b);
  if (less !== DEPOSITS[0] || more !== DEPOSITS[1]) {
    const attempts = one.attempts + 1;
    if (attempts < ATTEMPTS) return { verification: await put(context, { ...one, attempts }), fault: 96103 };
    const over = { ...one, attempts, status: 'gateway_rejected' as const, determinedAt: now };
    return { verification: await put(context, over), fault: 96104 };
  }
  switch (one.account.microTransfers) {
    case 'pending':
      return { verification: await put(context, { ...one, settlesAt: now + DAY_MS }) };
    case 'failed':
      return {
        verification: await put(context, {
          ...one,
          status: 'failed',
          processorCode: '3000',
          determinedAt: now,
        }),
      };
    case 'declined':
      return {
        verification: await put(context, {
          ...one,
          status: 'processor_declined',
          processorCode: '2005',
          determinedAt: now,
        }),
      };
    default:
      return { verification: await put(context, { ...one, status: 'verified', determinedAt: now }) };
  }
}

/** The `<us-bank-account-verification>` element. */
export function bankVerificationXml(one: BankVerification): XmlNode {
  const { id, status, method, processorCode, account, token } = one;
  return {
    id,
    globalId: globalId('usbankaccountverification', id),
    status,
    verificationMethod: method,
    verificationDeterminedAt: one.determinedAt === undefined ? null : instant(one.determinedAt),
    verificationAddOns: null,
    processorResponseCode: processorCode ?? null,
    processorResponseText: processorCode ? processorText(processorCode) : null,
    additionalProcessorResponse: null,
    gatewayRejectionReason: status === 'gateway_rejected' ? 'too_many_confirmation_attempts' : null,
    usBankAccount: { token, ...bankFields(account) },
    createdAt: instant(one.createdAt),
    updatedAt: instant(one.determinedAt ?? one.createdAt),
  };
}
