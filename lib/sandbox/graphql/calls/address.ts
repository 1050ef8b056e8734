import type { Address } from '../../address.js';
import { given } from './call.js';

/** The input type AddressInput: new names and those that they replaced. */
export interface AddressInput {
  readonly [name: string]: unknown;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function readAddress(input: AddressInput | null | undefined): Address | undefined {
  if (!input) return undefined;
  const code = text(input.countryCode);
  const phone = (input.phone ?? {}) as { readonly phoneNumber?: string };
  return {
    firstName: text(input.firstName),
    lastName: text(input.lastName),
    company: text(input.company),
    streetAddress: text(input.addressLine1) ?? text(input.streetAddress),
    extendedAddress: text(input.addressLine2) ?? text(input.extendedAddress),
    locality: text(input.adminArea2) ?? text(input.locality),
    region: text(input.adminArea1) ?? text(input.region),
    postalCode: text(input.postalCode),
    countryName: text(input.countryName),
    countryCodeAlpha2: code?.length === 2 ? code : text(input.countryCodeAlpha2),
    countryCodeAlpha3: code?.length === 3 ? code : text(input.countryCodeAlpha3),
    countryCodeNumeric: text(input.countryCodeNumeric),
    phoneNumber: phone.phoneNumber,
  };
}

/** The same for a request of the XML interface. */
export function addressBody(input: AddressInput | null | undefined): Record<string, unknown> | undefined {
  const address = readAddress(input);
  if (!address) return undefined;
  const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return given(Object.fromEntries(Object.entries(address).map(([name, value]) => [snake(name), value])));
}
