import type { Answer } from '../answer.js';
import { VALIDATION_TEXTS, type ValidationError } from '../rules/validation.js';

/** An error that GraphQL clients see; the extensions are those that Braintree documents. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly extensions: {
      readonly errorClass: 'VALIDATION' | 'NOT_FOUND' | 'AUTHORIZATION' | 'UNSUPPORTED_CLIENT' | 'INTERNAL';
      readonly errorType: 'user_error' | 'developer_error' | 'gateway_error';
      readonly legacyCode?: string;
      readonly inputPath?: readonly (string | number)[];
    },
  ) {
    super(message);
  }
}

export const notFound = (what = 'object'): Refusal =>
  new Refusal(`An ${what} with this ID was not found.`, {
    errorClass: 'NOT_FOUND',
    errorType: 'developer_error',
  });

/** For what the schema knows and this sandbox cannot do, naming the call. */
export const unsupported = (call: string): Refusal =>
  new Refusal(`The local sandbox does not support ${call}.`, {
    errorClass: 'VALIDATION',
    errorType: 'developer_error',
  });

export function invalidInput(code: ValidationError['code'], ...inputPath: string[]): Refusal {
  return new Refusal(VALIDATION_TEXTS[code], {
    errorClass: 'VALIDATION',
    errorType: 'user_error',
    legacyCode: String(code),
    inputPath: ['input', ...inputPath],
  });
}

/** Several refusals of one field; the answer has an error for each. */
export class Refusals extends Error {
  constructor(readonly list: readonly Refusal[]) {
    super(list[0]?.message ?? 'refused');
  }
}

const camel = (name: string): string =>
  name.replace(/[-_](\w)/g, (_all, letter: string) => letter.toUpperCase());

/** Names of the XML interface that the input of GraphQL calls otherwise. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  payment_method_nonce: ['paymentMethodId'],
  payment_method_token: ['paymentMethodId'],
  transaction_source: ['transaction', 'paymentInitiator'],
  tax_amount: ['transaction', 'tax', 'taxAmount'],
  shipping_amount: ['transaction', 'shipping', 'shippingAmount'],
};

/** The validation errors of the XML interface as GraphQL tells them; `under` is the input that holds the rest. */
export function refusals(errors: readonly ValidationError[], under: string): Refusals {
  return new Refusals(
    errors.map(({ path, attribute, code }) => {
      const below = path.slice(1).filter((name) => !/^options$/.test(name));
      const rest = attribute === 'base' ? below : [...below, attribute];
      return invalidInput(
        code,
        ...(PLACES[attribute] ?? (rest.length > 0 ? [under, ...rest.map(camel)] : [])),
      );
    }),
  );
}

/** Throws what an answer of the XML interface refuses with; otherwise it is returned. */
export function accepted(answer: Answer, under: string): Answer {
  if (answer.status === 404) throw notFound();
  if (answer.errors && answer.errors.length > 0) throw refusals(answer.errors, under);
  if (answer.status === 422 && !answer.transaction) throw unsupported(answer.refusal ?? 'this request');
  return answer;
}
