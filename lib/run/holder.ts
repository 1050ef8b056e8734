import type { Holder } from '../session/state.js';

/** As Braintree takes them: a state's two letters, and a ZIP code with or without its four more digits. */
const REGION = /^[A-Za-z]{2}$/;
const ZIP = /^\d{5}(-\d{4})?$/;
const LONGEST = 255;

/** What the dialplan's HUSHPAY_HOLDER_ variables tell. */
export type HolderPart =
  | 'firstName'
  | 'lastName'
  | 'businessName'
  | 'street'
  | 'city'
  | 'region'
  | 'postalCode';

/** Each an empty text where nothing is told. */
export type HolderParts = Readonly<Record<HolderPart, string>>;

/** Whose bank account it is. Undefined where anything is missing or cannot be: then no account is taken. */
export function holderOf(given: HolderParts): Holder | undefined {
  if (holderWants(given).length > 0) return undefined;
  const { firstName, lastName, businessName, street, city, region, postalCode } = plain(given);
  return {
    owner: businessName ? { businessName } : { firstName, lastName },
    billing: { street, city, region: region.toUpperCase(), postalCode },
  };
}

/** Which parts are missing or cannot be; none where it is known whose the account is. */
export function holderWants(given: HolderParts): readonly HolderPart[] {
  const { firstName, lastName, businessName, street, city, region, postalCode } = plain(given);
  const fits: Readonly<Partial<Record<HolderPart, boolean>>> = {
    firstName: businessName !== '' || firstName !== '',
    lastName: businessName !== '' || lastName !== '',
    street: street !== '',
    city: city !== '',
    region: REGION.test(region),
    postalCode: ZIP.test(postalCode),
  };
  return (Object.keys(fits) as HolderPart[]).filter((part) => !fits[part]);
}

function plain(given: HolderParts): HolderParts {
  const cut = Object.entries(given).map(([part, text]) => [part, text.trim().slice(0, LONGEST)]);
  return Object.fromEntries(cut) as HolderParts;
}
