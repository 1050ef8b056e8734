import type { Journal } from '../../lib/journal/journal.js';
import { decimalAmount } from '../../lib/money/currency.js';
import type { World } from './world.js';

/** Transactions in which no money was ever moved or held. */
const NOTHING: ReadonlySet<string> = new Set(['processor_declined', 'gateway_rejected', 'failed']);

/**
 * Compares what the sandbox has done for these orders with what the journal says; every line is a violation. A charge
 * for each payment that succeeded and for no other, never two; a refund for each that was done; nothing left open.
 */
export async function auditOf(world: World, journal: Journal, orders: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  const all = (await world.sandbox.transactions()).filter(({ status }) => !NOTHING.has(status));
  // What came back and was sent again is another transaction by now.
  const again = new Set(all.map(({ retryOf }) => retryOf));
  const standing = all.filter(({ id }) => !again.has(id));
  const back = new Set(standing.filter(({ returned }) => returned).map(({ orderId }) => orderId));
  for (const order of orders) {
    const payment = await journal.payment(order);
    const movements = payment ? await journal.movements(order) : [];
    const parts = movements.filter((one) => one.kind === 'capture' && one.more);
    const own = new Set(parts.map(({ id }) => id));
    const sales = standing.filter((one) => one.type === 'sale' && one.orderId === order);
    if (sales.length > 1) wrong.push(`${order}: charged ${sales.length} times`);
    if (sales.length > 0 && payment?.status !== 'approved')
      wrong.push(`${order}: charged, and the journal says ${payment?.status ?? 'nothing'}`);
    if (sales.length === 0 && payment?.status === 'approved') wrong.push(`${order}: approved, never charged`);
    if (payment && (payment.status === 'intended' || payment.status === 'unknown'))
      wrong.push(`${order}: ${payment.status} for ever`);
    for (const one of movements) {
      if (one.status === 'intended' || one.status === 'unknown')
        wrong.push(`${one.id}: ${one.status} for ever`);
    }
    if (!payment) continue;
    const voided = sales.some(({ status }) => status === 'voided');
    if (voided !== payment.voided > 0) wrong.push(`${order}: voided there ${voided}, here ${payment.voided}`);

    const made = standing.filter((one) => one.orderId?.startsWith(`${order}-`));
    const wanted = movements.filter(
      (one) => one.status === 'done' && (one.kind === 'refund' || own.has(one.id)),
    );
    const theirs = made.map(({ orderId, amount }) => `${orderId} ${amount}`).sort();
    const ours = wanted.map(({ id, amount }) => `${id} ${decimalAmount(amount)}`).sort();
    if (theirs.join() !== ours.join()) wrong.push(`${order}: moved there ${theirs}, here ${ours}`);
    const returned =
      parts.length > 0
        ? parts
            .filter(({ id, status }) => status === 'done' && back.has(id))
            .reduce((sum, { amount }) => sum + amount.minor, 0)
        : back.has(order)
          ? payment.captured
          : 0;
    if (returned !== payment.returned)
      wrong.push(`${order}: ${returned} returned there, ${payment.returned} here`);
    const refunded = movements.filter(
      (one) => one.kind === 'refund' && one.status === 'done' && !back.has(one.id),
    );
    const sum = refunded.reduce((total, { amount }) => total + amount.minor, 0);
    if (sum !== payment.refunded)
      wrong.push(`${order}: refunds are ${sum}, the payment says ${payment.refunded}`);
    if (payment.refunded > payment.captured || payment.captured > payment.amount.minor)
      wrong.push(`${order}: ${payment.refunded} refunded of ${payment.captured} of ${payment.amount.minor}`);
  }
  return wrong;
}
