import type { Context } from '../../context.js';
import { cardOf, fingerprintOf } from '../../instrument.js';
import type { Transaction } from '../../transaction.js';

const ALIVE = ['authorized', 'submitted_for_settlement', 'settling', 'settled', 'voided'];

/**
 * The transaction of which this one would be a duplicate: same type, amount, instrument and expiry, and order id if
 * there is one, within the merchant's window. Off where api request keys are on, as the two exclude one another.
 */
export async function duplicateOf(context: Context, t: Transaction): Promise<string | undefined> {
  const { rules, merchantId } = context.merchant;
  if (!rules.duplicates || rules.apiRequestKeys) return undefined;
  const card = cardOf(t.instrument);
  const query = context.records
    .query(merchantId)
    .where({ type: t.type, amount: t.amount, fingerprint: fingerprintOf(t.instrument) })
    .where({ expiry: card ? `${card.expirationMonth}/${card.expirationYear}` : '' })
    .where('created_at', '>', context.now - rules.duplicateWindow * 1000)
    .whereIn('status', ALIVE);
  const alike = await context.records.transactions(query.orderBy('created_at'));
  return alike.find((one) => !t.orderId || one.orderId === t.orderId)?.id;
}
