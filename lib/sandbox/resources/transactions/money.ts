import { amountUnits } from '../../amount.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { invalid, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import type { TransactionDetails } from '../../transaction.js';

/** Thousandths of the currency's unit, of an amount that must be there; its errors are added to `errors`. */
export function readAmount(
  request: Fields,
  currency: string,
  context: Context,
  errors: ValidationError[],
): number {
  const text = request.text('amount');
  const units = amountUnits(text ?? '', currency);
  if (!text) errors.push(invalid(81502, 'amount'));
  else if (units === undefined)
    errors.push(invalid(/^\d{13,}(\.\d+)?$/.test(text) ? 81528 : 81503, 'amount'));
  else if (units < 0) errors.push(invalid(81501, 'amount'));
  else if (units === 0) errors.push(invalid(81531, 'amount'));
  else if (units > context.merchant.rules.maximumAmount * 1000) errors.push(invalid(81528, 'amount'));
  return units ?? 0;
}

interface PartRule {
  readonly name: string;
  readonly key: 'taxAmount' | 'discountAmount' | 'shippingAmount' | 'shippingTaxAmount';
  readonly format: ValidationCode;
  readonly negative: ValidationCode;
  readonly large: ValidationCode;
}

const PARTS: readonly PartRule[] = [
  { name: 'tax_amount', key: 'taxAmount', format: 81535, negative: 81534, large: 81536 },
  { name: 'discount_amount', key: 'discountAmount', format: 915159, negative: 915160, large: 915161 },
  { name: 'shipping_amount', key: 'shippingAmount', format: 915162, negative: 915163, large: 915164 },
  // The documentation has no codes of its own for the tax on shipping.
  { name: 'shipping_tax_amount', key: 'shippingTaxAmount', format: 81535, negative: 81534, large: 81536 },
];
const LARGEST = 2_147_483_647_000;

/** Amounts of levels 2 and 3, beside the amount itself. */
export function readParts(request: Fields, currency: string, errors: ValidationError[]): TransactionDetails {
  const parts: Partial<Record<PartRule['key'], number>> = {};
  for (const { name, key, format, negative, large } of PARTS) {
    const text = request.text(name);
    if (text === undefined || text === '') continue;
    const units = amountUnits(text, currency);
    if (units === undefined) errors.push(invalid(format, name));
    else if (units < 0) errors.push(invalid(negative, name));
    else if (units > LARGEST) errors.push(invalid(large, name));
    else parts[key] = units;
  }
  return parts;
}

/** The marketplace's part of a sale; not on credits, and not more than the amount. */
export function readServiceFee(
  request: Fields,
  currency: string,
  amount: number,
  errors: ValidationError[],
): number | undefined {
  const text = request.text('service_fee_amount');
  if (!text) return undefined;
  const units = amountUnits(text, currency);
  if (request.text('type') === 'credit') errors.push(invalid(91552, 'base'));
  else if (units === undefined) errors.push(invalid(91555, 'service_fee_amount'));
  else if (units < 0) errors.push(invalid(91554, 'service_fee_amount'));
  else if (units > amount) errors.push(invalid(91556, 'service_fee_amount'));
  return units;
}
