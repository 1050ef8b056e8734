import type { Address } from '../../address.js';
import type { CardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import { type Criterion, type Searchable, seconds } from '../../criteria.js';
import { cardOf, fingerprintOf } from '../../instrument.js';
import { addressesOf } from './addresses.js';
import { expiry, numberMatches } from './card-criteria.js';
import { customersOf, type VaultCustomer } from './customer.js';
import { customerXml } from './customer-xml.js';
import { methodsOf, type VaultMethod } from './methods.js';

/** A customer with everything that a search may ask about. */
interface Found {
  readonly customer: VaultCustomer;
  readonly addresses: readonly Address[];
  readonly methods: readonly VaultMethod[];
  readonly cards: readonly CardFacts[];
  /** Tokens, of anybody, of the same cards as this customer's. */
  readonly duplicates: readonly string[];
  readonly secret: string;
}

async function everything(context: Context): Promise<readonly Found[]> {
  const all = await methodsOf(context);
  const found: Found[] = [];
  for (const customer of await customersOf(context)) {
    const methods = all.filter(({ customerId }) => customerId === customer.id);
    const fingerprints = new Set(methods.map(({ instrument }) => fingerprintOf(instrument)));
    found.push({
      customer,
      addresses: (await addressesOf(context, customer.id)).map(({ address }) => address),
      methods,
      cards: methods.flatMap(({ instrument }) => cardOf(instrument) ?? []),
      duplicates: all.flatMap(({ instrument, token }) =>
        fingerprints.has(fingerprintOf(instrument)) ? token : [],
      ),
      secret: context.secret,
    });
  }
  return found;
}

const own = (
  key: 'company' | 'email' | 'fax' | 'firstName' | 'id' | 'lastName' | 'phone' | 'website',
): Criterion<Found> => ({
  as: 'text',
  of: ({ customer }) => [customer[key]],
});
const address = (
  key:
    | 'countryName'
    | 'extendedAddress'
    | 'firstName'
    | 'lastName'
    | 'locality'
    | 'postalCode'
    | 'region'
    | 'streetAddress',
): Criterion<Found> => ({ as: 'text', of: ({ addresses }) => addresses.map((one) => one[key]) });

export const CUSTOMER_SEARCH: Searchable<Found> = {
  names: ['customers', 'customer'],
  id: ({ customer }) => customer.id,
  createdAt: ({ customer }) => customer.createdAt,
  all: everything,
  xml: (context, { customer }) => customerXml(context, customer),
  criteria: {
    id: own('id'),
    ids: { as: 'list', of: ({ customer }) => [customer.id] },
    company: own('company'),
    email: own('email'),
    fax: own('fax'),
    first_name: own('firstName'),
    last_name: own('lastName'),
    phone: own('phone'),
    website: own('website'),
    address_country_name: address('countryName'),
    address_extended_address: address('extendedAddress'),
    address_first_name: address('firstName'),
    address_last_name: address('lastName'),
    address_locality: address('locality'),
    address_postal_code: address('postalCode'),
    address_region: address('region'),
    address_street_address: address('streetAddress'),
    cardholder_name: { as: 'text', of: ({ cards }) => cards.map((card) => card.cardholderName) },
    credit_card_expiration_date: { as: 'text', of: ({ cards }) => cards.map(expiry) },
    credit_card_number: {
      as: 'own',
      matches: ({ cards, secret }, operator, value) => numberMatches(cards, operator, value, secret),
    },
    payment_method_token: { as: 'text', of: ({ methods }) => methods.map(({ token }) => token) },
    payment_method_token_with_duplicates: { as: 'text', of: ({ duplicates }) => duplicates },
    paypal_account_email: {
      as: 'text',
      of: ({ methods }) =>
        methods.map(({ instrument }) =>
          instrument.kind === 'paypal_account' ? instrument.payerEmail : undefined,
        ),
    },
    created_at: {
      as: 'range',
      of: ({ customer }) => Math.floor(customer.createdAt / 1000),
      read: seconds,
    },
  },
};
