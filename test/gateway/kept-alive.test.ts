import { Agent } from 'node:https';
import braintree from 'braintree';
import t, { type Test } from 'tap';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import { SANDBOX_ACCOUNTS } from '../../lib/sandbox/accounts.js';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.js';
import { cardBytes } from '../contracts/gateway.js';
import { type Farewell, quietFor, type Relay, startRelay } from './relay.js';

const QUIET_MS = 250;
const CHARGES = 8;

interface Way {
  readonly sandbox: Sandbox;
  readonly relay: Relay;
}

async function open(t: Test, farewell: Farewell): Promise<Way> {
  const sandbox = await startSandbox();
  const relay = await startRelay(Number(new URL(sandbox.url).port), QUIET_MS, farewell);
  t.teardown(async () => {
    await relay.stop();
    await sandbox.stop();
  });
  return { sandbox, relay };
}

async function door(t: Test, { sandbox, relay }: Way): Promise<Gateway> {
  const { merchantId, publicKey, privateKey } = sandbox.merchant;
  const gateway = createGateway({
    environment: 'local',
    url: `https://127.0.0.1:${relay.port}`,
    ca: sandbox.ca,
    merchantId,
    publicKey,
    privateKey,
    merchantAccounts: SANDBOX_ACCOUNTS,
    apiRequestKeys: false,
    deadlineMs: 5000,
  });
  await gateway.start();
  t.teardown(() => gateway.stop());
  return gateway;
}

/** Pays with quiet times between, and where told between the token and its charge too. */
async function pay(t: Test, gateway: Gateway, { sandbox }: Way, pause: boolean): Promise<void> {
  for (let i = 0; i < CHARGES; i += 1) {
    const tokenised = await gateway.tokenise(cardBytes('4111111111111111'));
    if (tokenised.kind !== 'token') throw new Error(JSON.stringify(tokenised));
    if (pause) await quietFor(QUIET_MS);
    const orderId = `door-${i}`;
    const amount = { minor: 1000 + i, currency: 'USD' };
    const outcome = await gateway.charge({ orderId, amount, nonce: tokenised.nonce });
    t.match(outcome, { kind: 'approved' }, orderId);
    await quietFor(QUIET_MS);
  }
  const executed = (await sandbox.transactions()).filter(({ orderId }) => orderId?.startsWith('door-'));
  t.equal(executed.length, CHARGES, 'each once');
}

t.setTimeout(120_000);

t.test(
  'given a way that forgets quiet connections, when the SDK keeps them alive, as it does by itself, then charges are lost',
  async (t) => {
    const { sandbox, relay } = await open(t, 'silent');
    const { merchantId, publicKey, privateKey } = sandbox.merchant;
    const port = String(relay.port);
    const agent = new Agent({ keepAlive: true, ca: sandbox.ca });
    t.teardown(() => agent.destroy());
    const sdk = new braintree.BraintreeGateway({
      merchantId,
      publicKey,
      privateKey,
      environment: new braintree.Environment('127.0.0.1', port, '', true, '127.0.0.1', port),
      // As Node’s own agent since 19, with the sandbox’s authority.
      customHttpAgent: agent,
    } as braintree.KeyGatewayConfig);
    let lost = 0;
    for (let i = 0; i < CHARGES; i += 1) {
      const request = { amount: `${10 + i}.00`, paymentMethodNonce: 'fake-valid-nonce', options: {} };
      await sdk.transaction.sale(request).catch((error: Error) => {
        t.match(error.message, /ECONNRESET|socket hang up/);
        lost += 1;
      });
      await quietFor(QUIET_MS);
    }
    t.ok(lost >= CHARGES / 3, `${lost} of ${CHARGES} charges came to an error whose truth nobody knows`);
    t.equal(relay.resets(), lost, 'each of them over a connection that was forgotten');
  },
);

t.test(
  'given a way that forgets quiet connections, when the door pays, then nothing is unknown',
  async (t) => {
    const way = await open(t, 'silent');
    await pay(t, await door(t, way), way, false);
    t.comment(`${way.relay.resets()} resets, all of them of lines that carry no money`);
  },
);

t.test(
  'given a way that closes quiet connections, when the door pays, even late after the token, then nothing is unknown',
  async (t) => {
    const way = await open(t, 'close');
    await pay(t, await door(t, way), way, true);
    t.ok(way.relay.opened() > CHARGES, 'a connection of its own for each charge');
  },
);
