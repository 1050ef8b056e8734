import { amountUnits } from '../../amount.js';
import type { Context } from '../../context.js';
import { Fields } from '../../fields.js';
import { invalidAt, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import { modificationsOf } from './catalogue.js';
import type { Modification } from './model.js';

/**
 * Add-ons or discounts after a request's `add`, `update` and `remove`. Errors stand under their place in the
 * request: `subscription.add_ons.update[0]`.
 */
export function changedModifications(
  context: Context,
  kind: Modification['kind'],
  before: readonly Modification[],
  request: Fields,
  currency: string,
  path: readonly string[],
  errors: ValidationError[],
): readonly Modification[] {
  const name = kind === 'add_on' ? 'add_ons' : 'discounts';
  const fields = request.under(name);
  const place = (what: string, index: number): string[] => [...path, name, what, `index_${index}`];
  const catalogue = modificationsOf(context, kind);
  const removed = fields.list('remove');
  let after = [...before];

  for (const [index, id] of removed.entries()) {
    if (!before.some((one) => one.id === id)) {
      errors.push(invalidAt(place('remove', index), 92016, 'id_to_remove'));
    }
  }
  for (const [index, entry] of entries(fields, 'update').entries()) {
    const id = entry.text('existing_id');
    const existing = before.find((one) => one.id === id);
    const fault = !id ? 92012 : !existing ? 92011 : removed.includes(id) ? 92015 : undefined;
    if (fault) errors.push(invalidAt(place('update', index), fault, 'existing_id'));
    if (fault || !existing) continue;
    const changed = read(entry, existing, currency, place('update', index), errors);
    after = after.map((one) => (one.id === id ? changed : one));
  }
  after = after.filter(({ id }) => !removed.includes(id));
  for (const [index, entry] of entries(fields, 'add').entries()) {
    const id = entry.text('inherited_from_id');
    const source = catalogue.find((one) => one.id === id);
    if (!source) errors.push(invalidAt(place('add', index), id ? 92013 : 92014, 'inherited_from_id'));
    else if (after.some((one) => one.id === id)) errors.push(invalidAt(path, 91911, 'base'));
    else after.push(read(entry, source, currency, place('add', index), errors));
  }
  return after;
}

/** The entries of a list of objects. */
function entries(fields: Fields, name: string): readonly Fields[] {
  const value: unknown = fields.object(name);
  return Array.isArray(value) ? value.map((entry) => new Fields(entry)) : [];
}

function read(
  entry: Fields,
  before: Modification,
  currency: string,
  path: readonly string[],
  errors: ValidationError[],
): Modification {
  const invalid = (code: ValidationCode, attribute: string): unknown =>
    errors.push(invalidAt(path, code, attribute));
  const amount = entry.has('amount') ? amountUnits(entry.text('amount') ?? '', currency) : before.amount;
  if (entry.text('amount') === '') invalid(92003, 'amount');
  else if (amount === undefined || amount < 0) invalid(92002, 'amount');
  const quantity = Number(entry.text('quantity') ?? before.quantity);
  if (entry.text('quantity') === '') invalid(92004, 'quantity');
  else if (!Number.isInteger(quantity)) invalid(92001, 'quantity');
  else if (quantity <= 0) invalid(92010, 'quantity');
  const cycles = entry.text('number_of_billing_cycles');
  if (cycles !== undefined && entry.flag('never_expires')) invalid(92018, 'number_of_billing_cycles');
  else if (cycles !== undefined && !/^-?\d+$/.test(cycles)) invalid(92005, 'number_of_billing_cycles');
  else if (cycles !== undefined && Number(cycles) <= 0) invalid(92019, 'number_of_billing_cycles');
  return {
    ...before,
    amount: amount ?? 0,
    quantity,
    numberOfBillingCycles: entry.flag('never_expires')
      ? null
      : cycles === undefined
        ? before.numberOfBillingCycles
        : Number(cycles),
  };
}
