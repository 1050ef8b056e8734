import { cardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { cardOf, type Method } from '../../instrument.js';
import { FIXED_NONCES } from '../../rules/nonces.js';
import { invalid, type ValidationError } from '../../rules/validation.js';

const NONCE_LIFE_MS = 3 * 3_600_000;

/** With what the request pays; what is wrong with it is added to `errors`. */
export async function readMethod(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Promise<Method | undefined> {
  const method = await findMethod(request, context, errors);
  for (const { attribute, code } of (method && cardOf(method.instrument)?.faults) ?? []) {
    errors.push(invalid(code, attribute, 'credit-card'));
  }
  return method;
}

async function findMethod(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Promise<Method | undefined> {
  const id = request.text('payment_method_nonce');
  const fixed = id ? FIXED_NONCES[id] : undefined;
  if (fixed) {
    const { number, effect } = fixed;
    if (effect === 'consumed') errors.push(invalid(91564, 'payment_method_nonce'));
    if (effect === 'luhn') errors.push(invalid(81715, 'number', 'credit-card'));
    const facts = cardFacts({ number, expirationMonth: '12', expirationYear: '2030' }, context.secret);
    return {
      instrument: { kind: 'credit_card', facts },
      effect: effect === 'consumed' || effect === 'luhn' ? undefined : effect,
    };
  }
  if (id) {
    const nonce = await context.records.nonce(context.merchant.merchantId, id);
    if (!nonce || context.now - nonce.createdAt > NONCE_LIFE_MS) {
      errors.push(invalid(91565, 'payment_method_nonce'));
      return undefined;
    }
    if (nonce.consumedAt !== null) errors.push(invalid(91564, 'payment_method_nonce'));
    return { ...nonce.method, nonce: id };
  }
  if (!request.has('credit_card')) {
    errors.push(invalid(91508, 'base'));
    return undefined;
  }
  const card = request.under('credit_card');
  const [month, year] = card.text('expiration_date')?.split('/') ?? [];
  const facts = cardFacts(
    {
      number: card.text('number'),
      cvv: card.text('cvv'),
      expirationMonth: month ?? card.text('expiration_month'),
      expirationYear: year ?? card.text('expiration_year'),
      cardholderName: card.text('cardholder_name'),
      postalCode: request.under('billing').text('postal_code'),
      streetAddress: request.under('billing').text('street_address'),
    },
    context.secret,
  );
  return { instrument: { kind: 'credit_card', facts } };
}
