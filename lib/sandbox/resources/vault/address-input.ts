import type { Address } from '../../address.js';
import type { Fields } from '../../fields.js';
import { type CountryAnswer, findCountry } from '../../rules/countries.js';
import { invalidAt, type ValidationCode, type ValidationError } from '../../rules/validation.js';

type Path = readonly string[];

/** Fields of text: name on the wire, ours, code of "too long", code of "not a string". */
const TEXTS: readonly (readonly [string, keyof Address, ValidationCode | undefined, ValidationCode])[] = [
  ['first_name', 'firstName', 81805, 91819],
  ['last_name', 'lastName', 81806, 91820],
  ['company', 'company', 81802, 91821],
  ['street_address', 'streetAddress', 81812, 91822],
  ['extended_address', 'extendedAddress', 81804, 91823],
  ['locality', 'locality', 81807, 91824],
  ['region', 'region', 81810, 91825],
  ['postal_code', 'postalCode', undefined, 91826],
];

const COUNTRY = [
  'country_name',
  'country_code_alpha2',
  'country_code_alpha3',
  'country_code_numeric',
] as const;

/**
 * Reads the address under a name of a request, on top of what is there already: a field that is missing stays, one
 * that is null is taken away. What is wrong with it is added to `errors`, under `path`.
 */
export function readAddress(
  fields: Fields,
  path: Path,
  errors: ValidationError[],
  before: Address = {},
): Address {
  const after: { -readonly [key in keyof Address]: Address[key] } = { ...before };
  const given = new Set(fields.names());
  for (const [name, key, tooLong, notText] of TEXTS) {
    if (!given.has(name)) continue;
    const value = fields.text(name);
    if (fields.has(name) && value === undefined) errors.push(invalidAt(path, notText, name));
    else if (tooLong && (value ?? '').length > 255) errors.push(invalidAt(path, tooLong, name));
    Object.assign(after, { [key]: value || undefined });
  }
  if (given.has('postal_code')) postalCodeErrors(fields.text('postal_code') ?? '', path, errors);
  if (given.has('phone_number')) after.phoneNumber = fields.text('phone_number');
  if (given.has('international_phone')) {
    const phone = fields.under('international_phone');
    after.internationalPhone = {
      countryCode: phone.text('country_code'),
      nationalNumber: phone.text('national_number'),
    };
  }
  if (COUNTRY.some((name) => given.has(name))) Object.assign(after, readCountry(fields, path, errors));
  return after;
}

/** 81801 for an address that says nothing, not even something wrong. */
export function blankErrors(address: Address, path: Path, errors: ValidationError[]): void {
  const { id, ...rest } = address;
  if (errors.some((error) => error.path.join() === path.join())) return;
  if (!Object.values(rest).some((value) => value !== undefined && value !== '')) {
    errors.push(invalidAt(path, 81801, 'base'));
  }
}

function postalCodeErrors(code: string, path: Path, errors: ValidationError[]): void {
  if (code && !/^[A-Za-z0-9][A-Za-z0-9 -]*$/.test(code)) errors.push(invalidAt(path, 81813, 'postal_code'));
  if (code.replace(/[^A-Za-z0-9]/g, '').length > 9) errors.push(invalidAt(path, 81809, 'postal_code'));
}

function readCountry(fields: Fields, path: Path, errors: ValidationError[]): Partial<Address> {
  const answer: CountryAnswer = findCountry({
    name: fields.text('country_name'),
    alpha2: fields.text('country_code_alpha2'),
    alpha3: fields.text('country_code_alpha3'),
    numeric: fields.text('country_code_numeric'),
  });
  for (const [attribute, code] of answer.faults) errors.push(invalidAt(path, code, attribute));
  return {
    countryName: answer.country?.name,
    countryCodeAlpha2: answer.country?.alpha2,
    countryCodeAlpha3: answer.country?.alpha3,
    countryCodeNumeric: answer.country?.numeric,
  };
}
