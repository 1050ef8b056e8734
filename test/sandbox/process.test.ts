// Looks for digits: a failure is never forgiven.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import { digitRuns } from '../../lib/rig/memory.js';
import { projectRoot } from '../../lib/root.js';
import { cardBytes } from '../contracts/gateway.js';

const run = join(projectRoot(), '.hushpay', 'run');
mkdirSync(run, { recursive: true });
const directory = mkdtempSync(join(run, 'sandbox-'));
const command = new URL('../../bin/sandbox.js', import.meta.url).href;

interface Ready {
  readonly merchant: { readonly merchantId: string; readonly publicKey: string; readonly privateKey: string };
  readonly url: string;
  readonly ca?: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly ready: Ready;
  /** Everything it has written to stderr. */
  log(): string;
}

async function start(...flags: string[]): Promise<Started> {
  const program = `const { sandboxCommand } = await import(${JSON.stringify(command)});
    await sandboxCommand().parseAsync(process.argv.slice(1), { from: 'user' });`;
  const args = ['--input-type=module', '-e', program, '--', '--json', '--die-with-parent', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  t.teardown(() => child.kill('SIGKILL'));
  const first = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line'))[0];
  return { child, ready: JSON.parse(String(first)) as Ready, log: () => log };
}

async function end({ child }: Started): Promise<number | null> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  return (await exited)[0];
}

function gatewayOn({ url, ca, merchant }: Ready): Gateway {
  const pem = ca && (ca.startsWith('-----') ? ca : readFileSync(ca, 'utf8'));
  return createGateway({ environment: 'local', url, ca: pem, ...merchant, apiRequestKeys: false });
}

t.test('given a sandbox with a directory, when it is started again', async (t) => {
  const first = await start('--data', directory);
  const gateway = gatewayOn(first.ready);
  const number = '4005519200000004';
  const card = cardBytes(number, '987');
  const tokenised = await gateway.tokenise(card);
  const nonce = tokenised.kind === 'token' ? tokenised.nonce : '';
  const charged = await gateway.charge({ orderId: 'kept-1', amount: { minor: 500, currency: 'USD' }, nonce });
  t.match(charged, { kind: 'approved' });
  await gateway.stop();
  t.equal(await end(first), 0, 'it ends when its standard input closes');

  const second = await start('--data', directory);
  t.same(second.ready.merchant, first.ready.merchant, 'then the keys are the same');
  t.equal(second.ready.ca, first.ready.ca, 'and the authority');
  const again = gatewayOn(second.ready);
  t.match(await again.find('kept-1'), { kind: 'found', outcome: charged }, 'and the charge is still there');
  await again.stop();
  second.child.kill('SIGTERM');
  t.equal((await once(second.child, 'exit'))[0], 0, 'it ends on SIGTERM');

  t.test('then neither its files nor its log hold the card', async (t) => {
    const texts = readdirSync(directory).map((name) => readFileSync(join(directory, name)));
    const all = [...texts, Buffer.from(first.log()), Buffer.from(second.log())];
    for (const needle of [number, ...digitRuns(number), '"987"', "'987'"]) {
      t.notOk(
        all.some((text) => text.includes(needle)),
        `${needle.length} characters`,
      );
    }
    t.ok(
      texts.some((text) => text.includes('kept-1')),
      'the look does see what is in the files',
    );
    const lines = first
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    t.match(lines, [
      { route: 'graphql.tokenizeCreditCard', status: 200 },
      { route: 'transaction.create', status: 201, orderId: 'kept-1' },
    ]);
  });
});

t.test('given flags, when it is started, then they are followed', async (t) => {
  const config = join(directory, 'sandbox.yaml');
  writeFileSync(
    config,
    `merchants:
  - merchantId: shop
    publicKey: open
    privateKey: secret
    merchantAccounts: { shop_eur: EUR }
    rules: { duplicates: false, maximumAmount: 100 }
faults:
  - { route: transaction.create, orderId: slow*, kind: status, status: 500 }
`,
  );
  const sandbox = await start('--memory', '--no-tls', '--listen', '127.0.0.1:0', '--config', config);
  t.match(sandbox.ready, { url: /^http:\/\/127/, merchant: { merchantId: 'shop' } });
  t.equal(sandbox.ready.ca, undefined);
  const gateway = gatewayOn(sandbox.ready);
  const charge = (orderId: string, minor = 500) =>
    gateway.charge({ orderId, amount: { minor, currency: 'EUR' }, nonce: 'fake-valid-nonce' });
  t.match(await gateway.tokenise(cardBytes('4111111111111111')), { kind: 'token' }, 'plain HTTP too');
  t.match(await charge('one'), { kind: 'approved' });
  t.match(await charge('one'), { kind: 'approved' }, 'no duplicate checking');
  t.match(await charge('two', 10001), { kind: 'failed', text: /81528/ }, 'the limit');
  t.match(await charge('slow-1'), { kind: 'unknown' }, 'the fault of the file');
  await gateway.stop();
  t.equal(await end(sandbox), 0);
});

t.test('given a faulty file, when it is started, then each fault is named', async (t) => {
  const config = join(directory, 'faulty.yaml');
  writeFileSync(config, 'indexDelay: soon\nmerchants: [{ merchantId: "a b" }]\n');
  const { loadSandboxConfig } = await import('../../lib/sandbox/config.js');
  for (const fault of [/indexDelay:/, /merchants\.0\.merchantId:/, /merchants\.0\.publicKey:/]) {
    t.throws(() => loadSandboxConfig(config), { message: fault });
  }
});
