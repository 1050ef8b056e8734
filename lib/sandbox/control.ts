import { amountText } from './amount.js';
import { type Answer, jsonAnswer } from './answer.js';
import type { Merchant } from './config.js';
import { type Faults, faultSchema } from './faults.js';
import type { Records } from './records.js';
import type { Request } from './request.js';

/** A transaction as the control endpoint lists it. */
export interface Listed {
  readonly id: string;
  readonly orderId?: string;
  readonly type: 'sale' | 'credit';
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
}

/**
 * `/_control/…` for tests and demonstrations, on loopback and with the merchant's keys only:
 * `faults` (GET lists, POST adds, DELETE clears) and `transactions` (GET, everything, unindexed too).
 */
export async function answerControl(
  request: Request,
  merchant: Merchant,
  faults: Faults,
  records: Records,
): Promise<Answer> {
  const what = `${request.method} ${request.path}`;
  if (what === 'GET /_control/faults') return jsonAnswer(200, faults.list());
  if (what === 'GET /_control/transactions') return jsonAnswer(200, await listed(records, merchant));
  if (what === 'DELETE /_control/faults') {
    faults.clear();
    return jsonAnswer(200, []);
  }
  if (what === 'POST /_control/faults') {
    const parsed = faultSchema.safeParse(JSON.parse(request.body || '{}'));
    if (!parsed.success) return jsonAnswer(422, { errors: parsed.error.issues });
    return jsonAnswer(201, faults.add(parsed.data));
  }
  return jsonAnswer(404, { error: `no such control: ${what}` });
}

export async function listed(records: Records, merchant: Merchant): Promise<Listed[]> {
  const all = await records.transactions(records.query(merchant.merchantId).orderBy('created_at'));
  return all.map(({ id, orderId, type, status, amount, currency }) => ({
    id,
    orderId,
    type,
    status,
    amount: amountText(amount, currency),
    currency,
  }));
}
