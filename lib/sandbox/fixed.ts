import { amountUnits } from './amount.js';
import type { Merchant } from './config.js';
import type { Context } from './context.js';
import { Fields } from './fields.js';
import type { Records } from './records.js';
import { pass } from './resources/transactions/change.js';
import { makeTransaction } from './resources/transactions/make.js';
import { nonceMethod } from './resources/vault/nonces.js';
import type { FixedTransaction } from './settings/transactions.js';
import type { Store } from './store.js';
import type { Status } from './transaction.js';

const COURSE: Readonly<Record<FixedTransaction['status'], readonly Status[]>> = {
  authorized: [],
  submitted_for_settlement: ['submitted_for_settlement'],
  settled: ['submitted_for_settlement', 'settling', 'settled'],
  settlement_declined: ['submitted_for_settlement', 'settlement_declined'],
  voided: ['voided'],
};

/** Makes the transactions of the configuration that are not there yet. Rejects for one that cannot be made. */
export async function makeFixed(
  store: Store,
  merchants: readonly Merchant[],
  secret: string,
  now: number,
): Promise<void> {
  for (const merchant of merchants) {
    for (const fixed of merchant.transactions) {
      await store.atomic((records) =>
        make(contextOf(merchant, records, secret, momentOf(fixed, now)), fixed),
      );
    }
  }
}

const momentOf = (fixed: FixedTransaction, now: number): number =>
  fixed.createdAt ? Date.parse(fixed.createdAt) : now;

async function make(context: Context, fixed: FixedTransaction): Promise<void> {
  const { merchant, records } = context;
  if (await records.transaction(merchant.merchantId, fixed.id)) return;
  const account = fixed.merchantAccountId ?? Object.keys(merchant.merchantAccounts)[0] ?? '';
  const currency = merchant.merchantAccounts[account];
  const amount = amountUnits(fixed.amount, currency ?? 'USD');
  const { method } = await nonceMethod(context, fixed.paymentMethodNonce);
  if (!currency || !amount || !method) {
    throw new Error(
      `transactions: ${fixed.id} needs a known merchant account, an amount in its currency and a fixed nonce`,
    );
  }
  const t = await makeTransaction(context, {
    id: fixed.id,
    type: fixed.type,
    amount,
    currency,
    merchantAccountId: account,
    method,
    submit: false,
    details: { orderId: fixed.orderId },
    without: { duplicates: true, risk: true, avs: true, cvv: true },
  });
  const course = COURSE[fixed.status].filter((status) => status !== t.status);
  if (course.length === 0) return;
  pass(t, context, ...course);
  if (t.status === 'settled') {
    t.settlementCode = '4000';
    t.settlementText = 'Settled';
    t.settlementBatchId = `${new Date(context.now).toISOString().slice(0, 10)}_${account}`;
  }
  await records.update(t);
}

function contextOf(merchant: Merchant, records: Records, secret: string, now: number): Context {
  const body = new Fields(undefined);
  const query = new URLSearchParams();
  return { merchant, records, secret, now, body, query, path: [], origin: '', indexDelayMs: 0 };
}
