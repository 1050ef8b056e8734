import { randomBytes, randomUUID } from 'node:crypto';
import { buildSchema, type GraphQLError, graphql } from 'graphql';
import { type Answer, jsonAnswer } from '../answer.js';
import { type CardFacts, type CardInput, cardFacts } from '../card.js';
import type { Context } from '../context.js';
import { VALIDATION_TEXTS } from '../rules/validation.js';

const schema = buildSchema(`
  type Query { ping: String! }
  type Mutation { tokenizeCreditCard(input: TokenizeCreditCardInput!): TokenizeCreditCardPayload }
  input TokenizeCreditCardInput {
    clientMutationId: String
    creditCard: CreditCardInput!
    options: TokenizeCreditCardOptionsInput
  }
  input CreditCardInput {
    number: String
    expirationYear: String
    expirationMonth: String
    cvv: String
    cardholderName: String
    billingAddress: AddressInput
  }
  input AddressInput { postalCode: String, streetAddress: String, addressLine1: String }
  input TokenizeCreditCardOptionsInput { validate: Boolean }
  type TokenizeCreditCardPayload {
    clientMutationId: String
    token: String
    creditCard: CreditCardDetails
    paymentMethod: PaymentMethod
  }
  type PaymentMethod { id: ID!, usage: String!, details: CreditCardDetails, createdAt: String }
  type CreditCardDetails {
    bin: String
    brandCode: String
    last4: String
    expirationMonth: String
    expirationYear: String
    cardholderName: String
  }
`);

interface TokenizeInput {
  readonly clientMutationId?: string;
  readonly creditCard: CardInput & {
    readonly billingAddress?: { postalCode?: string; streetAddress?: string; addressLine1?: string };
  };
  readonly options?: { readonly validate?: boolean };
}

/** An error that GraphQL clients see, in the documented shape. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly extensions: Record<string, unknown>,
  ) {
    super(message);
  }
}

/** The name under which the log and the faults know a GraphQL request. */
export function graphqlRoute(query: string): string {
  const field = /(ping|tokenizeCreditCard)\b\s*[({}]|\b(ping)\b/.exec(query);
  return `graphql.${field?.[1] ?? field?.[2] ?? 'other'}`;
}

export async function answerGraphql(context: Context): Promise<Answer> {
  const requestId = randomUUID();
  const result = await graphql({
    schema,
    source: context.body.text('query') ?? '',
    variableValues: context.body.object('variables'),
    rootValue: {
      ping: () => 'pong',
      tokenizeCreditCard: ({ input }: { input: TokenizeInput }) => tokenize(context, input),
    },
  });
  const errors = result.errors?.map((error) => described(error));
  const body = { data: result.data ?? null, ...(errors ? { errors } : {}), extensions: { requestId } };
  return { ...jsonAnswer(200, body), executed: !errors };
}

/** Bad keys and missing headers: an error, and still status 200. */
export function graphqlRefusal(errorClass: string, message: string): Answer {
  return jsonAnswer(200, {
    data: null,
    errors: [{ message, extensions: { errorClass, errorType: 'developer_error' } }],
    extensions: { requestId: randomUUID() },
  });
}

async function tokenize(context: Context, input: TokenizeInput): Promise<unknown> {
  const { creditCard } = input;
  const { billingAddress } = creditCard;
  const facts = cardFacts(
    {
      ...creditCard,
      postalCode: billingAddress?.postalCode,
      streetAddress: billingAddress?.streetAddress ?? billingAddress?.addressLine1,
    },
    context.secret,
  );
  const fault = facts.faults[0];
  if (fault && input.options?.validate) {
    const name = fault.attribute.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
    throw new Refusal(VALIDATION_TEXTS[fault.code], {
      errorType: 'user_error',
      errorClass: 'VALIDATION',
      legacyCode: String(fault.code),
      inputPath: ['input', 'creditCard', name],
    });
  }
  const id = `tokencc_${['bh', '', '', ''].map((start) => start + randomBytes(3).toString('hex')).join('_')}`;
  await context.records.addNonce(
    context.merchant.merchantId,
    id,
    { instrument: { kind: 'credit_card', facts } },
    context.now,
  );
  const details = detailsOf(facts);
  return {
    clientMutationId: input.clientMutationId,
    token: id,
    creditCard: details,
    paymentMethod: { id, usage: 'SINGLE_USE', details, createdAt: new Date(context.now).toISOString() },
  };
}

function detailsOf(facts: CardFacts): Record<string, unknown> {
  const { bin, last4, expirationMonth, expirationYear, cardholderName } = facts;
  const brandCode = facts.cardType.toUpperCase().replace(/ /g, '_');
  return { bin, last4, brandCode, expirationMonth, expirationYear, cardholderName };
}

/** Digits are taken out of messages: a client's mistake may have put a card where a message quotes it. */
function described(error: GraphQLError): Record<string, unknown> {
  const known = error.originalError instanceof Refusal;
  return {
    message: error.message.replace(/\d{3,}/g, '…'),
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: known ? error.extensions : { errorClass: 'VALIDATION', errorType: 'developer_error' },
  };
}
