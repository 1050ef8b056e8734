import type { AccountBytes, AccountHolder, CardBytes, Gateway, Tokenised } from '../gateway.js';
import { classifyGraphql } from './classify.js';
import type { Graphql, GraphqlAnswer } from './graphql.js';
import { failed } from './outcomes.js';
import type { Wire } from './wire.js';

const CARD = 'mutation($input:TokenizeCreditCardInput!){tokenizeCreditCard(input:$input){paymentMethod{id}}}';
const ACCOUNT =
  'mutation($input:TokenizeUsBankAccountInput!){tokenizeUsBankAccount(input:$input){paymentMethod{id}}}';

const CODE = 'mutation($input:TokenizeCvvInput!){tokenizeCvv(input:$input){tokenizedCvv{id}}}';

/**
 * Hands a card or a bank account to Braintree's GraphQL and gets a single-use token for it. The only code outside
 * `card/` that sees digits, and it only passes the caller's Buffers on: never a string, never a copy.
 */
export function tokenising(
  wire: Wire,
  graphql: Graphql,
): Pick<Gateway, 'tokenise' | 'tokeniseAccount' | 'tokeniseCode'> {
  const exchange = async (
    chunks: () => readonly Buffer[],
    idOf: (data: NonNullable<GraphqlAnswer['data']>) => string | undefined,
  ): Promise<Tokenised> => {
    const asked = await graphql.ask(chunks);
    if (asked.kind === 'failed') {
      wire.saw(asked.outcome.text);
      return asked;
    }
    const { data, errors = [] } = asked.answer;
    const nonce = data ? idOf(data) : undefined;
    if (nonce && errors.length === 0) {
      wire.keysTaken();
      wire.saw(undefined);
      return { kind: 'token', nonce };
    }
    const outcome = classifyGraphql(errors);
    wire.saw(outcome.kind === 'failed' ? outcome.text : undefined);
    return { kind: 'failed', outcome };
  };
  const malformed = (what: string): Tokenised => ({
    kind: 'failed',
    outcome: failed('gateway-validation', `the ${what} is not made of digits`),
  });
  return {
    async tokenise(card) {
      if (!wellFormed(card)) return malformed('card');
      return exchange(
        () => cardChunks(card),
        (data) => data.tokenizeCreditCard?.paymentMethod?.id,
      );
    },
    async tokeniseAccount(account, holder) {
      if (!digits(account.accountNumber, 4, 17) || !digits(account.routingNumber, 9, 9)) {
        return malformed('bank account');
      }
      return exchange(
        () => accountChunks(account, holder),
        (data) => data.tokenizeUsBankAccount?.paymentMethod?.id,
      );
    },
    async tokeniseCode(code) {
      if (!digits(code, 3, 4)) return malformed('security code');
      return exchange(
        () => [text(`{"query":"${CODE}","variables":{"input":{"cvv":"`), code, text('"}}}')],
        (data) => data.tokenizeCvv?.tokenizedCvv?.id,
      );
    },
  };
}

const text = (part: string): Buffer => Buffer.from(part);

/** The request, with the card's own Buffers in their places. Digits need no escaping. */
function cardChunks(card: CardBytes): Buffer[] {
  return [
    text(`{"query":"${CARD}","variables":{"input":{"creditCard":{"number":"`),
    card.number,
    text('","expirationMonth":"'),
    card.expirationMonth,
    text('","expirationYear":"20'),
    card.expirationYear,
    ...(card.securityCode ? [text('","cvv":"'), card.securityCode] : []),
    ...(card.postalCode
      ? [text('","billingAddress":{"postalCode":"'), card.postalCode, text('"}')]
      : [text('"')]),
    text('},"options":{"validate":false}}}}'),
  ];
}

function accountChunks(account: AccountBytes, { owner, billing, mandate }: AccountHolder): Buffer[] {
  const named =
    'businessName' in owner
      ? { businessOwner: { businessName: owner.businessName } }
      : { individualOwner: { firstName: owner.firstName, lastName: owner.lastName } };
  const rest = {
    accountType: account.accountType.toUpperCase(),
    ...named,
    billingAddress: {
      streetAddress: billing.street,
      extendedAddress: billing.extended,
      city: billing.city,
      state: billing.region,
      zipCode: billing.postalCode,
    },
    achMandate: mandate,
  };
  return [
    text(`{"query":"${ACCOUNT}","variables":{"input":{"usBankAccount":{"accountNumber":"`),
    account.accountNumber,
    text('","routingNumber":"'),
    account.routingNumber,
    text(`",${JSON.stringify(rest).slice(1)}}}}`),
  ];
}

function wellFormed({
  number,
  expirationMonth,
  expirationYear,
  securityCode,
  postalCode,
}: CardBytes): boolean {
  return (
    digits(number, 12, 19) &&
    digits(expirationMonth, 2, 2) &&
    digits(expirationYear, 2, 2) &&
    (securityCode === undefined || digits(securityCode, 3, 4)) &&
    (postalCode === undefined || digits(postalCode, 1, 10))
  );
}

function digits(bytes: Buffer, least: number, most: number): boolean {
  if (bytes.length < least || bytes.length > most) return false;
  for (const byte of bytes) if (byte < 0x30 || byte > 0x39) return false;
  return true;
}
