import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { within } from '../../lib/rig/until.js';
import type { SandboxProcess } from '../../lib/sandbox-process.js';
import type { Event } from '../../lib/session/event.js';
import { playPayment, sessionInCapture } from './played.js';
import type { Sales } from './sale-script.js';

/** The same sale by the SDK alone and through our doors, `count` of each, in turn, against the same sandbox. */
export async function measureSales(
  directory: string,
  sandbox: SandboxProcess,
  count: number,
): Promise<Sales> {
  mkdirSync(directory, { recursive: true });
  const ca = join(directory, 'bench-ca.pem');
  writeFileSync(ca, sandbox.ca);
  const child = fork(new URL('./sale-script.js', import.meta.url), [directory, String(count)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: ca },
  });
  child.send(sandbox);
  try {
    const answer = Promise.race([
      once(child, 'message').then(([sales]) => sales as Sales),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the sales ended with ${code}`))),
    ]);
    return await within('the sales to be made', 120_000, answer);
  } finally {
    child.kill('SIGKILL');
  }
}

export interface Journalling {
  /** One `record` on an idle journal, milliseconds: a step, and a payment that must be on disk. */
  readonly step: readonly number[];
  readonly payment: readonly number[];
}

/** What one `journal.record()` takes with SQLite. */
export async function measureJournal(directory: string, count: number): Promise<Journalling> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'bench.sqlite');
  const journal = createJournal({ client: 'sqlite3', file, lockDeadline: 2 }, createLog({ level: 'error' }));
  await journal.open();
  await journal.takeOver('bench');
  const step: number[] = [];
  const payment: number[] = [];
  const amount = { minor: 2500, currency: 'USD' };
  for (let i = 0; i < count; i++) {
    const session = sessionInCapture(`hpbench${i}`);
    const event: Event = { type: 'partyArrived', side: 'agent', at: Date.now() };
    step.push(await timed(() => journal.record(session, event)));
    const orderId = `${session.id}-1`;
    payment.push(await timed(() => journal.record(session, event, { change: 'intended', orderId, amount })));
  }
  await journal.close();
  return { step, payment };
}

/** Events the pure core decides in a second, over whole payments. */
export function measureReduce(): number {
  let events = 0;
  for (let i = 0; i < 200; i++) playPayment('hpwarm');
  const began = performance.now();
  while (performance.now() - began < 500) events += playPayment('hpbench');
  return (events * 1000) / (performance.now() - began);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
