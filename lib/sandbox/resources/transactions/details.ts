import type { Address } from '../../address.js';
import { Unsupported } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import type { Method } from '../../instrument.js';
import { invalid, type ValidationError } from '../../rules/validation.js';
import type { Customer, TransactionDetails } from '../../transaction.js';
import { readAddress } from '../vault/address-input.js';
import { addressOf } from '../vault/addresses.js';
import { customerOf, readCustomer } from '../vault/customer.js';
import type { Account } from './account.js';
import { readDescriptor } from './descriptor.js';
import { readExtras } from './extras.js';
import { readLineItems } from './line-items.js';
import { readParts, readServiceFee } from './money.js';
import { readPassThru } from './three-d-secure.js';

const SHIPPING_METHODS = [
  'same_day',
  'expedited',
  'priority',
  'ground',
  'electronic',
  'ship_to_store',
  'next_day',
  'pickup_in_store',
];

/** Everything of a request that a transaction carries and that decides nothing; faults are added to `errors`. */
export async function readDetails(
  request: Fields,
  context: Context,
  terms: { readonly account?: Account; readonly amount: number; readonly method?: Method },
  errors: ValidationError[],
): Promise<TransactionDetails> {
  const currency = terms.account?.currency ?? 'USD';
  const customerId = terms.method?.customerId ?? request.text('customer_id');
  const passThru = readPassThru(request, errors);
  return {
    ...readExtras(request, context, errors),
    ...readParts(request, currency, errors),
    serviceFeeAmount: readServiceFee(request, currency, terms.amount, errors),
    descriptor: readDescriptor(request, errors),
    lineItems: readLineItems(request, errors),
    customer: await readBuyer(request, context, customerId, errors),
    billing: await readPlace(request, context, 'billing', customerId, errors),
    shipping: await readShipping(request, context, customerId, errors),
    threeDSecure: passThru ?? terms.method?.threeDSecure,
  };
}

/** The customer as the transaction shows it: the one of the vault, under what the request says. */
async function readBuyer(
  request: Fields,
  context: Context,
  customerId: string | undefined,
  errors: ValidationError[],
): Promise<Customer | undefined> {
  const known = customerId ? await customerOf(context, customerId) : undefined;
  if (!request.has('customer')) return known;
  const said = readCustomer(context, request.under('customer'), ['transaction', 'customer'], errors, known);
  return { ...said, id: known?.id };
}

async function readPlace(
  request: Fields,
  context: Context,
  name: 'billing' | 'shipping',
  customerId: string | undefined,
  errors: ValidationError[],
): Promise<Address | undefined> {
  const id = request.text(`${name}_address_id`);
  if (id !== undefined) {
    const known = customerId ? await addressOf(context, customerId, id) : undefined;
    if (!known) errors.push(invalid(91581, `${name}_address_id`));
    return known?.address;
  }
  if (!request.has(name)) return undefined;
  return readAddress(request.under(name), ['transaction', name], errors);
}

async function readShipping(
  request: Fields,
  context: Context,
  customerId: string | undefined,
  errors: ValidationError[],
): Promise<TransactionDetails['shipping']> {
  const address = await readPlace(request, context, 'shipping', customerId, errors);
  const shippingMethod = request.under('shipping').text('shipping_method');
  if (shippingMethod && !SHIPPING_METHODS.includes(shippingMethod)) {
    errors.push(invalid(915203, 'shipping_method', 'shipping'));
  }
  return address && { ...address, shippingMethod };
}

/** Options that the sandbox would have to ignore to go on. Throws `Unsupported`. */
export function refuseOptions(request: Fields): void {
  const options = request.under('options');
  for (const name of ['amex_rewards', 'hold_in_escrow', 'venmo_sdk_session', 'payee_id', 'payee_email']) {
    if (options.has(name)) throw new Unsupported(`the option ${name}`);
  }
}
