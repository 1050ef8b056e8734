import { writtenAmount } from '../../amount.js';
import { dayOf } from '../../calendar.js';
import type { Context } from '../../context.js';
import type { Method } from '../../instrument.js';
import type { Transaction } from '../../transaction.js';
import { makeTransaction, succeeded } from '../transactions/make.js';
import { storedMethod } from '../vault/methods.js';
import { announce } from '../webhooks/announce.js';
import { entered, exhausted, nextPeriod, paid, unpaid } from './cycle.js';
import { transactionsOf } from './ledger.js';
import type { Modification, Subscription } from './model.js';
import { subscriptionXml } from './xml.js';

/** A subscription after a charge, and the transaction where one was made. */
export interface Charged {
  readonly s: Subscription;
  readonly t?: Transaction;
}

/** Charges a subscription's payment method; the transaction is put in front of its others. */
export async function charge(
  context: Context,
  s: Subscription,
  amount: number,
  { submit = true, method }: { readonly submit?: boolean; readonly method?: Method } = {},
): Promise<{ readonly s: Subscription; readonly t: Transaction; readonly good: boolean }> {
  const payer = method ?? (await storedMethod(context, { token: s.token }));
  if (!payer) throw new Error('the payment method of a subscription is gone');
  const named = (one: Modification) => ({
    id: one.id,
    amount: writtenAmount(one.amount, s.currency),
    quantity: one.quantity,
    numberOfBillingCycles: one.numberOfBillingCycles,
    neverExpires: one.numberOfBillingCycles === null,
  });
  const t = await makeTransaction(context, {
    type: 'sale',
    amount,
    currency: s.currency,
    merchantAccountId: s.merchantAccountId,
    method: payer,
    submit,
    details: {
      source: 'recurring',
      subscriptionId: s.id,
      planId: s.planId,
      descriptor: s.descriptor,
      billingPeriod: s.period ?? undefined,
      addOns: s.addOns.map(named),
      discounts: s.discounts.map(named),
    },
    without: { duplicates: true, avs: true, cvv: true },
  });
  return { s: { ...s, transactionIds: [t.id, ...s.transactionIds] }, t, good: succeeded(t) };
}

/** What happens on the next billing date: the next period is billed, or the subscription expires. */
export async function bill(context: Context, before: Subscription): Promise<Charged> {
  const { now } = context;
  if (exhausted(before)) {
    const s = entered(before, 'Expired', now);
    await tell(context, 'subscription_expired', s);
    return { s };
  }
  if (before.inTrial) await tell(context, 'subscription_trial_ended', before);
  const { begun, due } = nextPeriod(before);
  if (due === 0) {
    const s = paid(begun, 0, now);
    await tell(context, 'subscription_charged_successfully', s);
    return { s };
  }
  const attempt = await charge(context, begun, due);
  return after(context, before, attempt, due);
}

/** Charges what is owed again. `submit` undefined is a retry of the sandbox's own. */
export async function retry(
  context: Context,
  before: Subscription,
  amount: number,
  submit?: boolean,
): Promise<Charged & { readonly t: Transaction }> {
  const attempt = await charge(context, before, amount, { submit: submit ?? true });
  if (submit !== undefined && !attempt.good) return attempt;
  const { s } = await after(context, before, attempt, amount);
  return { s, t: attempt.t };
}

async function after(
  context: Context,
  before: Subscription,
  { s, t, good }: { readonly s: Subscription; readonly t: Transaction; readonly good: boolean },
  amount: number,
): Promise<Charged> {
  if (good) {
    const next = paid(s, amount, context.now);
    await tell(context, 'subscription_charged_successfully', next);
    if (next.status === 'Active' && before.status !== 'Active') {
      await tell(context, 'subscription_went_active', next);
    }
    return { s: next, t };
  }
  const next = unpaid(s, dayOf(context.now), context.now);
  await tell(context, 'subscription_charged_unsuccessfully', next);
  if (before.status !== 'Past Due') await tell(context, 'subscription_went_past_due', next);
  return { s: next, t };
}

/** Queues a webhook about a subscription, as it stands. */
export async function tell(context: Context, kind: string, s: Subscription): Promise<void> {
  await announce(context, kind, async () => ({
    subscription: subscriptionXml(s, await transactionsOf(context, s), context.now),
  }));
}
