import { addDays, startOf } from '../../calendar.js';
import type { Context } from '../../context.js';
import { bill, retry } from './charge.js';
import { putSubscription, subscriptionsOf } from './ledger.js';
import type { Subscription } from './model.js';
import { canceled } from './subscriptions.js';

/** When something happens to a subscription by itself next, in epoch milliseconds; undefined is never. */
export function dueAt(s: Subscription, retryDays: readonly number[]): number | undefined {
  if (s.status === 'Canceled' || s.status === 'Expired') return undefined;
  const bills = startOf(s.nextBillingDate);
  const next = s.status === 'Past Due' ? retryDay(s, retryDays) : undefined;
  return next === undefined ? bills : Math.min(bills, startOf(next));
}

/** The retry that comes after as many failures as there were. */
function retryDay(s: Subscription, retryDays: readonly number[]): string | undefined {
  const days = retryDays[s.failureCount - 1];
  return s.pastDueSince && days !== undefined ? addDays(s.pastDueSince, days) : undefined;
}

/** Bills, retries, expires or cancels what is due at the context's moment. */
export async function billSubscriptions(context: Context): Promise<void> {
  const { retryDays, afterLastRetry } = context.merchant.recurring;
  for (const s of await subscriptionsOf(context)) {
    const at = dueAt(s, retryDays);
    if (at === undefined || at > context.now) continue;
    if (startOf(s.nextBillingDate) <= context.now) {
      await putSubscription(context, (await bill(context, s)).s);
      continue;
    }
    const { s: after } = await retry(context, s, s.balance);
    await putSubscription(context, after);
    const last = after.status === 'Past Due' && after.failureCount > retryDays.length;
    if (last && afterLastRetry === 'cancel') await canceled(context, after, 'recurring');
  }
}

/** The next moment at which `billSubscriptions` has something to do. */
export async function nextBilling(context: Context): Promise<number | undefined> {
  const times = (await subscriptionsOf(context)).flatMap(
    (s) => dueAt(s, context.merchant.recurring.retryDays) ?? [],
  );
  return times.length > 0 ? Math.min(...times) : undefined;
}
