import { Agent, request as httpsRequest } from 'node:https';
import braintree from 'braintree';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../lib/sandbox/sandbox.js';

/** What is needed of a test: something to do at its end. */
interface Test {
  teardown(end: () => Promise<void>): unknown;
}
/** The SDK's own calls, untyped where its types are stricter than its wire. */
// biome-ignore lint/suspicious/noExplicitAny: the SDK's answers are read field by field in the tests
export type Loose = any;

/** A sandbox in memory, the real SDK on it, and GraphQL and the control endpoint beside it. */
export interface Bench {
  readonly sandbox: Sandbox;
  readonly sdk: Loose;
  graphql(query: string, variables?: object, headers?: Record<string, string>): Promise<Loose>;
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: Loose }>;
  /** Moves the sandbox's clock ahead by days. */
  days(count: number): Promise<void>;
  /** Moves it to the next tenth of a month, so that what is counted in months does not depend on today. */
  toTenth(): Promise<void>;
  /** The day of the sandbox, `2030-12-31`, so many days from now. */
  today(plus?: number): string;
  /** A card in the vault: its token, its global id and its customer's. */
  vaulted(number?: string): Promise<{ token: string; id: string; customerId: string }>;
}

export async function openBench(t: Test, config: SandboxOptions['config'] = {}): Promise<Bench> {
  const sandbox = await startSandbox({ config });
  t.teardown(() => sandbox.stop());
  const { hostname, port } = new URL(sandbox.url);
  const sdk = new braintree.BraintreeGateway({
    environment: new braintree.Environment(hostname, port, '', true, hostname, port),
    ...sandbox.merchant,
    customHttpAgent: new Agent({ ca: sandbox.ca, keepAlive: false }),
  } as braintree.KeyGatewayConfig) as Loose;
  const bench: Bench = {
    sandbox,
    sdk,
    graphql: async (query, variables, headers = {}) => {
      const body = JSON.stringify({ query, variables });
      const answer = await ask(sandbox, 'POST', '/graphql', body, {
        'braintree-version': '2019-01-01',
        ...headers,
      });
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      return JSON.parse(answer.text);
    },
    control: async (method, path, body) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const answer = await ask(sandbox, method, `/_control/${path}`, text, {});
      return { status: answer.status, body: JSON.parse(answer.text) };
    },
    days: async (count) => {
      const moved = await bench.control('POST', 'clock', { advance: count * 86_400 });
      if (moved.status !== 200) throw new Error(JSON.stringify(moved.body));
    },
    toTenth: async () => {
      const now = new Date(sandbox.clock.now());
      const later = now.getUTCDate() >= 10 ? 1 : 0;
      const target = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later, 10, 12);
      await bench.control('POST', 'clock', { now: target });
    },
    today: (plus = 0) => new Date(sandbox.clock.now() + plus * 86_400_000).toISOString().slice(0, 10),
    vaulted: async (number = '4111111111111111') => {
      const creditCard = { number, expirationMonth: '12', expirationYear: '2031' };
      const made = await bench.graphql(TOKENISE, { input: { creditCard } });
      const paymentMethodId = made.data.tokenizeCreditCard.paymentMethod.id;
      const input = { paymentMethodId, verification: { skip: true } };
      const { paymentMethod } = (await bench.graphql(VAULT, { input })).data.vaultPaymentMethod;
      return {
        token: paymentMethod.legacyId,
        id: paymentMethod.id,
        customerId: paymentMethod.customer.legacyId,
      };
    },
  };
  return bench;
}

export const TOKENISE = `mutation($input: TokenizeCreditCardInput!) {
  tokenizeCreditCard(input: $input) {
    clientMutationId
    paymentMethod { id legacyId usage createdAt details { ... on CreditCardDetails { bin last4 brandCode brand expirationYear cardholderName billingAddress { postalCode } } } }
  }
}`;
const VAULT = `mutation($input: VaultPaymentMethodInput!) {
  vaultPaymentMethod(input: $input) { paymentMethod { id legacyId customer { legacyId } } }
}`;

/** Codes of all validation errors of an answer, in order. */
export const codes = (answer: Loose): string[] =>
  (answer.errors?.deepErrors() ?? []).map(({ code }: { code: string }) => code).sort();

/** Everything that a search of the SDK finds. */
export async function all(stream: AsyncIterable<Loose>): Promise<Loose[]> {
  const found: Loose[] = [];
  for await (const one of stream) found.push(one);
  return found;
}

function ask(
  { url, ca, merchant }: Sandbox,
  method: string,
  path: string,
  body: string | undefined,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(
      {
        hostname,
        port,
        path,
        method,
        ca,
        agent: false,
        auth: `${merchant.publicKey}:${merchant.privateKey}`,
        headers,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
