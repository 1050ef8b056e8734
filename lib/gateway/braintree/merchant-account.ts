import type { ErrorCode } from '../../errors.js';
import { decimalAmount, decimalsOf } from '../../money/currency.js';
import type { Money } from '../../money/money.js';
import type { ChargeOutcome } from '../../session/state.js';
import type { MerchantAccount } from '../gateway.js';
import { failed } from './outcomes.js';

type Failed = Extract<ChargeOutcome, { kind: 'failed' }>;

/** A merchant account for an amount: its id, or undefined for the merchant's default one. */
export type Chosen =
  | { readonly ok: true; readonly id?: string; readonly amount: string }
  | { readonly ok: false; readonly outcome: Failed };

/**
 * Chooses by currency, before anything is sent. `accounts` is what the gateway has told of its own; empty where it has
 * not. A currency that is not configured goes to the default account only where none is configured at all, and not
 * when that account is known to take another currency.
 */
export function chooseAccount(
  money: Money,
  configured: Readonly<Record<string, string>> | undefined,
  accounts: readonly MerchantAccount[],
): Chosen {
  const { currency } = money;
  const no = (cause: ErrorCode, detail: string): Chosen => ({ ok: false, outcome: failed(cause, detail) });
  if (decimalsOf(currency) === undefined) return no('gateway-currency', `${currency} is not a currency`);
  if (!Number.isSafeInteger(money.minor) || money.minor < 0) {
    return no('gateway-validation', 'the amount is not a whole number of minor units');
  }
  const amount = decimalAmount(money);
  const id = configured?.[currency];
  if (id) return { ok: true, id, amount };
  if (Object.keys(configured ?? {}).length > 0) return no('gateway-currency', currency);
  const own = accounts.find(({ isDefault }) => isDefault);
  if (own && own.currency !== currency) {
    return no('gateway-currency', `${currency}; the default account ${own.id} takes ${own.currency}`);
  }
  return { ok: true, amount };
}
