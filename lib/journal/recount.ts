import { disputeStatusOf } from '../money/dispute-status.js';
import { type MovementRow, type PaymentRow, toMovement, toPayment } from './rows.js';
import { sumsOf } from './sums.js';
import type { Work } from './transaction.js';

type Table = Work['table'];

/** Brings a payment's sums in step with all that is known of it: news of the bank may come before the outcome does. */
export async function recount(table: Table, orderId: string): Promise<void> {
  const row: PaymentRow | undefined = await table('payments').where({ order_id: orderId }).first();
  if (!row) return;
  const movements: MovementRow[] = await table('movements').where({ order_id: orderId });
  const disputes: { status: string; kind: string | null; amount_minor: number | string }[] = await table(
    'disputes',
  ).where({ order_id: orderId });
  const claims = disputes.map(({ status, kind, amount_minor }) => ({
    status: disputeStatusOf(status),
    ...(kind === null ? {} : { kind }),
    minor: Number(amount_minor),
  }));
  const { refunded, returned } = sumsOf(toPayment(row), movements.map(toMovement), claims);
  await table('payments')
    .where({ order_id: orderId })
    .update({ refunded_minor: refunded, returned_minor: returned });
}
