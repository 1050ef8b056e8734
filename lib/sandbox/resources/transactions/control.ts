import { z } from 'zod';
import { type Answer, jsonAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Transaction } from '../../transaction.js';
import { dateTime, transactionXml } from '../../transaction-xml.js';
import { array } from '../../xml.js';
import { announce } from '../webhooks/announce.js';
import { pass } from './change.js';
import { transactionId } from './make.js';

const changeSchema = z.union([
  /** How its amount is written in every answer from now on: `7.50` of yen, or nonsense. */
  z.strictObject({ told: z.string() }),
  /** Its record is one that the SDK stumbles over. */
  z.strictObject({ broken: z.boolean() }),
  /** The bank sends it back after it was settled, by ACH's code: the webhook tells it, and the status stays. */
  z.strictObject({ returned: z.string().regex(/^R\d{2}$/) }),
  /** A debit that came back is sent to the bank again, as another transaction. */
  z.strictObject({ retried: z.literal(true) }),
  /** A refund does not go through after all: `2046`. */
  z.strictObject({ refundFailed: z.string() }),
  /** Somebody has looked at what the fraud service was in doubt of; what is rejected is voided. */
  z.strictObject({ reviewed: z.enum(['approve', 'reject']) }),
  /** The payout it is part of does not reach the merchant's bank. */
  z.strictObject({ payoutFailed: z.string() }),
]);

/** POST /_control/transactions/ID: what happens to a transaction at the bank, or what is wrong with its record. */
export async function changeByControl(context: Context, id: string, body: unknown): Promise<Answer> {
  const parsed = changeSchema.safeParse(body);
  if (!parsed.success) return jsonAnswer(422, { errors: parsed.error.issues });
  const t = await context.records.transaction(context.merchant.merchantId, id);
  if (!t) return jsonAnswer(404, { error: 'no such transaction' });
  return jsonAnswer(200, await changed(context, t, parsed.data));
}

type Change = z.infer<typeof changeSchema>;

async function changed(context: Context, t: Transaction, change: Change): Promise<{ readonly id: string }> {
  const { records } = context;
  if ('told' in change) t.told = change.told;
  if ('broken' in change) t.broken = change.broken;
  if ('returned' in change) t.returned = { code: change.returned, at: context.now };
  if ('refundFailed' in change) pass(t, context, 'processor_declined');
  if ('reviewed' in change && change.reviewed === 'reject') pass(t, context, 'voided');
  await records.update(t);
  if ('retried' in change) return retried(context, t);
  await tell(context, t, change);
  return { id: t.id };
}

/** The new one is on its way as the first one was. */
async function retried(context: Context, t: Transaction): Promise<{ readonly id: string }> {
  const again: Transaction = {
    ...t,
    id: transactionId(),
    createdAt: context.now,
    history: [],
    settlementCode: undefined,
    settlementText: undefined,
    settlementBatchId: undefined,
    returned: undefined,
    retriedId: t.id,
  };
  pass(again, context, 'submitted_for_settlement');
  await context.records.insert(again, context.now);
  await announce(context, 'transaction_retried', () => ({ transaction: transactionXml(again) }));
  return { id: again.id };
}

async function tell(context: Context, t: Transaction, change: Change): Promise<void> {
  const transaction = () => ({ transaction: transactionXml(t) });
  if ('returned' in change) return announce(context, 'transaction_settlement_declined', transaction);
  if ('refundFailed' in change) return announce(context, 'refund_failed', transaction);
  if ('reviewed' in change) {
    const { reviewed: decision } = change;
    const review = { transactionId: t.id, decision, reviewedTime: dateTime(context.now) };
    return announce(context, 'transaction_reviewed', () => ({ transactionReview: review }));
  }
  if ('payoutFailed' in change) {
    const disbursement = {
      id: `payout_${t.id}`,
      transactionIds: array('item', [t.id]),
      success: false,
      retry: false,
      exceptionMessage: change.payoutFailed,
    };
    return announce(context, 'disbursement', () => ({ disbursement }));
  }
}
