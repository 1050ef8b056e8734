import { randomBytes, randomInt } from 'node:crypto';
import { processorText } from '../../../gateway/braintree/texts.js';
import type { Context } from '../../context.js';
import { cardOf, type Method } from '../../instrument.js';
import { type AmountFate, amountFate, partlyAuthorised } from '../../rules/amounts.js';
import { isSoft } from '../../rules/responses.js';
import { avsAnswer } from '../../rules/verification.js';
import type { Rules } from '../../settings/rules.js';
import type { RejectionReason, Status, Transaction, TransactionDetails } from '../../transaction.js';
import { disputedAtOnce, isDisputed } from '../disputes/open.js';
import { pass } from './change.js';
import { duplicateOf } from './duplicates.js';
import { expiryOf } from './expiry.js';

/** What a transaction is to be made of. It must be valid: nothing is checked here any more. */
export interface Terms {
  /** Chosen beforehand; otherwise a new one. */
  readonly id?: string;
  readonly type: 'sale' | 'credit';
  /** Thousandths of the currency's unit. */
  readonly amount: number;
  readonly currency: string;
  readonly merchantAccountId: string;
  readonly method: Method;
  /** At once, instead of authorising only. */
  readonly submit: boolean;
  readonly details?: TransactionDetails;
  /** A charge with a new card is checked by all of them; a stored one by neither AVS nor the security code. */
  readonly without?: {
    readonly avs?: boolean;
    readonly cvv?: boolean;
    readonly duplicates?: boolean;
    readonly risk?: boolean;
  };
  /** An issuer may authorise less than the amount. */
  readonly acceptPartial?: boolean;
  /** Rejected unless the card's issuer has taken the liability. */
  readonly requireThreeDSecure?: boolean;
}

/** Eight letters and digits, as the gateway's own ids. */
export function transactionId(): string {
  return Array.from({ length: 8 }, () => '0123456789abcdefghjkmnpqrstvwxyz'[randomInt(32)]).join('');
}

/** Makes a transaction by the rules of amount, card, issuer and merchant, stores it and uses its nonce up. */
export async function makeTransaction(context: Context, terms: Terms): Promise<Transaction> {
  const t = await decided(context, terms);
  if (terms.method.nonce) await context.records.consumeNonce(terms.method.nonce, context.now);
  await context.records.insert(t, context.now + context.indexDelayMs);
  return isDisputed(t) ? disputedAtOnce(context, t) : t;
}

/** Whether the request that made it is answered with success. */
export function succeeded({ status }: Transaction): boolean {
  return !['processor_declined', 'gateway_rejected', 'failed'].includes(status);
}

async function decided(context: Context, terms: Terms): Promise<Transaction> {
  const { method, type } = terms;
  const base = baseOf(context, terms);
  const end = (more: Partial<Transaction>, ...statuses: readonly Status[]): Transaction => {
    const t = { ...base, ...more };
    const source = terms.details?.source?.startsWith('recurring') ? 'recurring' : 'api';
    pass(t, context, ...statuses);
    return { ...t, history: t.history.map((event) => ({ ...event, source })) };
  };
  const reject = (rejection: RejectionReason, more: Partial<Transaction> = {}): Transaction =>
    end({ rejection, ...more }, 'gateway_rejected');

  const original = terms.without?.duplicates ? undefined : await duplicateOf(context, base);
  if (original) return reject('duplicate', { duplicateOf: original });
  if (type === 'credit') {
    return end({ processorCode: '1002', processorText: processorText('1002') }, 'submitted_for_settlement');
  }
  const risk = terms.without?.risk || !context.merchant.rules.risk ? undefined : riskOf(method);
  if (risk) return reject(risk, { risk: { decision: 'Decline' } });
  if (terms.requireThreeDSecure && !base.threeDSecure?.liabilityShifted) return reject('three_d_secure');

  const part = terms.acceptPartial ? partlyAuthorised(terms.amount) : undefined;
  const fate = part ? { status: 'authorized' as const, code: '1004' } : fateOf(method, terms.amount);
  const answered = { processorCode: fate.code, processorText: fate.code && processorText(fate.code) };
  if (fate.status === 'processor_declined' || fate.status === 'failed') {
    const processorType = isSoft(fate.code ?? '') ? 'soft_declined' : 'hard_declined';
    return end({ ...answered, processorType }, fate.status);
  }
  if (fate.status === 'gateway_rejected') return reject(fate.rejection ?? 'application_incomplete');

  const approved = {
    ...answered,
    processorType: 'approved' as const,
    authorizationCode: randomBytes(3).toString('hex').toUpperCase(),
    expiresAt: context.now + expiryOf(method.instrument),
    ...(part ? { amount: part, requestedAmount: terms.amount } : {}),
    ...(cardOf(method.instrument)?.fate === 'review' ? { risk: { decision: 'Review' as const } } : {}),
  };
  const rule = verificationRule(context, terms, base);
  if (rule) return reject(rule, approved);
  return end(approved, ...courseOf(terms));
}

/** The statuses that an approved sale goes through at once. PayPal settles what it is given to settle. */
function courseOf({ submit, method }: Terms): readonly Status[] {
  if (method.instrument.kind === 'us_bank_account') return ['settlement_pending'];
  if (!submit) return ['authorized'];
  if (method.instrument.kind === 'paypal_account')
    return ['authorized', 'submitted_for_settlement', 'settling'];
  return ['authorized', 'submitted_for_settlement'];
}

function baseOf(context: Context, terms: Terms): Transaction {
  const { method, details = {} } = terms;
  const card = cardOf(method.instrument);
  const billing = details.billing ?? method.billing;
  return {
    ...details,
    id: terms.id ?? transactionId(),
    merchantId: context.merchant.merchantId,
    type: terms.type,
    status: 'failed',
    history: [],
    amount: terms.amount,
    currency: terms.currency,
    merchantAccountId: terms.merchantAccountId,
    createdAt: context.now,
    updatedAt: context.now,
    instrument: method.instrument,
    token: method.token,
    createdUsing: method.token ? 'token' : 'full_information',
    customer: details.customer ?? (method.customerId ? { id: method.customerId } : undefined),
    billing,
    avs: avsAnswer(billing?.postalCode ?? card?.postalCode, billing?.streetAddress ?? card?.streetAddress),
    cvv: card?.cvv ?? 'I',
    refundIds: [],
    partialIds: [],
    adjustments: [],
  };
}

function riskOf(method: Method): RejectionReason | undefined {
  const fate = cardOf(method.instrument)?.fate;
  if (fate === 'fraud' || method.effect === 'fraud') return 'fraud';
  return fate === 'risk' || method.effect === 'risk' ? 'risk_threshold' : undefined;
}

/** The nonce's own effect goes before the amount's. */
function fateOf(method: Method, amount: number): AmountFate {
  switch (method.effect) {
    case 'declined':
      return { status: 'processor_declined', code: '2000' };
    case 'failed':
      return { status: 'failed', code: '3000' };
    case 'token_issuance':
      return { status: 'gateway_rejected', rejection: 'token_issuance' };
    case 'risk':
    case 'fraud':
    case undefined:
      return amountFate(amount, method.instrument.kind);
  }
}

function verificationRule(context: Context, terms: Terms, t: Transaction): RejectionReason | undefined {
  const { rules } = context.merchant;
  if (!cardOf(t.instrument)) return undefined;
  const cvv = !terms.without?.cvv && rules.cvv.some((match) => match === t.cvv);
  const avs = !terms.without?.avs && avsRejects(rules.avs, t.avs);
  if (cvv && avs) return 'avs_and_cvv';
  return cvv ? 'cvv' : avs ? 'avs' : undefined;
}

function avsRejects(rules: Rules['avs'], avs: Transaction['avs']): boolean {
  if (avs.error) return rules.error;
  return (
    rules.postalCode.some((match) => match === avs.postalCode) ||
    rules.streetAddress.some((match) => match === avs.streetAddress)
  );
}
