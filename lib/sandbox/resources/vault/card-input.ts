import { type CardFacts, type CardInput, cardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { invalidAt, type ValidationError } from '../../rules/validation.js';

type Path = readonly string[];

/** The card of a request, and what is wrong with how it is written. It lives for one request. */
export function cardInput(fields: Fields, path: Path, errors: ValidationError[]): CardInput {
  const date = fields.text('expiration_date');
  const [month, year] = date === undefined ? [] : date.split('/');
  if (date !== undefined && (fields.has('expiration_month') || fields.has('expiration_year'))) {
    errors.push(invalidAt(path, 91708, 'expiration_date'));
  }
  if ((fields.text('cardholder_name') ?? '').length > 255) {
    errors.push(invalidAt(path, 81723, 'cardholder_name'));
  }
  const billing = fields.under('billing_address');
  return {
    number: fields.text('number'),
    cvv: fields.text('cvv'),
    expirationMonth: month?.trim() ?? fields.text('expiration_month'),
    expirationYear: date === undefined ? fields.text('expiration_year') : year?.trim(),
    cardholderName: fields.text('cardholder_name'),
    postalCode: billing.text('postal_code'),
    streetAddress: billing.text('street_address'),
  };
}

/** A new card reduced to its facts; everything that keeps it out of the vault is added to `errors`. */
export function newCard(context: Context, fields: Fields, path: Path, errors: ValidationError[]): CardFacts {
  const input = cardInput(fields, path, errors);
  const facts = cardFacts(input, context.secret);
  errors.push(...cardErrors(facts, fields, path));
  return facts;
}

/**
 * The facts' own faults, as a request to the vault words them: a date that is missing altogether, or written as
 * one and wrong, is one error about the date.
 */
export function cardErrors(facts: CardFacts, fields: Fields, path: Path): readonly ValidationError[] {
  const dated = fields.has('expiration_date');
  const missing = !dated && !fields.has('expiration_month') && !fields.has('expiration_year');
  const found: ValidationError[] = [];
  let dateFault = false;
  for (const { attribute, code } of facts.faults) {
    if (!attribute.startsWith('expiration')) found.push(invalidAt(path, code, attribute));
    else if (!dated && !missing) found.push(invalidAt(path, code, attribute));
    else dateFault = true;
  }
  if (dateFault) found.push(invalidAt(path, missing ? 81709 : 81710, 'expiration_date'));
  return found;
}

/** A card of the vault with what a request changes about it. Without a number it keeps its own. */
export function changedCard(
  context: Context,
  before: CardFacts,
  fields: Fields,
  path: Path,
  errors: ValidationError[],
): CardFacts {
  const input = cardInput(fields, path, errors);
  const filled: CardInput = {
    ...input,
    // A well-formed stand-in: only what is checked of the other fields is kept of these facts.
    number: input.number ?? STAND_IN[before.cardType] ?? STAND_IN.Visa,
    expirationMonth: input.expirationMonth ?? before.expirationMonth,
    expirationYear: input.expirationYear ?? before.expirationYear,
    cardholderName: input.cardholderName ?? before.cardholderName,
    postalCode: input.postalCode ?? before.postalCode,
    streetAddress: input.streetAddress ?? before.streetAddress,
  };
  const facts = cardFacts(filled, context.secret);
  const dates =
    fields.has('expiration_date') || fields.has('expiration_month') || fields.has('expiration_year');
  errors.push(
    ...cardErrors(facts, fields, path).filter(({ attribute }) => dates || !attribute.startsWith('exp')),
  );
  if (input.number !== undefined) return facts;
  const { fingerprint, bin, last4, cardType, fate } = before;
  return { ...facts, fingerprint, bin, last4, cardType, fate };
}

const STAND_IN: Readonly<Record<string, string>> = {
  Visa: '4111111111111111',
  'American Express': '378282246310005',
};
