import type { CardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { cardOf } from '../../instrument.js';
import { invalidAt, type ValidationError } from '../../rules/validation.js';
import { methodsOf } from './methods.js';

/** 81724 and 81763: the same number is in the vault already, of anybody or of this customer. */
export async function duplicateErrors(
  context: Context,
  facts: CardFacts,
  options: Fields,
  { path, customerId }: { readonly path: readonly string[]; readonly customerId?: string },
  errors: ValidationError[],
  except?: string,
): Promise<void> {
  const same = async (owner?: string): Promise<boolean> =>
    (await methodsOf(context, owner)).some(
      ({ token, instrument }) =>
        token !== except &&
        instrument.kind === 'credit_card' &&
        cardOf(instrument)?.fingerprint === facts.fingerprint,
    );
  if (options.flag('fail_on_duplicate_payment_method') && (await same())) {
    errors.push(invalidAt(path, 81724, 'number'));
  }
  const forCustomer = options.flag('fail_on_duplicate_payment_method_for_customer');
  if (forCustomer && customerId !== undefined && (await same(customerId))) {
    errors.push(invalidAt(path, 81763, 'number'));
  }
}
