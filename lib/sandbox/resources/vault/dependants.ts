import type { Context } from '../../context.js';
import type { XmlNode } from '../../xml.js';
import { putSubscription, subscriptionsOf, transactionsOf } from '../billing/ledger.js';
import { cancelSubscriptionsOf } from '../billing/subscriptions.js';
import { subscriptionXml } from '../billing/xml.js';
import { removeMethod, renameMethod, type VaultMethod } from './methods.js';

/** Takes a payment method out of the vault, and cancels the subscriptions that are charged to it. */
export async function discardMethod(context: Context, method: VaultMethod): Promise<void> {
  await cancelSubscriptionsOf(context, method.token);
  await removeMethod(context, method);
}

/** Gives a payment method another token; its subscriptions go on under that. */
export async function renameWithDependants(
  context: Context,
  method: VaultMethod,
  token: string,
): Promise<VaultMethod> {
  for (const one of await subscriptionsOf(context)) {
    if (one.token === method.token) await putSubscription(context, { ...one, token });
  }
  return renameMethod(context, method, token);
}

/** The `<subscription>` elements of a payment method. */
export async function subscriptionNodes(context: Context, token: string): Promise<readonly XmlNode[]> {
  const nodes: XmlNode[] = [];
  for (const one of await subscriptionsOf(context)) {
    if (one.token !== token) continue;
    nodes.push(subscriptionXml(one, await transactionsOf(context, one), context.now));
  }
  return nodes;
}
