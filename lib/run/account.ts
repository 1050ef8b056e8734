import type { Account } from '../lookup/lookup.js';
import { plus } from '../money/money.js';
import type { StoredMethod, Terms } from '../session/state.js';
import { languageOf, leastIn, type TermsOptions } from './terms.js';

/** Why an account that was found cannot be paid here. */
export type AccountFault = { readonly kind: 'unpayable'; readonly why: string };

/**
 * What a lookup knows, as terms of a payment. What the dialplan has given already stays: it knows this call better.
 * Never takes another currency than one that is configured, nor more than the largest amount.
 */
export function accountTerms(
  account: Account,
  given: Partial<Terms>,
  stored: readonly StoredMethod[],
  options: TermsOptions,
): Partial<Terms> | AccountFault {
  const { invoices, minimum } = account;
  const [first, ...rest] = invoices ?? [];
  const due = account.due ?? (first && rest.reduce((sum, { amount }) => plus(sum, amount), first.amount));
  const currency = due?.currency ?? given.currency ?? options.currency;
  const maximumMinor = options.maximumMinor(currency);
  if (maximumMinor === undefined) return { kind: 'unpayable', why: `currency ${currency} is not configured` };
  if (due && due.minor > maximumMinor) {
    return { kind: 'unpayable', why: 'more is owed than the largest amount that is taken' };
  }
  const lowest = minimum ?? leastIn(currency, options, options.parts?.minimum);
  // Where no part is left to choose, there is only all of it.
  const least = lowest && due && lowest.minor < due.minor ? lowest : undefined;
  const language = account.language ? languageOf([account.language], options) : undefined;
  const reference = account.reference ?? invoices?.map((one) => one.reference).join(', ');
  return {
    ...(due && !given.amount && { due, currency, maximumMinor }),
    ...(least && { minimum: least }),
    ...(invoices && { invoices }),
    ...(reference && !given.reference && { reference }),
    ...(account.description && !given.description && { description: account.description }),
    ...(account.customer && !given.customer && { customer: account.customer }),
    ...(account.postalCode && !given.postalCode && { postalCode: account.postalCode }),
    ...(account.name && { name: account.name }),
    ...(account.holder && !given.holder && { holder: account.holder }),
    ...(account.risk && { risk: { ...account.risk, ...given.risk } }),
    ...(stored.length > 0 && !given.stored && { stored }),
    ...(language && { language }),
  };
}
