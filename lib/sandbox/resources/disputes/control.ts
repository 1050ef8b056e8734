import { z } from 'zod';
import { amountUnits } from '../../amount.js';
import { type Answer, jsonAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { DISPUTE_STATUSES } from './model.js';
import { becomeDispute, findDispute, openDispute } from './open.js';

const status = z.enum(DISPUTE_STATUSES as [string, ...string[]]).transform((text) => text as never);

const openSchema = z.object({
  transactionId: z.string(),
  kind: z.enum(['chargeback', 'pre_arbitration', 'retrieval']).optional(),
  reason: z.string().optional(),
  reasonCode: z.string().optional(),
  /** Decimal text; without it the whole amount. */
  amount: z.string().optional(),
  status: status.optional(),
  replyByDate: z.iso.date().optional(),
  protectionLevel: z.enum(['effortless', 'standard', 'not_protected']).optional(),
  preDisputeProgram: z.enum(['none', 'visa_rdr']).optional(),
});

/** POST /_control/disputes: a dispute about any transaction. */
export async function openByControl(context: Context, body: unknown): Promise<Answer> {
  const parsed = openSchema.safeParse(body);
  if (!parsed.success) return jsonAnswer(422, { errors: parsed.error.issues });
  const { transactionId, amount, ...terms } = parsed.data;
  const t = await context.records.transaction(context.merchant.merchantId, transactionId);
  if (!t) return jsonAnswer(404, { error: 'no such transaction' });
  const units = amount === undefined ? undefined : amountUnits(amount, t.currency);
  return jsonAnswer(201, await openDispute(context, t, { ...terms, amount: units }));
}

/** POST /_control/disputes/ID: moves it to a `status`. */
export async function moveByControl(context: Context, id: string, body: unknown): Promise<Answer> {
  const parsed = z.object({ status }).safeParse(body);
  if (!parsed.success) return jsonAnswer(422, { errors: parsed.error.issues });
  const d = await findDispute(context, id);
  return d
    ? jsonAnswer(200, await becomeDispute(context, d, parsed.data.status))
    : jsonAnswer(404, { error: 'no such dispute' });
}
