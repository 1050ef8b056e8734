import type { XmlNode } from './xml.js';

/** A postal address, as a customer has it or as a transaction keeps it. `id` only when it is in the vault. */
export interface Address {
  readonly id?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly streetAddress?: string;
  readonly extendedAddress?: string;
  readonly locality?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly countryName?: string;
  readonly countryCodeAlpha2?: string;
  readonly countryCodeAlpha3?: string;
  readonly countryCodeNumeric?: string;
  readonly phoneNumber?: string;
  readonly internationalPhone?: { readonly countryCode?: string; readonly nationalNumber?: string };
}

/** The children of `<billing>`, `<shipping>` and `<address>` that all of them have; what is absent is nil. */
export function addressFields(address: Address = {}): { readonly [name: string]: XmlNode } {
  return {
    id: address.id ?? null,
    firstName: address.firstName ?? null,
    lastName: address.lastName ?? null,
    company: address.company ?? null,
    streetAddress: address.streetAddress ?? null,
    extendedAddress: address.extendedAddress ?? null,
    locality: address.locality ?? null,
    region: address.region ?? null,
    postalCode: address.postalCode ?? null,
    countryName: address.countryName ?? null,
    countryCodeAlpha2: address.countryCodeAlpha2 ?? null,
    countryCodeAlpha3: address.countryCodeAlpha3 ?? null,
    countryCodeNumeric: address.countryCodeNumeric ?? null,
    phoneNumber: address.phoneNumber ?? null,
    internationalPhone: {
      countryCode: address.internationalPhone?.countryCode ?? null,
      nationalNumber: address.internationalPhone?.nationalNumber ?? null,
    },
  };
}
