// Looks for digits: a failure is never forgiven.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import braintree from 'braintree';
import t from 'tap';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import { SANDBOX_ACCOUNTS } from '../../lib/sandbox/accounts.js';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.js';
import { type GatewayUnderTest, gatewayContract, type Wishes } from './gateway.js';
import { moneyContract } from './gateway-money.js';
import { setUpContract } from './gateway-set-up.js';
import { PLANS, subscriptionContract } from './gateway-subscriptions.js';
import { vaultContract } from './gateway-vault.js';
import { type Provider, providerContract } from './provider.js';

/** The gateway as it is used, on the local sandbox, over TLS. */
async function make(wishes: Wishes): Promise<GatewayUnderTest> {
  const { deadlineMs = 5000, apiRequestKeys = false } = wishes;
  const sandbox = await startSandbox({
    config: {
      plans: PLANS,
      indexDelay: (wishes.indexDelayMs ?? 0) / 1000,
      rules: {
        apiRequestKeys: apiRequestKeys && !wishes.apiRequestKeysRefused,
        cvv: wishes.cvvRule ? ['N', 'U'] : [],
        avs: wishes.avsRule ? ['N'] : [],
        ...(wishes.maximumAmount ? { maximumAmount: wishes.maximumAmount } : {}),
        customFields: Object.values(wishes.note?.customFields ?? {}),
      },
    },
  });
  const { merchantId, publicKey, privateKey } = sandbox.merchant;
  const gateway = createGateway({
    environment: 'local',
    url: await addressOf(wishes, sandbox),
    ca: wishes.untrusted ? undefined : sandbox.ca,
    merchantId: wishes.wrongMerchant ? 'another_merchant' : merchantId,
    publicKey,
    privateKey: wishes.wrongKeys ? 'wrong' : privateKey,
    merchantAccounts: wishes.accounts ?? SANDBOX_ACCOUNTS,
    note: wishes.note,
    apiRequestKeys,
    deadlineMs,
    tokeniseDeadlineMs: Math.min(deadlineMs, 1500),
    findDeadlineMs: Math.min(deadlineMs, 1500),
  });
  await gateway.start();
  return {
    gateway,
    trouble: (trouble) => void sandbox.faults.add(trouble),
    executed: async (orderId) =>
      (await sandbox.transactions()).filter((listed) => listed.orderId === orderId),
    settle: (id) => settle(sandbox, id),
    async webhook(kind, id) {
      const environment = braintree.Environment.Sandbox;
      const { webhookTesting } = new braintree.BraintreeGateway({
        environment,
        merchantId,
        publicKey,
        privateKey,
      });
      const { bt_signature, bt_payload } = await webhookTesting.sampleNotification(
        kind as Parameters<typeof webhookTesting.sampleNotification>[0],
        id,
      );
      return [bt_signature, bt_payload] as const;
    },
    later: (hours) => tell(sandbox, 'POST', '/_control/clock', { advance: hours * 3600 }),
    async stop() {
      await gateway.stop();
      await sandbox.stop();
    },
  };
}

function settle(sandbox: Sandbox, id: string): Promise<void> {
  return tell(sandbox, 'PUT', `/merchants/${sandbox.merchant.merchantId}/transactions/${id}/settle`);
}

async function tell(
  { url, ca, merchant }: Sandbox,
  method: string,
  path: string,
  body?: object,
): Promise<void> {
  const { publicKey, privateKey } = merchant;
  const { request } = await import('node:https');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${url}${path}`, {
      method,
      ca,
      agent: false,
      auth: `${publicKey}:${privateKey}`,
      headers: { 'x-apiversion': '6' },
    })
      .on('response', (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
      .on('error', reject)
      .end(body && JSON.stringify(body));
  });
  if (status !== 200) throw new Error(`${path} answers ${status}`);
}

/** A port nobody listens on, or one where nobody speaks, where that is wished for. */
async function addressOf({ nobodyListens, mute }: Wishes, sandbox: Sandbox): Promise<string> {
  if (!nobodyListens && !mute) return sandbox.url;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  if (nobodyListens) await new Promise((resolve) => server.close(resolve));
  else {
    t.teardown(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
  }
  return `https://127.0.0.1:${port}`;
}

const ROUTES = {
  charge: 'transaction.create',
  capture: 'transaction.submitForSettlement',
  void: 'transaction.void',
  refund: 'transaction.refund',
} as const;

/** The same, as any provider is looked at. */
async function provider(): Promise<Provider> {
  const { gateway, trouble, settle, stop } = await make({});
  return {
    gateway,
    lose: (change, executed) =>
      trouble({ route: ROUTES[change], kind: 'drop', when: executed ? 'after' : 'before', times: 1 }),
    settle,
    declined: 2001_00,
    stop,
  };
}

t.setTimeout(180_000);
t.test('what every provider does', async (t) => providerContract(t, provider));
t.test('the Braintree gateway on the local sandbox', async (t) => gatewayContract(t, make));
t.test('its money', async (t) => moneyContract(t, make));
t.test('its set-up', async (t) => setUpContract(t, make));
t.test('its subscriptions and webhooks', async (t) => subscriptionContract(t, make));
t.test('its vault', async (t) => vaultContract(t, make));
