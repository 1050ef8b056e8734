import type { Context } from '../../context.js';
import type { Document } from '../../documents.js';
import type { Fields } from '../../fields.js';
import { invalidAt, type ValidationCode, type ValidationError } from '../../rules/validation.js';

const KIND = 'customer';

/** What a customer says of itself. */
export interface CustomerDetails {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly fax?: string;
  readonly website?: string;
  readonly internationalPhone?: { readonly countryCode?: string; readonly nationalNumber?: string };
  readonly customFields?: Readonly<Record<string, string>>;
  readonly taxIdentifiers?: readonly { readonly countryCode: string; readonly identifier: string }[];
}

/** A customer in the vault. */
export interface VaultCustomer extends CustomerDetails {
  readonly id: string;
  /** Token of the payment method that is used when none is named. */
  readonly defaultToken?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

type Stored = Omit<VaultCustomer, 'createdAt' | 'updatedAt'>;

const read = ({ document, createdAt, updatedAt }: Document<Stored>): VaultCustomer => ({
  ...document,
  createdAt,
  updatedAt,
});

export async function customerOf(context: Context, id: string): Promise<VaultCustomer | undefined> {
  const { records, merchant } = context;
  const found = await records.documents.get<Stored>(KIND, merchant.merchantId, id);
  return found && read(found);
}

/** All of the merchant, oldest first. */
export async function customersOf(context: Context): Promise<readonly VaultCustomer[]> {
  const { records, merchant } = context;
  return (await records.documents.list<Stored>(KIND, merchant.merchantId)).map(read);
}

/** Adds or replaces. */
export async function putCustomer(context: Context, customer: Stored): Promise<VaultCustomer> {
  const { records, merchant, now } = context;
  const { id } = customer;
  await records.documents.put(KIND, merchant.merchantId, { id, document: withoutTimes(customer), at: now });
  return (await customerOf(context, id)) as VaultCustomer;
}

export async function dropCustomer(context: Context, id: string): Promise<boolean> {
  return context.records.documents.remove(KIND, context.merchant.merchantId, id);
}

function withoutTimes(customer: Stored & { createdAt?: number; updatedAt?: number }): Stored {
  const { createdAt, updatedAt, ...rest } = customer;
  return rest;
}

/** Name on the wire, ours, code of "too long". */
const TEXTS: readonly (readonly [string, keyof CustomerDetails, ValidationCode])[] = [
  ['first_name', 'firstName', 81608],
  ['last_name', 'lastName', 81613],
  ['company', 'company', 81601],
  ['email', 'email', 81605],
  ['phone', 'phone', 81614],
  ['fax', 'fax', 81607],
  ['website', 'website', 81615],
];

/** Reads a customer's fields on top of what is there; what is wrong is added to `errors` under `path`. */
export function readCustomer(
  context: Context,
  fields: Fields,
  path: readonly string[],
  errors: ValidationError[],
  before: CustomerDetails = {},
): CustomerDetails {
  const given = new Set(fields.names());
  const after: Record<string, unknown> = { ...before };
  for (const [name, key, tooLong] of TEXTS) {
    if (!given.has(name)) continue;
    const value = fields.text(name);
    if ((value ?? '').length > 255) errors.push(invalidAt(path, tooLong, name));
    after[key] = value || undefined;
  }
  const email = fields.text('email');
  if (email && !/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(email)) errors.push(invalidAt(path, 81604, 'email'));
  const website = fields.text('website');
  if (website && !/^(https?:\/\/)?[^\s/.]+(\.[^\s/.]+)+(\/\S*)?$/i.test(website)) {
    errors.push(invalidAt(path, 81616, 'website'));
  }
  if (given.has('international_phone')) after.internationalPhone = readPhone(fields, path, errors);
  if (given.has('custom_fields')) {
    after.customFields = {
      ...before.customFields,
      ...readCustomFields(fields, path, errors, context.merchant.rules.customFields),
    };
  }
  if (given.has('tax_identifiers')) after.taxIdentifiers = readTaxIdentifiers(fields);
  return after;
}

function readPhone(fields: Fields, path: readonly string[], errors: ValidationError[]): unknown {
  const phone = fields.under('international_phone');
  const countryCode = phone.text('country_code');
  const nationalNumber = phone.text('national_number');
  if (!/^\+?[1-9]\d{0,2}$/.test(countryCode ?? '')) errors.push(invalidAt(path, 91625, 'country_code'));
  if (!/^[\d .()-]{3,20}$/.test(nationalNumber ?? '')) errors.push(invalidAt(path, 91626, 'national_number'));
  return { countryCode, nationalNumber };
}

function readCustomFields(
  fields: Fields,
  path: readonly string[],
  errors: ValidationError[],
  allowed: readonly string[],
): Record<string, string> {
  const values: Record<string, string> = {};
  const custom = fields.under('custom_fields');
  for (const name of custom.names()) {
    const value = custom.text(name) ?? '';
    if (!allowed.includes(name)) errors.push(invalidAt(path, 91602, 'custom_fields'));
    else if (value.length > 255) errors.push(invalidAt(path, 81603, 'custom_fields'));
    else values[name] = value;
  }
  return values;
}

function readTaxIdentifiers(fields: Fields): unknown {
  const value: unknown = fields.object('tax_identifiers');
  const list = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  return list.map((one) => ({
    countryCode: String(one.country_code ?? ''),
    identifier: String(one.identifier ?? ''),
  }));
}

/** What is wrong with an id that a customer is to have. */
export async function customerIdErrors(
  context: Context,
  id: string | undefined,
  path: readonly string[],
  errors: ValidationError[],
): Promise<void> {
  if (id === undefined) return;
  if (id === 'all' || id === 'new') errors.push(invalidAt(path, 91611, 'id'));
  else if (id.length > 36) errors.push(invalidAt(path, 91612, 'id'));
  else if (!/^[A-Za-z0-9_-]+$/.test(id)) errors.push(invalidAt(path, 91610, 'id'));
  else if (await customerOf(context, id)) errors.push(invalidAt(path, 91609, 'id'));
}
