import { createInterface } from 'node:readline';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import type { AccountBytes, AccountHolder, CardBytes } from '../../lib/gateway/gateway.js';

/**
 * A process that pays, to be looked into by its parent. It gets the cards in a way that leaves nothing behind by
 * itself: digits, each moved by one, are computed into a Buffer as the keypad would, so that a copy found in its
 * memory was made by the gateway. Commands on stdin, one JSON a line; answers on stdout.
 */
interface Start {
  readonly url: string;
  readonly ca: string;
  readonly merchantId: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

interface Pay {
  readonly mode: 'tokenise' | 'twice' | 'code' | 'string' | 'account' | 'account-string';
  readonly orderId: string;
  /** All at once. Each digit plus one, 9 becoming 0. */
  readonly cards: readonly { readonly number: string; readonly code: string }[];
}

const lines = createInterface({ input: process.stdin });
const input = lines[Symbol.asyncIterator]();
const next = async (): Promise<unknown> => {
  const { value, done } = await input.next();
  return done ? undefined : JSON.parse(value);
};

const HOLDER: AccountHolder = {
  owner: { firstName: 'Ada', lastName: 'Moss' },
  billing: { street: '111 Main St', city: 'San Jose', region: 'CA', postalCode: '94085' },
  mandate: 'I authorise this payment.',
};

const start = (await next()) as Start;
const gateway = createGateway({ environment: 'local', apiRequestKeys: false, ...start });
await gateway.start();

function key(into: Buffer, moved: string): Buffer {
  for (let i = 0; i < moved.length; i += 1) into[i] = 0x30 + ((moved.charCodeAt(i) - 0x30 + 9) % 10);
  return into.subarray(0, moved.length);
}

async function one({ mode, orderId }: Pay, moved: Pay['cards'][number]): Promise<string> {
  if (mode === 'account' || mode === 'account-string') return tokeniseAccount(mode, moved);
  const bytes = Buffer.alloc(4096);
  const expiry = Buffer.from('1231');
  const card: CardBytes = {
    number: key(bytes.subarray(0), moved.number),
    securityCode: key(bytes.subarray(64), moved.code),
    expirationMonth: expiry.subarray(0, 2),
    expirationYear: expiry.subarray(2, 4),
  };
  let nonce: string | undefined;
  if (mode === 'code') {
    const code = await gateway.tokeniseCode(card.securityCode ?? Buffer.alloc(0));
    bytes.fill(0);
    return code.kind;
  }
  if (mode !== 'string') {
    const twice = mode === 'twice' ? [gateway.tokenise(card)] : [];
    const [token] = await Promise.all([gateway.tokenise(card), ...twice]);
    nonce = token.kind === 'token' ? token.nonce : undefined;
  } else {
    nonce = await tokeniseByString(card);
  }
  bytes.fill(0);
  if (!nonce) return 'no nonce';
  return (await gateway.charge({ orderId, amount: { minor: 1000, currency: 'USD' }, nonce })).kind;
}

for (let pay = (await next()) as Pay | undefined; pay; pay = (await next()) as Pay | undefined) {
  const asked = pay;
  const outcomes = await Promise.all(pay.cards.map((moved) => one(asked, moved)));
  process.stdout.write(`${JSON.stringify({ outcome: [...new Set(outcomes)].join() })}\n`);
}
await gateway.stop();

/** Of a bank account: its token is all that is asked for. `code` is the routing number. */
async function tokeniseAccount(mode: Pay['mode'], moved: Pay['cards'][number]): Promise<string> {
  const bytes = Buffer.alloc(4096);
  const account: AccountBytes = {
    accountNumber: key(bytes.subarray(0), moved.number),
    routingNumber: key(bytes.subarray(64), moved.code),
    accountType: 'checking',
  };
  const token =
    mode === 'account'
      ? await gateway.tokeniseAccount(account, HOLDER)
      : { kind: (await accountByString(account)) ? 'token' : 'no nonce' };
  bytes.fill(0);
  return token.kind;
}

async function accountByString(account: AccountBytes): Promise<string | undefined> {
  const answer = (await careless(
    'mutation($input:TokenizeUsBankAccountInput!){tokenizeUsBankAccount(input:$input){paymentMethod{id}}}',
    {
      usBankAccount: {
        accountNumber: account.accountNumber.toString(),
        routingNumber: account.routingNumber.toString(),
        accountType: 'CHECKING',
        individualOwner: HOLDER.owner,
        billingAddress: { streetAddress: '111 Main St', city: 'San Jose', state: 'CA', zipCode: '94085' },
        achMandate: HOLDER.mandate,
      },
    },
  )) as { data?: { tokenizeUsBankAccount?: { paymentMethod?: { id?: string } } } };
  return answer.data?.tokenizeUsBankAccount?.paymentMethod?.id;
}

/** The control: what a careless gateway would do. */
async function tokeniseByString(card: CardBytes): Promise<string | undefined> {
  const answer = (await careless(
    'mutation($input:TokenizeCreditCardInput!){tokenizeCreditCard(input:$input){paymentMethod{id}}}',
    {
      creditCard: {
        number: card.number.toString(),
        cvv: card.securityCode?.toString(),
        expirationMonth: '12',
        expirationYear: '2031',
      },
    },
  )) as { data?: { tokenizeCreditCard?: { paymentMethod?: { id?: string } } } };
  return answer.data?.tokenizeCreditCard?.paymentMethod?.id;
}

async function careless(query: string, input: object): Promise<unknown> {
  const { default: fetch } = await import('node-fetch');
  const { Agent } = await import('node:https');
  const response = await fetch(`${start.url}/graphql`, {
    method: 'POST',
    agent: new Agent({ ca: start.ca }),
    headers: {
      authorization: `Basic ${Buffer.from(`${start.publicKey}:${start.privateKey}`).toString('base64')}`,
      'braintree-version': '2019-01-01',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query, variables: { input } }),
  });
  return response.json();
}
