import { type Answer, blankAnswer, transactionAnswer, validationAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { invalid, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import type { Status, Transaction } from '../../transaction.js';
import { tellStatus } from '../billing/disbursements.js';
import { echoed } from '../vault/echo.js';

type Change = (context: Context, t: Transaction) => Promise<Answer> | Answer;

/** Looks the transaction of the path up, 404 where there is none. */
export function onTransaction(change: Change): (context: Context) => Promise<Answer> {
  return async (context) => {
    const t = await context.records.transaction(context.merchant.merchantId, context.path[0] ?? '');
    return t ? change(context, t) : blankAnswer(404);
  };
}

export function refuse(code: ValidationCode, attribute = 'base'): Answer {
  return validationAnswer([invalid(code, attribute)]);
}

export function refuseAll(context: Context, errors: readonly ValidationError[]): Answer {
  return validationAnswer(errors, echoed(context.body));
}

const WAITING: readonly Status[] = ['submitted_for_settlement', 'settling', 'settlement_pending'];
const HOUR_MS = 3_600_000;

/**
 * Adds statuses to the history; the last is the one it has now, and what waits for its settlement gets its time.
 * Not stored yet.
 */
export function pass(
  t: Transaction,
  { now, merchant }: Pick<Context, 'now' | 'merchant'>,
  ...statuses: readonly Status[]
): void {
  t.status = statuses.at(-1) ?? t.status;
  t.updatedAt = now;
  t.history = [
    ...t.history,
    ...statuses.map((status) => ({ status, at: now, amount: t.amount, source: 'api' as const })),
  ];
  t.settlesAt = WAITING.includes(t.status) ? now + merchant.rules.settleAfter * HOUR_MS : undefined;
}

/** Passes on to the last of the statuses, stores, and answers with the transaction. */
export async function become(context: Context, t: Transaction, ...statuses: Status[]): Promise<Answer> {
  pass(t, context, ...statuses);
  await context.records.update(t);
  await tellStatus(context, t);
  return transactionAnswer(200, t);
}
