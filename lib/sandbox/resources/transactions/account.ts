import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { invalid, type ValidationError } from '../../rules/validation.js';

export interface Account {
  readonly id: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** The merchant account that a request names, or the default one. */
export function readAccount(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Account | undefined {
  const { merchantAccounts, suspendedAccounts } = context.merchant;
  const id = request.text('merchant_account_id') || (Object.keys(merchantAccounts)[0] ?? '');
  const currency = merchantAccounts[id];
  if (!currency) {
    errors.push(invalid(91513, 'merchant_account_id'));
    return undefined;
  }
  if (suspendedAccounts.includes(id)) errors.push(invalid(91514, 'merchant_account_id'));
  return { id, currency };
}
