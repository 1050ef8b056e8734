import { join } from 'node:path';
import braintree from 'braintree';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import type { SandboxProcess } from '../../lib/sandbox-process.js';
import type { Event } from '../../lib/session/event.js';
import type { ChargeOutcome, Session } from '../../lib/session/state.js';
import { sessionInCapture } from './played.js';

/**
 * The same sale in turn: by the SDK alone as its manual shows it, through the service's gateway door, and through the
 * door with the intent journalled before and the outcome after, which nobody waits for. In a process of its own, which trusts the sandbox by NODE_EXTRA_CA_CERTS, as
 * the SDK alone has no option for it. Arguments: a directory, how many of each.
 */
export interface Sales {
  /** Milliseconds each. */
  readonly sdk: readonly number[];
  readonly door: readonly number[];
  readonly journalled: readonly number[];
}

/** The first ones warm up connections and the compiler. */
const WARM = 10;
const amount = { minor: 2500, currency: 'USD' } as const;

async function run(directory: string, count: number, sandbox: SandboxProcess): Promise<Sales> {
  const { url, ca, merchantId, publicKey, privateKey } = sandbox;
  const { hostname, port } = new URL(url);
  const keys = { merchantId, publicKey, privateKey };
  const environment = new braintree.Environment(hostname, port, '', true, hostname, port);
  const { transaction } = new braintree.BraintreeGateway({ ...keys, environment });
  const door = createGateway({ ...keys, environment: 'local', url, ca, apiRequestKeys: false });
  await door.start();
  let nonce = '';
  const log = createLog({ level: 'error' });
  const journal = createJournal(
    { client: 'sqlite3', file: join(directory, 'sales.sqlite'), lockDeadline: 2 },
    log,
  );
  await journal.open();
  await journal.takeOver('bench');

  const alone = async (orderId: string) => {
    const options = { submitForSettlement: true };
    const sale = { amount: '25.00', paymentMethodNonce: nonce, orderId, transactionSource: 'moto', options };
    const answer = await transaction.sale(sale as braintree.TransactionRequest);
    if (!answer.success) throw new Error(`the SDK's sale was refused: ${answer.message}`);
  };
  const throughDoor = async (orderId: string): Promise<ChargeOutcome> => {
    const outcome = await door.charge({ orderId, amount, nonce });
    if (outcome.kind !== 'approved') throw new Error(`the door's charge was ${outcome.kind}`);
    return outcome;
  };
  let settled = Promise.resolve();
  const journalled = async (orderId: string) => {
    const session: Session = { ...sessionInCapture(orderId), phase: { name: 'charging', orderId } };
    const began: Event = { type: 'tokenised', at: Date.now() };
    await journal.record(session, began, { change: 'intended', orderId, amount });
    const outcome = await throughDoor(orderId);
    // As in the service: the outcome is told while it is being written.
    const told: Event = { type: 'charged', at: Date.now(), orderId, outcome };
    settled = journal.record(session, told, { change: 'settled', orderId, outcome });
  };

  const card = () => ({
    number: Buffer.from('4111111111111111'),
    expirationMonth: Buffer.from('12'),
    expirationYear: Buffer.from('30'),
    securityCode: Buffer.from('123'),
  });
  const ways = { sdk: alone, door: throughDoor, journalled };
  const took: Record<keyof Sales, number[]> = { sdk: [], door: [], journalled: [] };
  for (let i = 0; i < WARM + count; i++) {
    for (const way of ['sdk', 'door', 'journalled'] as const) {
      // As in a payment: the card has been tokenised, which is no part of the charge and is not counted.
      const tokenised = await door.tokenise(card());
      if (tokenised.kind !== 'token') throw new Error('the card was not tokenised');
      nonce = tokenised.nonce;
      const began = performance.now();
      await ways[way](`bench-${way}-${i}`);
      if (i >= WARM) took[way].push(performance.now() - began);
      await settled;
    }
  }
  await door.stop();
  await journal.close();
  return took;
}

const [directory = '', count = ''] = process.argv.slice(2);
process.once('message', (sandbox: SandboxProcess) => {
  run(directory, Number(count), sandbox).then(
    (sales) => process.send?.(sales, () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
