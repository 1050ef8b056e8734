import { amountText, amountUnits } from '../../amount.js';
import type { Fields } from '../../fields.js';
import type { XmlNode } from '../../xml.js';

/** What the answer repeats of the request: never the number nor the security code. */
export function echoed(request: Fields): XmlNode {
  const units = amountUnits(request.text('amount') ?? '', 'USD');
  return {
    transaction: {
      amount: units === undefined ? (request.text('amount') ?? null) : amountText(units, 'USD'),
      orderId: request.text('order_id') ?? null,
      type: request.text('type') ?? null,
    },
  };
}
