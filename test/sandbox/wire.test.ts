// Looks for digits: a failure is never forgiven.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import t from 'tap';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.js';

interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly auth?: string | null;
  readonly headers?: Record<string, string>;
}

/** A request by hand, below the SDK. */
function ask({ url, ca, merchant }: Sandbox, { method = 'GET', path, body, auth, headers }: Ask) {
  const { hostname, port, protocol } = new URL(url);
  const request = protocol === 'https:' ? httpsRequest : httpRequest;
  const options = {
    hostname,
    port,
    path,
    method,
    ca,
    agent: false as const,
    ...(auth === null ? {} : { auth: auth ?? `${merchant.publicKey}:${merchant.privateKey}` }),
    headers: { 'x-apiversion': '6', 'braintree-version': '2019-01-01', ...headers },
  };
  return new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const sale = (more: object = {}): object => ({
  transaction: {
    amount: '10.00',
    type: 'sale',
    payment_method_nonce: 'fake-valid-nonce',
    order_id: 'wire-1',
    ...more,
  },
});

for (const tls of [true, false]) {
  t.test(`given a sandbox ${tls ? 'with TLS' : 'in plain HTTP'}, when it is asked by hand`, async (t) => {
    const sandbox = await startSandbox({ tls });
    t.teardown(() => sandbox.stop());
    const base = `/merchants/${sandbox.merchant.merchantId}`;

    t.test('then keys, version and merchant are checked', async (t) => {
      const path = `${base}/transactions/x`;
      t.match(await ask(sandbox, { path }), { status: 404, text: /^\s*$/ });
      t.match(await ask(sandbox, { path, auth: null }), { status: 401 });
      t.match(await ask(sandbox, { path, auth: 'a:b' }), { status: 401 });
      t.match(await ask(sandbox, { path: '/merchants/another/transactions/x' }), { status: 401 });
      t.match(await ask(sandbox, { path, headers: { 'x-apiversion': '' } }), { status: 426 });
    });

    t.test('then a sale is created, and errors are nested', async (t) => {
      const path = `${base}/transactions`;
      const made = await ask(sandbox, { method: 'POST', path, body: sale() });
      t.match(made, { status: 201, type: /application\/xml/ });
      t.match(made.text, /<status>authorized<\/status>/);
      t.match(made.text, /<order-id>wire-1<\/order-id>/);
      t.match(made.text, /<refund-id nil="true"\s*\/>/);
      const faulty = await ask(sandbox, { method: 'POST', path, body: sale({ amount: 'x' }) });
      t.equal(faulty.status, 422);
      t.match(
        faulty.text,
        /<api-error-response><errors><errors type="array"\s*\/><transaction><errors type="array"><error><code>81503<\/code><attribute>amount</,
      );
    });

    t.test('then what it cannot do is named', async (t) => {
      const answer = await ask(sandbox, { method: 'POST', path: `${base}/moons`, body: {} });
      t.match(answer, { status: 422, text: /does not support POST \/moons/ });
      const search = { search: { moon_phase: { is: 'x' } } };
      const path = `${base}/transactions/advanced_search_ids`;
      t.match(await ask(sandbox, { method: 'POST', path, body: search }), { text: /moon_phase/ });
    });

    t.test('then GraphQL answers on the same port, also to the absolute form', async (t) => {
      for (const path of ['/graphql', 'http://payments.example/graphql']) {
        const answer = await ask(sandbox, { method: 'POST', path, body: { query: 'query { ping }' } });
        t.match(JSON.parse(answer.text), { data: { ping: 'pong' }, extensions: { requestId: String } }, path);
      }
    });

    t.test('then errors of GraphQL have the documented shape and status 200', async (t) => {
      const path = '/graphql';
      const query =
        'mutation($input: TokenizeCreditCardInput!) { tokenizeCreditCard(input: $input) { token } }';
      const creditCard = { number: '4111111111111112', expirationMonth: '12', expirationYear: '2030' };
      const variables = { input: { creditCard, options: { validate: true } } };
      const invalid = await ask(sandbox, { method: 'POST', path, body: { query, variables } });
      t.equal(invalid.status, 200);
      t.match(JSON.parse(invalid.text), {
        errors: [
          {
            message: 'Credit card number is invalid.',
            path: ['tokenizeCreditCard'],
            extensions: {
              errorClass: 'VALIDATION',
              legacyCode: '81715',
              inputPath: ['input', 'creditCard', 'number'],
            },
          },
        ],
      });
      const denied = await ask(sandbox, { method: 'POST', path, auth: 'a:b', body: { query: '{ping}' } });
      t.match(JSON.parse(denied.text), { errors: [{ extensions: { errorClass: 'AUTHENTICATION' } }] });
      const undated = await ask(sandbox, {
        method: 'POST',
        path,
        headers: { 'braintree-version': '' },
        body: { query: '{ping}' },
      });
      t.match(JSON.parse(undated.text), { errors: [{ extensions: { errorClass: 'UNSUPPORTED_CLIENT' } }] });
      const wrong = { input: { creditCard: { number: { deep: '4111111111111111' } } } };
      const quoting = await ask(sandbox, { method: 'POST', path, body: { query, variables: wrong } });
      t.notMatch(quoting.text, /4111111/, 'no error quotes a number');
    });

    t.test('then faults can be ordered over the control endpoint, with the keys only', async (t) => {
      const path = '/_control/faults';
      t.match(await ask(sandbox, { path, auth: 'a:b' }), { status: 401 });
      const body = { route: 'transaction.create', kind: 'status', status: 503, orderId: 'wire-f*', times: 1 };
      t.match(await ask(sandbox, { method: 'POST', path, body }), { status: 201 });
      t.match(await ask(sandbox, { method: 'POST', path, body: { kind: 'nonsense' } }), { status: 422 });
      const create = (order_id: string) =>
        ask(sandbox, { method: 'POST', path: `${base}/transactions`, body: sale({ order_id }) });
      t.match(await create('wire-other'), { status: 201 }, 'another order is spared');
      t.match(await create('wire-f1'), { status: 503 });
      t.match(await create('wire-f1'), { status: 201 }, 'it strikes once');
      t.match(await ask(sandbox, { path: '/_control/transactions' }), { text: /"orderId":"wire-f1"/ });
      await ask(sandbox, { method: 'POST', path, body });
      t.match(await ask(sandbox, { method: 'DELETE', path }), { text: '[]' });
      t.match(await create('wire-f2'), { status: 201 }, 'cleared');
    });
  });
}
