import { type Answer, jsonAnswer } from './answer.js';
import type { Merchant } from './config.js';
import type { Context } from './context.js';
import { Fields } from './fields.js';
import { answerGraphql, graphqlRefusal, graphqlRoute, rootFields } from './graphql/answer.js';
import type { Request } from './request.js';
import { clientAuthorization } from './resources/vault/authorization.js';
import { CLIENT_ROUTES } from './resources/vault/client-api.js';

/** A call of the client API that is known and allowed. */
export interface ClientJob {
  readonly route: string;
  readonly merchant: Merchant;
  readonly path: readonly string[];
  readonly body: Fields;
  readonly answer: (context: Context) => Promise<Answer>;
}

/** Pages of any origin may read the answers, as of the real client API. */
export const CORS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
  'access-control-allow-headers': 'authorization, braintree-version, content-type, x-requested-with',
  'access-control-max-age': '3600',
};

const PREFLIGHT: Answer = { status: 204, type: 'text/plain', body: '', headers: CORS };

const refusal = (status: number, message: string): Answer => ({
  ...jsonAnswer(status, { error: { message } }),
  headers: CORS,
});

/** What a browser may ask of GraphQL: nothing that moves money or reads what is stored. */
const GRAPHQL_FIELDS = [
  '__typename',
  'ping',
  'clientConfiguration',
  'tokenizeCreditCard',
  'tokenizeCvv',
  'tokenizeUsBankAccount',
];

/** A GraphQL request with `Authorization: Bearer`; undefined for one with a merchant's own keys. */
function graphqlJob(
  request: Request,
  merchants: readonly Merchant[],
  secret: string,
  now: number,
): ClientJob | Answer | undefined {
  if (request.method === 'OPTIONS') return PREFLIGHT;
  if (!/^Bearer /.test(request.headers.authorization ?? '')) return undefined;
  const body = new Fields(readBody(request));
  const authorization = clientAuthorization(credentialOf(request, body) ?? '', merchants, secret, now);
  const refuse = (errorClass: string, message: string): Answer => ({
    ...graphqlRefusal(errorClass, message),
    headers: CORS,
  });
  if (!authorization) return refuse('AUTHENTICATION', 'Authentication credentials are invalid.');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(String(request.headers['braintree-version'] ?? ''))) {
    return refuse('UNSUPPORTED_CLIENT', 'The Braintree-Version header is missing or not a date.');
  }
  const query = body.text('query') ?? '';
  if (rootFields(query).some((field) => !GRAPHQL_FIELDS.includes(field))) {
    return refuse('AUTHORIZATION', 'Clients may not do this.');
  }
  return {
    route: graphqlRoute(query),
    merchant: authorization.merchant,
    path: [],
    body,
    answer: async (context) => ({ ...(await answerGraphql(context)), headers: CORS }),
  };
}

/** Undefined for what is no call of the client API. `now` in epoch milliseconds. */
export function clientJob(
  request: Request,
  merchants: readonly Merchant[],
  secret: string,
  now: number,
): ClientJob | Answer | undefined {
  if (request.path === '/graphql') return graphqlJob(request, merchants, secret, now);
  const [, id, rest] = /^\/merchants\/([^/]+)\/client_api\/v1(\/.*)$/.exec(request.path) ?? [];
  if (rest === undefined) return undefined;
  if (request.method === 'OPTIONS') return PREFLIGHT;
  const body = new Fields(readBody(request));
  const authorization = clientAuthorization(credentialOf(request, body) ?? '', merchants, secret, now);
  if (!authorization) return refusal(401, 'Authorization fingerprint or tokenization key is invalid.');
  if (authorization.merchant.merchantId !== id)
    return refusal(403, 'The authorization is of another merchant.');
  const route = CLIENT_ROUTES.find(({ method, pattern }) => method === request.method && pattern.test(rest));
  if (!route)
    return refusal(422, `The local sandbox does not support ${request.method} ${rest} of the client API.`);
  return {
    route: route.name,
    merchant: authorization.merchant,
    path: [],
    body,
    answer: async (context) => ({ ...(await route.answer(context, authorization)), headers: CORS }),
  };
}

function credentialOf({ headers, query }: Request, body: Fields): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  return (
    bearer ??
    query.get('authorizationFingerprint') ??
    query.get('authorization_fingerprint') ??
    query.get('tokenizationKey') ??
    body.text('authorizationFingerprint') ??
    body.text('authorization_fingerprint') ??
    body.text('tokenizationKey') ??
    body.text('tokenization_key')
  );
}

function readBody({ body }: Request): unknown {
  try {
    return body ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
