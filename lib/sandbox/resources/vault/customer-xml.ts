import { addressFields } from '../../address.js';
import type { Context } from '../../context.js';
import { globalId } from '../../ids.js';
import type { Instrument } from '../../instrument.js';
import { array, instant, type XmlNode } from '../../xml.js';
import { addressesOf, addressXml } from './addresses.js';
import type { VaultCustomer } from './customer.js';
import { METHOD_ROOTS, methodXml } from './method-xml.js';
import { methodsOf } from './methods.js';

const LISTS: readonly (readonly [Instrument['kind'], string])[] = [
  ['credit_card', 'creditCards'],
  ['us_bank_account', 'usBankAccounts'],
  ['paypal_account', 'paypalAccounts'],
  ['venmo_account', 'venmoAccounts'],
  ['apple_pay_card', 'applePayCards'],
  ['android_pay_card', 'androidPayCards'],
  ['visa_checkout_card', 'visaCheckoutCards'],
  ['samsung_pay_card', 'samsungPayCards'],
  ['sepa_debit_account', 'sepaDebitAccounts'],
];

/** What `<customer>` leaves out: nothing, what its payment methods are tied to, or everything tied to it. */
export type Association = 'all' | 'top-level' | 'none';

/** The `<customer>` element with its payment methods and addresses. */
export async function customerXml(
  context: Context,
  customer: VaultCustomer,
  association: Association = 'all',
): Promise<XmlNode> {
  const bare = association === 'none';
  const methods = bare ? [] : await methodsOf(context, customer.id);
  const lists: Record<string, XmlNode> = {};
  for (const [kind, name] of LISTS) {
    const nodes: XmlNode[] = [];
    for (const method of methods) {
      if (method.instrument.kind === kind) {
        nodes.push(await methodXml(context, method, association === 'top-level'));
      }
    }
    lists[name] = array(METHOD_ROOTS[kind], nodes);
  }
  return {
    id: customer.id,
    merchantId: context.merchant.merchantId,
    globalId: globalId('customer', customer.id),
    graphQLId: globalId('customer', customer.id),
    firstName: customer.firstName ?? null,
    lastName: customer.lastName ?? null,
    company: customer.company ?? null,
    email: customer.email ?? null,
    phone: customer.phone ?? null,
    fax: customer.fax ?? null,
    website: customer.website ?? null,
    internationalPhone: addressFields({ internationalPhone: customer.internationalPhone }).internationalPhone,
    createdAt: instant(customer.createdAt),
    updatedAt: instant(customer.updatedAt),
    customFields: bare || !customer.customFields ? '' : customer.customFields,
    taxIdentifiers: customer.taxIdentifiers
      ? array(
          'tax-identifier',
          customer.taxIdentifiers.map(({ countryCode }) => ({ countryCode })),
        )
      : undefined,
    ...lists,
    addresses: array('address', bare ? [] : (await addressesOf(context, customer.id)).map(addressXml)),
  };
}
