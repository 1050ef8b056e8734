import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createGateway } from '../../../lib/gateway/braintree/braintree.js';
import { createJournal } from '../../../lib/journal/store.js';
import { createLog } from '../../../lib/log.js';
import { eachOf, Reconciler } from '../../../lib/run/reconcile.js';
import { SANDBOX_ACCOUNTS } from '../../../lib/sandbox/accounts.js';
import { startSandboxProcess } from '../../../lib/sandbox-process.js';
import { sessionInCapture } from '../played.js';

/** How long it took until every one of so many lost charges was known. */
export interface Reconciled {
  readonly count: number;
  readonly indexDelay: number;
  /** Seconds, from the last charge that was lost. */
  readonly took: number;
  /** Known to be approved; the others are wrong, as all were made. */
  readonly approved: number;
}

const COUNT = 1000;
const INDEX_DELAY = 10;
const AT_ONCE = 16;
const LONGEST_MS = 300_000;

/** Charges whose answers are all lost, with a search that is behind, and the service's own reconciliation. */
export async function measureUnknown(directory: string): Promise<Reconciled> {
  const config = join(directory, 'unknown-sandbox.yaml');
  const fault = '{ route: transaction.create, kind: drop, when: after }';
  writeFileSync(config, `indexDelay: ${INDEX_DELAY}\nfaults: [${fault}]\nrules: { duplicates: false }\n`);
  const sandbox = await startSandboxProcess(['--memory', '--config', config], {
    log: openSync('/dev/null', 'w'),
  });
  const { url, ca, merchantId, publicKey, privateKey } = sandbox;
  const gateway = createGateway({
    environment: 'local',
    url,
    ca,
    merchantId,
    publicKey,
    privateKey,
    apiRequestKeys: false,
    merchantAccounts: SANDBOX_ACCOUNTS,
  });
  const log = createLog({ level: 'error' });
  const file = join(directory, 'unknown.sqlite');
  const journal = createJournal({ client: 'sqlite3', file, lockDeadline: 5 }, log);
  await journal.open();
  await journal.takeOver('bench');
  const reconciler = new Reconciler({
    journal,
    gateway,
    log,
    now: Date.now,
    everyMs: 30_000,
    giveUpAfterMs: 3600_000,
    owned: () => false,
    acting: () => journal.isOwner(),
  });
  try {
    const amount = { minor: 2500, currency: 'USD' };
    const orders = Array.from({ length: COUNT }, (_, n) => `hpunknown${n}-1`);
    await eachOf(orders, AT_ONCE, async (orderId) => {
      const intended = { change: 'intended', orderId, amount } as const;
      await journal.record(sessionInCapture(orderId), { type: 'tokenised', at: Date.now() }, intended);
      const outcome = await gateway.charge({ orderId, amount, nonce: 'fake-valid-visa-nonce' });
      await journal.settle(orderId, outcome, Date.now());
    });
    const began = performance.now();
    reconciler.start();
    while ((await journal.unsettled()).length > 0 && performance.now() - began < LONGEST_MS) await pause(100);
    const took = (performance.now() - began) / 1000;
    const approved = (await journal.payments({ status: 'approved' })).length;
    return { count: COUNT, indexDelay: INDEX_DELAY, took, approved };
  } finally {
    await reconciler.stop();
    await gateway.stop();
    await journal.close();
    await sandbox.stop();
  }
}
