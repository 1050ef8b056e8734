import { request as httpRequest } from 'node:http';
import braintree from 'braintree';
import t from 'tap';
import { type Sandbox, startSandbox } from '../../../../lib/sandbox/sandbox.js';
import { type Loose, openBench } from '../bench.js';
import { sale } from './table.js';

/** Fault, whether the charge happens all the same, and what the SDK makes of it. */
const FAULTS: readonly (readonly [string, object, boolean, RegExp])[] = [
  ['drop before', { kind: 'drop', when: 'before' }, false, /socket hang up|ECONNRESET/],
  ['drop after', { kind: 'drop', when: 'after' }, true, /socket hang up|ECONNRESET/],
  ['reset before', { kind: 'reset', when: 'before' }, false, /socket hang up|ECONNRESET/],
  ['reset after', { kind: 'reset', when: 'after' }, true, /socket hang up|ECONNRESET/],
  ['500 before', { kind: 'status', status: 500, when: 'before' }, false, /serverError|Server Error/i],
  ['500 after', { kind: 'status', status: 500, when: 'after' }, true, /serverError|Server Error/i],
  ['503 before', { kind: 'status', status: 503, when: 'before' }, false, /serviceUnavailable/i],
  ['503 after', { kind: 'status', status: 503, when: 'after' }, true, /serviceUnavailable/i],
  ['429 before', { kind: 'status', status: 429, when: 'before' }, false, /tooManyRequests/i],
  ['cut', { kind: 'cut' }, true, /aborted|ECONNRESET|hang up/],
  ['truncate', { kind: 'truncate' }, true, /./],
  ['blank', { kind: 'blank' }, true, /./],
  ['silence before', { kind: 'silence', when: 'before' }, false, /timed out|timeout/i],
  ['silence after', { kind: 'silence', when: 'after' }, true, /timed out|timeout/i],
];

t.test('given faults on demand', async (t) => {
  const { sdk, sandbox } = await openBench(t, { rules: { duplicates: false } });
  sdk.config.timeout = 400;
  for (const [name, fault, charged, error] of FAULTS) {
    t.test(
      `when ${name} strikes a charge, then it is ${charged ? '' : 'not '}made, and the SDK fails`,
      async (t) => {
        const before = (await sandbox.transactions()).length;
        sandbox.faults.add({ route: 'transaction.create', times: 1, ...fault } as never);
        const failure: Loose = await sale(sdk).then(
          (answer: Loose) => ({ name: 'no error', message: JSON.stringify(answer) }),
          (thrown: Loose) => thrown,
        );
        t.not(failure.name, 'no error');
        t.match(`${failure.type} ${failure.name} ${failure.message} ${failure.code}`, error);
        t.equal((await sandbox.transactions()).length, before + (charged ? 1 : 0));
        t.same(sandbox.faults.list(), [], 'it is used up');
      },
    );
  }
  for (const [name, fault] of [
    ['a delay before', { kind: 'delay', ms: 50, when: 'before' }],
    ['a delay after', { kind: 'delay', ms: 50, when: 'after' }],
    ['a slow drip', { kind: 'drip', ms: 1 }],
    ['a duplicate answer', { kind: 'duplicate' }],
  ] as const) {
    t.test(`when ${name} strikes a charge, then it is made once and the SDK has the answer`, async (t) => {
      sdk.config.timeout = 10_000;
      const before = (await sandbox.transactions()).length;
      sandbox.faults.add({ route: 'transaction.create', times: 1, ...fault });
      t.ok((await sale(sdk)).success);
      t.equal((await sandbox.transactions()).length, before + 1);
    });
  }
  t.test('when a fault is for one order, then only that is struck, on every call about it', async (t) => {
    const { transaction } = await sale(sdk, { orderId: 'struck-1' });
    sandbox.faults.add({ orderId: 'struck-*', kind: 'status', status: 503 });
    t.ok((await sale(sdk, { orderId: 'spared' })).success);
    await t.rejects(sale(sdk, { orderId: 'struck-2' }), { name: 'serviceUnavailableError' });
    await t.rejects(sdk.transaction.find(transaction.id), { name: 'serviceUnavailableError' });
    await t.rejects(sdk.transaction.void(transaction.id), { name: 'serviceUnavailableError' });
    sandbox.faults.clear();
    t.ok((await sdk.transaction.void(transaction.id)).success);
  });
  t.test('when a fault is for one route, then others are spared', async (t) => {
    sandbox.faults.add({ route: 'transaction.void', kind: 'status', times: 1 });
    const { transaction } = await sale(sdk);
    await t.rejects(sdk.transaction.void(transaction.id), { name: 'serverError' });
    t.ok((await sdk.transaction.void(transaction.id)).success, 'once');
  });
});

t.test('given a sandbox in plain HTTP', async (t) => {
  const sandbox = await startSandbox({ tls: false });
  t.teardown(() => sandbox.stop());
  const { hostname, port } = new URL(sandbox.url);
  const sdk = new braintree.BraintreeGateway({
    environment: new braintree.Environment(hostname, port, '', false, hostname, port),
    ...sandbox.merchant,
  } as braintree.KeyGatewayConfig) as Loose;
  t.test('when the SDK charges, then it is answered', async (t) => {
    t.match(await sale(sdk), { success: true, transaction: { status: 'authorized' } });
  });
  t.test('when the request target is absolute, then it is the same', async (t) => {
    const { transaction } = await sale(sdk, { orderId: 'absolute' });
    const text = await absolute(
      sandbox,
      `/merchants/${sandbox.merchant.merchantId}/transactions/${transaction.id}`,
    );
    t.match(text, /<order-id>absolute<\/order-id>/);
  });
});

function absolute({ url, merchant }: Sandbox, path: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const auth = `${merchant.publicKey}:${merchant.privateKey}`;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        hostname,
        port,
        auth,
        agent: false,
        path: `http://api.example${path}`,
        headers: { 'x-apiversion': '6' },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}
