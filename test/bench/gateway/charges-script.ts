import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import braintree from 'braintree';
import { createGateway } from '../../../lib/gateway/braintree/braintree.js';
import { eachOf } from '../../../lib/run/reconcile.js';
import { SANDBOX_ACCOUNTS } from '../../../lib/sandbox/accounts.js';
import type { SandboxProcess } from '../../../lib/sandbox-process.js';

/**
 * The same charges by the bare SDK and through the door, a slice of each in turn, on one core; then many through the
 * door, to see whether memory grows. In a process of its own, so that nothing else is measured with them.
 */
export interface Charges {
  /** Charges a second in each slice. */
  readonly sdk: readonly number[];
  /** The same SDK with a new connection for each charge, as its manual warns of kept ones that were dropped. */
  readonly fresh: readonly number[];
  readonly door: readonly number[];
  /** MB of live heap after every thousand charges. */
  readonly heapMb: readonly number[];
  readonly rssMb: readonly number[];
}

const SLICES = 8;
const SLICE = 250;
const AT_ONCE = 8;
const WARM = 100;
const THOUSANDS = 6;
const amount = { minor: 2500, currency: 'USD' } as const;

async function run({ url, ca, merchantId, publicKey, privateKey }: SandboxProcess): Promise<Charges> {
  const { hostname, port } = new URL(url);
  const keys = { merchantId, publicKey, privateKey };
  const bare = (keepAlive: boolean) => {
    const environment = new braintree.Environment(hostname, port, '', true, hostname, port);
    const customHttpAgent = new Agent({ ca, keepAlive });
    const config = { ...keys, environment, customHttpAgent } as braintree.KeyGatewayConfig;
    const { transaction } = new braintree.BraintreeGateway(config);
    return async (orderId: string) => {
      const options = { submitForSettlement: true };
      const paymentMethodNonce = 'fake-valid-visa-nonce';
      const sale = { amount: '25.00', paymentMethodNonce, orderId, transactionSource: 'moto', options };
      const answer = await transaction.sale(sale as braintree.TransactionRequest);
      if (!answer.success) throw new Error(`the SDK's sale was refused: ${answer.message}`);
    };
  };
  const door = createGateway({
    ...keys,
    environment: 'local',
    url,
    ca,
    apiRequestKeys: false,
    merchantAccounts: SANDBOX_ACCOUNTS,
  });
  await door.start();
  const throughDoor = async (orderId: string) => {
    const outcome = await door.charge({ orderId, amount, nonce: 'fake-valid-visa-nonce' });
    if (outcome.kind !== 'approved') throw new Error(`the door's charge was ${JSON.stringify(outcome)}`);
  };
  const ways = { sdk: bare(true), fresh: bare(false), door: throughDoor };
  let orders = 0;
  const slice = async (way: (orderId: string) => Promise<void>, count: number): Promise<number> => {
    const ids = Array.from({ length: count }, () => `bench${process.pid}-${++orders}`);
    const began = performance.now();
    await eachOf(ids, AT_ONCE, way);
    return (count * 1000) / (performance.now() - began);
  };
  for (const way of Object.values(ways)) await slice(way, WARM);
  const rates: Record<keyof typeof ways, number[]> = { sdk: [], fresh: [], door: [] };
  for (let i = 0; i < SLICES; i++) {
    for (const way of ['sdk', 'door', 'fresh'] as const) rates[way].push(await slice(ways[way], SLICE));
  }
  const heapMb: number[] = [];
  const rssMb: number[] = [];
  for (let i = 0; i < THOUSANDS; i++) {
    await slice(throughDoor, 1000);
    global.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    heapMb.push(heapUsed / 1e6);
    rssMb.push(rss / 1e6);
  }
  await door.stop();
  return { ...rates, heapMb, rssMb };
}

const sandbox = JSON.parse(readFileSync(0, 'utf8')) as SandboxProcess;
run(sandbox).then(
  (charges) => process.stdout.write(JSON.stringify(charges), () => process.exit(0)),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
