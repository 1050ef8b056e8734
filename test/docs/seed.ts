// Four payments for the commands of the documents: settled, approved, held, and one of which nobody knows.
import { loadConfig } from '../../lib/config/load.js';
import { openGateway } from '../../lib/gateway/open.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { session } from '../journal/sessions.js';

const [, , file = ''] = process.argv;
const config = await loadConfig(file);
const journal = createJournal(config.database, createLog({ level: 'error' }));
await journal.open();
await journal.takeOver('seed');
const { gateway } = await openGateway(config, () => undefined);
/** As the bank does overnight. */
async function settle(transactionId: string): Promise<void> {
  const { merchantId, publicKey, privateKey } = config.braintree;
  const authorization = `Basic ${Buffer.from(`${publicKey}:${privateKey?.reveal()}`).toString('base64')}`;
  const url = `${config.sandbox.url}/merchants/${merchantId}/transactions/${transactionId}/settle`;
  const { status } = await fetch(url, { method: 'PUT', headers: { authorization, 'x-apiversion': '6' } });
  if (status !== 200) throw new Error(`not settled: ${status}`);
}

for (const [name, how] of [
  ['one', 'settled'],
  ['two', 'charged'],
  ['held', 'held'],
  ['open', 'unknown'],
] as const) {
  const orderId = `hp${name}-1`;
  const amount = { minor: 2500, currency: 'USD' };
  const kind = how === 'held' ? 'authorisation' : 'charge';
  const intended = { change: 'intended', orderId, kind, amount, reference: 'INV-7' } as const;
  const at = Date.now();
  await journal.record(
    session(`hp${name}`, { name: 'charging', orderId }),
    { type: 'tokenised', at },
    intended,
  );
  if (how === 'unknown') continue;
  const request = { orderId, amount, nonce: 'fake-valid-visa-nonce' };
  const outcome = await (how === 'held' ? gateway.authorise(request) : gateway.charge(request));
  await journal.settle(orderId, outcome, Date.now());
  if (outcome.kind !== 'approved') throw new Error(`${orderId}: ${outcome.kind}`);
  if (how === 'settled') await settle(outcome.transactionId);
}
await gateway.stop();
await journal.close();
