// Three payments for the commands of the documents: approved, held, and one of which nobody knows.
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
for (const [name, charged] of [
  ['one', true],
  ['two', true],
  ['open', false],
] as const) {
  const orderId = `hp${name}-1`;
  const amount = { minor: 2500, currency: 'USD' };
  const intended = { change: 'intended', orderId, amount, reference: 'INV-7' } as const;
  const at = Date.now();
  await journal.record(
    session(`hp${name}`, { name: 'charging', orderId }),
    { type: 'tokenised', at },
    intended,
  );
  if (!charged) continue;
  const nonce = 'fake-valid-visa-nonce';
  await journal.settle(orderId, await gateway.charge({ orderId, amount, nonce }), Date.now());
}
await gateway.stop();
await journal.close();
