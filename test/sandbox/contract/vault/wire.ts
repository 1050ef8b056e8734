import { request } from 'node:https';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** One request as a browser or a server without the SDK sends it. */
export function ask(
  { url, ca }: Sandbox,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        ca,
        method,
        path,
        agent: false,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const json = String(response.headers['content-type']).includes('json');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: json ? JSON.parse(text) : text,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

/** A GraphQL request with the merchant's own keys. */
export async function graphql(sandbox: Sandbox, query: string, variables: object): Promise<unknown> {
  const { publicKey, privateKey } = sandbox.merchant;
  const answer = await ask(
    sandbox,
    'POST',
    '/graphql',
    { query, variables },
    {
      authorization: `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`,
      'braintree-version': '2019-01-01',
    },
  );
  return answer.body;
}
