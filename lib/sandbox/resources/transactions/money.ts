import { amountUnits } from '../../amount.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { invalid, type ValidationError } from '../../rules/validation.js';

/** The amount of a new transaction, in thousandths; its errors are added to `errors`. */
export function readAmount(
  request: Fields,
  currency: string,
  context: Context,
  errors: ValidationError[],
): number {
  const text = request.text('amount');
  const units = amountUnits(text ?? '', currency);
  if (!text) errors.push(invalid(81502, 'amount'));
  else if (units === undefined) errors.push(invalid(81503, 'amount'));
  else if (units < 0) errors.push(invalid(81501, 'amount'));
  else if (units === 0) errors.push(invalid(81531, 'amount'));
  else if (units > context.merchant.rules.maximumAmount * 1000) errors.push(invalid(81528, 'amount'));
  return units ?? 0;
}
