import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { checkGateway } from '../../lib/doctor/gateway.js';
import { checkJournal } from '../../lib/doctor/payment.js';
import { failed } from '../../lib/gateway/braintree/classify.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../lib/sandbox/sandbox.js';
import { freshDirectory } from '../config/directory.js';
import { session } from '../journal/sessions.js';
import { ids, patientWith } from './patient.js';

interface Plant {
  readonly sandbox?: SandboxOptions['config'];
  readonly braintree?: Readonly<Record<string, unknown>>;
  readonly payment?: Readonly<Record<string, unknown>>;
  readonly url?: string;
  readonly ca?: string;
}

async function examined(t: Test, sandbox: Sandbox, { braintree, payment, url, ca }: Plant) {
  const file = join(freshDirectory(t), 'ca.pem');
  writeFileSync(file, ca ?? sandbox.ca ?? '');
  const { merchantId, publicKey, privateKey } = sandbox.merchant;
  const patient = await patientWith(
    t,
    {},
    {
      sandbox: { url: url ?? sandbox.url, ca: file },
      braintree: { merchantId, publicKey, privateKey, findDeadline: 2, tokeniseDeadline: 2, ...braintree },
      ...(payment ? { payment } : {}),
    },
  );
  const findings = await checkGateway(patient);
  t.notMatch(JSON.stringify(findings), new RegExp(privateKey), 'no secret is told');
  return findings.filter(({ id }) => id !== 'gateway.local');
}

/** A port on this machine that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 1;
}

t.test('given a right set-up, when examined, then nothing is found', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.stop());
  const accounts = { USD: 'hushpay_usd', EUR: 'hushpay_eur' };
  t.same(await examined(t, sandbox, { braintree: { merchantAccounts: accounts } }), []);
  t.same(await examined(t, sandbox, {}), [], 'the default account has the currency');
});

t.test(
  'given a fault of the set-up, when examined, then it is told by itself, with what to do',
  async (t) => {
    const sandbox = await startSandbox();
    const other = await startSandbox();
    t.teardown(async () => {
      await sandbox.stop();
      await other.stop();
    });
    const plants: readonly (readonly [string, Plant, string, RegExp])[] = [
      [
        'the private key is wrong',
        { braintree: { privateKey: 'x' } },
        'gateway.authentication',
        /privateKey/,
      ],
      ['the public key is wrong', { braintree: { publicKey: 'x' } }, 'gateway.authentication', /publicKey/],
      ['the merchant id is wrong', { braintree: { merchantId: 'x' } }, 'gateway.merchant', /Merchant ID/],
      [
        'nobody listens',
        { url: `https://127.0.0.1:${await closedPort()}` },
        'gateway.unreachable',
        /firewall/,
      ],
      ['the certificate is another’s', { ca: other.ca }, 'gateway.tls', /ca-certificates/],
      ['there is no TLS', { url: sandbox.url.replace('https:', 'http:') }, 'gateway.unreachable', /reaches/],
      [
        'an account does not exist',
        { braintree: { merchantAccounts: { USD: 'hushpay_us' } } },
        'gateway.account',
        /merchantAccounts/,
      ],
      [
        'an account has another currency',
        { braintree: { merchantAccounts: { USD: 'hushpay_usd', CZK: 'hushpay_eur' } } },
        'gateway.account',
        /merchantAccounts/,
      ],
      [
        'the currency has no account of ours',
        { braintree: { merchantAccounts: { EUR: 'hushpay_eur' } } },
        'gateway.currency',
        /USD: hushpay_usd/,
      ],
      [
        'the default account has another currency',
        { payment: { currency: 'EUR' } },
        'gateway.currency',
        /EUR: hushpay_eur/,
      ],
      ['no account has the currency', { payment: { currency: 'CZK' } }, 'gateway.currency', /Ask Braintree/],
      [
        'request keys are not enabled',
        { braintree: { apiRequestKeys: true } },
        'gateway.request-keys',
        /apiRequestKeys: false/,
      ],
    ];
    for (const [what, plant, id, fix] of plants) {
      const findings = await examined(t, sandbox, plant);
      t.match(findings, [{ id, severity: 'critical', what: /\w/, fix }], what);
      t.equal(findings.length, 1, `${what}: nothing else`);
    }
  },
);

t.test(
  'given request keys that are enabled, when examined, then nothing is found and nothing is made',
  async (t) => {
    const sandbox = await startSandbox({ config: { rules: { apiRequestKeys: true } } });
    t.teardown(() => sandbox.stop());
    t.same(await examined(t, sandbox, { braintree: { apiRequestKeys: true } }), []);
    t.same(await sandbox.transactions(), []);
  },
);

t.test('given a clock that is wrong, when examined, then it is told', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.stop());
  const now = Date.now;
  t.teardown(() => {
    Date.now = now;
  });
  // Both clocks are this process’s; the header is made of the real one.
  Date.now = () => now() - 600_000;
  const findings = await examined(t, sandbox, {});
  Date.now = now;
  t.match(findings, [{ id: 'clock.braintree', severity: 'warning', what: /600 s ahead of ours/ }]);
});

t.test(
  'given payments that failed, when examined, then each cause is told once, with what to do',
  async (t) => {
    const file = join(freshDirectory(t), 'journal.sqlite');
    const patient = await patientWith(t, {}, { database: { file } });
    const log = createLog({ level: 'error' }, { write: () => undefined });
    const journal = createJournal(patient.config.database, log);
    await journal.open();
    await journal.takeOver('test');
    const causes = ['gateway-limit', 'gateway-limit', 'gateway-token', 'card-missing'] as const;
    for (const [i, cause] of causes.entries()) {
      const orderId = `hpdoctor${i}-1`;
      const one = session(`hpdoctor${i}`, { name: 'charging', orderId }, Date.now());
      const amount = { minor: 100, currency: 'USD' };
      await journal.record(
        one,
        { type: 'tokenised', at: Date.now() },
        { change: 'intended', orderId, amount },
      );
      await journal.settle(orderId, failed(cause), Date.now());
    }
    await journal.close();
    const findings = await checkJournal(patient);
    t.same(ids(findings), ['payments.gateway-limit', 'payments.gateway-token']);
    t.match(findings[0], { what: /^2 payments have failed/, fix: /higher limit/ });
    t.match(findings[1], { what: /^1 payment has failed/, fix: /Take the payment details again/ });
  },
);
