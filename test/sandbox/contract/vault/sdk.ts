import { Agent } from 'node:https';
import braintree from 'braintree';
import type { Test } from 'tap';
import type { SandboxConfigInput } from '../../../../lib/sandbox/config.js';
import { type Sandbox, startSandbox } from '../../../../lib/sandbox/sandbox.js';

export interface Thing {
  readonly [name: string]: unknown;
}

interface ErrorTree {
  readonly validationErrors: Readonly<
    Record<string, readonly { readonly code: string; readonly attribute: string }[]>
  >;
  readonly errorCollections: Readonly<Record<string, ErrorTree>>;
}

/** What the SDK resolves with. */
export interface Result extends Thing {
  readonly success: boolean;
  readonly message: string;
  readonly errors: ErrorTree;
}

type Verb =
  | 'create'
  | 'update'
  | 'find'
  | 'delete'
  | 'grant'
  | 'revoke'
  | 'generate'
  | 'fromNonce'
  | 'sale'
  | 'confirmMicroTransferAmounts';
type Noun =
  | 'customer'
  | 'address'
  | 'creditCard'
  | 'paymentMethod'
  | 'paymentMethodNonce'
  | 'paypalAccount'
  | 'usBankAccount'
  | 'sepaDirectDebitAccount'
  | 'creditCardVerification'
  | 'usBankAccountVerification'
  | 'clientToken'
  | 'subscription'
  | 'transaction';

/** One criterion of a search. */
export type Node = Record<
  'is' | 'isNot' | 'startsWith' | 'endsWith' | 'contains' | 'in' | 'min' | 'max' | 'between',
  (...values: unknown[]) => void
>;
export type Search = Readonly<Record<string, () => Node>>;

interface Calls extends Record<Verb, (...values: unknown[]) => Promise<Result>> {
  search(fill: (search: Search) => void): AsyncIterable<Thing>;
  expired(): AsyncIterable<Thing>;
  expiringBetween(from: Date, to: Date): AsyncIterable<Thing>;
}

/** The real SDK's gateways, untyped where its types are stricter than its wire. */
export type Sdk = { readonly [noun in Noun]: Calls };

export interface Bench {
  readonly sandbox: Sandbox;
  readonly sdk: Sdk;
  /** Id of a new customer. */
  readonly customer: (more?: object) => Promise<string>;
  /** Token of a new card of a customer. */
  readonly card: (customerId: string, more?: object) => Promise<string>;
}

/** A sandbox in memory and the SDK on it, for one test file. */
export async function start(test: Test, config: SandboxConfigInput = {}): Promise<Bench> {
  const sandbox = await startSandbox({ config });
  test.teardown(() => sandbox.stop());
  const sdk = sdkOn(sandbox);
  return {
    sandbox,
    sdk,
    customer: async (more = {}) => text(await made(sdk.customer.create(more)), 'customer', 'id'),
    card: async (customerId, more = {}) =>
      text(await made(sdk.creditCard.create({ customerId, ...VISA, ...more })), 'creditCard', 'token'),
  };
}

export function sdkOn({ url, ca, merchant }: Sandbox): Sdk {
  const { hostname, port } = new URL(url);
  return new braintree.BraintreeGateway({
    environment: new braintree.Environment(hostname, port, '', true, hostname, port),
    ...merchant,
    customHttpAgent: new Agent({ ca, keepAlive: false }),
  } as braintree.KeyGatewayConfig) as unknown as Sdk;
}

export const VISA = { number: '4111111111111111', expirationDate: '05/2031' };
export const MASTERCARD = { number: '5555555555554444', expirationDate: '06/2032' };

async function made(answer: Promise<Result>): Promise<Result> {
  const result = await answer;
  if (!result.success) throw new Error(`not made: ${result.message}`);
  return result;
}

/** The text at a path of an answer; throws when there is none. */
export function text(thing: unknown, ...path: readonly string[]): string {
  const found = at(thing, ...path);
  if (typeof found !== 'string') throw new Error(`no text at ${path.join('.')}`);
  return found;
}

export function at(thing: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? (value as Thing)[name] : undefined),
    thing,
  );
}

/** `customer.creditCard.number 81715` for every validation error, in order of the alphabet. */
export function errorsOf({ errors }: Result): readonly string[] {
  const walk = (tree: ErrorTree, path: readonly string[]): string[] => [
    ...Object.values(tree.validationErrors).flatMap((list) =>
      list.map(({ attribute, code }) => `${[...path, attribute].join('.')} ${code}`),
    ),
    ...Object.entries(tree.errorCollections).flatMap(([name, child]) => walk(child, [...path, name])),
  ];
  return walk(errors, []).sort();
}

/** Everything that a search streams. */
export async function all(stream: AsyncIterable<Thing>): Promise<readonly Thing[]> {
  const found: Thing[] = [];
  for await (const one of stream) found.push(one);
  return found;
}

/** Rejects unless the SDK says that there is no such thing. */
export async function missing(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as { readonly type: string }).type;
  }
  return 'found';
}
