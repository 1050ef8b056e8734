import type { Bench, Loose } from '../bench.js';

let orders = 0;

/** A sale with a card, `more` over it. Every one has an order id of its own. */
export function sale(sdk: Loose, more: object = {}): Promise<Loose> {
  orders += 1;
  return sdk.transaction.sale({
    amount: '10.00',
    creditCard: { number: '4111111111111111', expirationDate: '12/2031' },
    orderId: `order-${orders}`,
    ...more,
  });
}

/** The same with a nonce in the card's place. */
export function saleBy(sdk: Loose, paymentMethodNonce: string, more: object = {}): Promise<Loose> {
  return sale(sdk, { creditCard: undefined, paymentMethodNonce, ...more });
}

/** A sale that has reached `settled`. */
export async function settledSale({ sdk }: Bench, more: object = {}): Promise<Loose> {
  const { transaction } = await sale(sdk, { options: { submitForSettlement: true }, ...more });
  return (await sdk.testing.settle(transaction.id)).transaction;
}

/** Statuses that a transaction has gone through. */
export const course = (transaction: Loose): string[] =>
  transaction.statusHistory.map(({ status }: { status: string }) => status);

/** Where each error stands and its code: `lineItems.index1.kind 95807`. */
export function places(answer: Loose): string[] {
  const found: string[] = [];
  const walk = (node: Loose, path: string[]): void => {
    for (const [attribute, errors] of Object.entries<{ code: string }[]>(node.validationErrors)) {
      for (const { code } of errors) found.push(`${[...path, attribute].join('.')} ${code}`);
    }
    for (const [name, child] of Object.entries(node.errorCollections ?? {})) walk(child, [...path, name]);
  };
  walk(answer.errors, []);
  return found.map((place) => place.replace(/^transaction(Clone)?\./, '')).sort();
}
