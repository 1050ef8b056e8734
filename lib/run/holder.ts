import type { Holder } from '../session/state.js';

/** As Braintree takes them: a state's two letters, and a ZIP code with or without its four more digits. */
const REGION = /^[A-Za-z]{2}$/;
const ZIP = /^\d{5}(-\d{4})?$/;
const LONGEST = 255;

/**
 * Whose bank account it is, by the dialplan's HUSHPAY_HOLDER_ variables: first and last name or a business, street,
 * city, state, ZIP code. Undefined where anything is missing or cannot be: then no account is taken.
 */
export function holderOf(given: readonly string[]): Holder | undefined {
  const [firstName = '', lastName = '', businessName = '', ...where] = given.map((one) =>
    one.trim().slice(0, LONGEST),
  );
  const [street = '', city = '', region = '', postalCode = ''] = where;
  const named = businessName !== '' || (firstName !== '' && lastName !== '');
  if (!named || !street || !city || !REGION.test(region) || !ZIP.test(postalCode)) return undefined;
  return {
    owner: businessName ? { businessName } : { firstName, lastName },
    billing: { street, city, region: region.toUpperCase(), postalCode },
  };
}
