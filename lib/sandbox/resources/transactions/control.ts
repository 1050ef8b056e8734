import { z } from 'zod';
import { type Answer, jsonAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Transaction } from '../../transaction.js';

const changeSchema = z.union([
  /** How its amount is written in every answer from now on: `7.50` of yen, or nonsense. */
  z.strictObject({ told: z.string() }),
  /** Its record is one that the SDK stumbles over. */
  z.strictObject({ broken: z.boolean() }),
]);

/** POST /_control/transactions/ID: what happens to a transaction at the bank, or what is wrong with its record. */
export async function changeByControl(context: Context, id: string, body: unknown): Promise<Answer> {
  const parsed = changeSchema.safeParse(body);
  if (!parsed.success) return jsonAnswer(422, { errors: parsed.error.issues });
  const t = await context.records.transaction(context.merchant.merchantId, id);
  if (!t) return jsonAnswer(404, { error: 'no such transaction' });
  return jsonAnswer(200, await changed(context, t, parsed.data));
}

async function changed(
  context: Context,
  t: Transaction,
  change: z.infer<typeof changeSchema>,
): Promise<{ readonly id: string }> {
  if ('told' in change) t.told = change.told;
  if ('broken' in change) t.broken = change.broken;
  await context.records.update(t);
  return { id: t.id };
}
