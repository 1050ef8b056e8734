import { type Answer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Transaction } from '../../transaction.js';
import type { Subscription } from './model.js';
import { subscriptionXml } from './xml.js';

const KIND = 'subscription';

export async function findSubscription(context: Context, id: string): Promise<Subscription | undefined> {
  return (await context.records.documents.get<Subscription>(KIND, context.merchant.merchantId, id))?.document;
}

/** In the order in which they were made. */
export async function subscriptionsOf(context: Context): Promise<readonly Subscription[]> {
  const all = await context.records.documents.list<Subscription>(KIND, context.merchant.merchantId);
  return all.map(({ document }) => document);
}

export async function putSubscription(context: Context, s: Subscription): Promise<void> {
  await context.records.documents.put(KIND, context.merchant.merchantId, {
    id: s.id,
    parent: s.token,
    document: s,
    at: context.now,
  });
}

export async function removeSubscription(context: Context, id: string): Promise<void> {
  await context.records.documents.remove(KIND, context.merchant.merchantId, id);
}

/** Its charges, newest first. */
export async function transactionsOf(context: Context, s: Subscription): Promise<readonly Transaction[]> {
  const { records, merchant } = context;
  const found: Transaction[] = [];
  for (const id of s.transactionIds) {
    const t = await records.transaction(merchant.merchantId, id);
    if (t) found.push(t);
  }
  return found;
}

export async function subscriptionAnswer(context: Context, status: number, s: Subscription): Promise<Answer> {
  const node = subscriptionXml(s, await transactionsOf(context, s), context.now);
  return { ...xmlAnswer(status, 'subscription', node), executed: status === 201 };
}
