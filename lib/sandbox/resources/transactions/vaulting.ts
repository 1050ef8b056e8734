import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import type { Method } from '../../instrument.js';
import type { ValidationError } from '../../rules/validation.js';
import type { Transaction } from '../../transaction.js';
import { addressOf, putAddress } from '../vault/addresses.js';
import { customerOf } from '../vault/customer.js';
import { newCustomerErrors, storeMethod, tokenErrors } from '../vault/methods.js';
import { succeeded } from './make.js';

const PATH = ['transaction'];

/** Whether a request asks for its payment method to be kept. */
function wanted(request: Fields): 'always' | 'on success' | 'no' {
  const options = request.under('options');
  if (options.flag('store_in_vault')) return 'always';
  return options.flag('store_in_vault_on_success') ? 'on success' : 'no';
}

/** What would keep the payment method, or the customer that comes with it, out of the vault. */
export async function vaultErrors(
  context: Context,
  request: Fields,
  method: Method | undefined,
  errors: ValidationError[],
): Promise<void> {
  if (wanted(request) === 'no' || method?.token) return;
  await tokenErrors(context, request.under('credit_card').text('token'), [...PATH, 'credit-card'], errors);
  if (!request.has('customer_id')) {
    await newCustomerErrors(context, request.under('customer'), [...PATH, 'customer'], errors);
  }
}

/** Puts the transaction's payment method, its customer and its addresses into the vault, where it is asked to. */
export async function vaultTransaction(
  context: Context,
  request: Fields,
  t: Transaction,
  method: Method,
): Promise<void> {
  const want = wanted(request);
  if (want === 'no' || (want === 'on success' && !succeeded(t))) return;
  const options = request.under('options');
  if (!method.token) {
    const stored = await storeMethod(context, {
      instrument: method.instrument,
      customerId: request.text('customer_id'),
      customer: request.has('customer') ? request.under('customer') : undefined,
      token: request.under('credit_card').text('token'),
      billing: options.flag('add_billing_address_to_payment_method') ? t.billing : undefined,
    });
    t.token = stored.token;
    const {
      defaultToken: _token,
      createdAt: _created,
      updatedAt: _updated,
      ...customer
    } = (await customerOf(context, stored.customerId)) ?? { id: stored.customerId };
    t.customer = { ...t.customer, ...customer };
  }
  if (options.flag('store_shipping_address_in_vault') && t.shipping && t.customer?.id) {
    const { shippingMethod: _method, ...shipping } = t.shipping;
    const known = shipping.id && (await addressOf(context, t.customer.id, shipping.id));
    if (!known) await putAddress(context, t.customer.id, shipping);
  }
  await context.records.update(t);
}
