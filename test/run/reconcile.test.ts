import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import type { Journal } from '../../lib/journal/journal.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { projectRoot } from '../../lib/root.js';
import { Reconciler } from '../../lib/run/reconcile.js';
import { sandboxSchema } from '../../lib/sandbox/config.js';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.js';
import { AT, session, tokenised, unknown } from '../journal/sessions.js';

const log = createLog({ level: 'error' }, { write: () => undefined });
const amount = { minor: 2550, currency: 'USD' };
const MINUTE = 60_000;

const sandbox: Sandbox = await startSandbox({
  config: sandboxSchema.parse({}),
  host: '127.0.0.1',
  port: 0,
  tls: false,
  directory: undefined,
  log: () => undefined,
});
const gateway: Gateway = createGateway({
  environment: 'local',
  url: sandbox.url,
  ...sandbox.merchant,
  merchantAccounts: {},
  apiRequestKeys: false,
  findDeadlineMs: 1000,
});
t.teardown(async () => {
  await gateway.stop();
  await sandbox.stop();
});

interface Books {
  readonly journal: Journal;
  readonly reconciler: Reconciler;
  /** The clock. */
  at: number;
  readonly owned: Set<string>;
}

async function books(t: Test, through: Gateway = gateway): Promise<Books> {
  const runs = join(projectRoot(), '.hushpay', 'run');
  mkdirSync(runs, { recursive: true });
  const directory = mkdtempSync(join(runs, 'reconcile-'));
  const file = join(directory, 'journal.sqlite');
  const journal = createJournal({ client: 'sqlite3', file, lockDeadline: 5 }, log);
  await journal.open();
  await journal.takeOver('one');
  t.teardown(async () => {
    await journal.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const owned = new Set<string>();
  const made: Books = {
    journal,
    owned,
    at: AT,
    reconciler: new Reconciler({
      journal,
      gateway: through,
      log,
      everyMs: 1000,
      giveUpAfterMs: 24 * 60 * MINUTE,
      owned: (orderId) => owned.has(orderId),
      now: () => made.at,
    }),
  };
  return made;
}

/** An order whose charge was intended and whose answer never came. */
async function leftOpen({ journal }: Books, id: string): Promise<string> {
  const orderId = `${id}-1`;
  const charging = session(id, { name: 'charging', orderId });
  await journal.record(charging, { ...tokenised, at: AT }, { change: 'intended', orderId, amount });
  await journal.settle(orderId, unknown, AT);
  return orderId;
}

function charge(orderId: string, major: number) {
  const nonce = 'fake-valid-visa-nonce';
  return gateway.charge({ orderId, amount: { minor: major * 100, currency: 'USD' }, nonce });
}

t.test(
  'given an unknown charge that was made, when it is looked for, then it is approved, once',
  async (t) => {
    const own = await books(t);
    const orderId = await leftOpen(own, 'hpmade');
    const made = await charge(orderId, 25);
    own.at = AT + MINUTE;
    t.equal(await own.reconciler.round(), 1);
    t.match(await own.journal.payment(orderId), {
      status: 'approved',
      transactionId: made.kind === 'approved' ? made.transactionId : 'none',
      settledAt: AT + MINUTE,
    });
    t.equal(await own.reconciler.round(), 0, 'it is settled now');
  },
);

t.test('given an unknown charge that was declined, when it is looked for, then that is known', async (t) => {
  const own = await books(t);
  const orderId = await leftOpen(own, 'hpdecl');
  await charge(orderId, 2001);
  t.equal(await own.reconciler.round(), 1);
  t.match(await own.journal.payment(orderId), { status: 'declined', code: '2001' });
});

t.test(
  'given the gateway has no trace of it, when it was looked for thrice and is old, then it failed, not before',
  async (t) => {
    const own = await books(t);
    const orderId = await leftOpen(own, 'hpnone');
    own.at = AT + 16 * MINUTE;
    t.equal(await own.reconciler.round(), 0, 'old enough, but looked for once');
    t.equal(await own.reconciler.round(), 0);
    t.match(await own.journal.payment(orderId), { status: 'unknown', finds: 2 });
    own.at = AT + 14 * MINUTE;
    t.equal(await own.reconciler.round(), 0, 'looked for often enough, but young');
    own.at = AT + 16 * MINUTE;
    t.equal(await own.reconciler.round(), 1);
    t.match(await own.journal.payment(orderId), { status: 'failed', code: 'gateway-not-executed' });
  },
);

t.test(
  'given a charge that shows late, when it was missed twice, then it is found at the third look',
  async (t) => {
    const own = await books(t);
    const orderId = await leftOpen(own, 'hplate');
    await own.reconciler.round();
    await own.reconciler.round();
    await charge(orderId, 25);
    own.at = AT + 20 * MINUTE;
    t.equal(await own.reconciler.round(), 1);
    t.match(await own.journal.payment(orderId), { status: 'approved' });
  },
);

t.test(
  'given the gateway cannot be reached, when it is asked for ever so often, then nothing is decided',
  async (t) => {
    const away = createGateway({
      environment: 'local',
      url: 'http://127.0.0.1:9',
      ...sandbox.merchant,
      merchantAccounts: {},
      apiRequestKeys: false,
      findDeadlineMs: 300,
    });
    t.teardown(() => away.stop());
    const own = await books(t, away);
    const orderId = await leftOpen(own, 'hpaway');
    own.at = AT + 60 * MINUTE;
    for (let look = 0; look < 5; look++) t.equal(await own.reconciler.round(), 0);
    t.match(await own.journal.payment(orderId), { status: 'unknown', finds: 0 });
  },
);

t.test(
  'given a session still waits for the answer, when a round is made, then its order is left alone',
  async (t) => {
    const own = await books(t);
    const orderId = await leftOpen(own, 'hpowned');
    await charge(orderId, 25);
    own.owned.add(orderId);
    t.equal(await own.reconciler.round(), 0);
    own.owned.clear();
    t.equal(await own.reconciler.round(), 1);
  },
);

t.test(
  'given an order older than is looked for, when a round is made, then it is left for a person',
  async (t) => {
    const own = await books(t);
    const orderId = await leftOpen(own, 'hpold');
    await charge(orderId, 25);
    own.at = AT + 25 * 60 * MINUTE;
    t.equal(await own.reconciler.round(), 0);
    t.match(await own.journal.payment(orderId), { status: 'unknown', finds: 0 });
  },
);

t.test(
  'given a card in the vault that nobody was told of, then it is removed, also when it comes late',
  async (t) => {
    const own = await books(t);
    const token = 'hpvault-1';
    const storing = session('hpvault', { name: 'storing', token });
    const step = (change: 'intended' | 'unwanted') =>
      own.journal.record(storing, { ...tokenised, at: AT }, undefined, { change, token });
    await step('intended');
    await step('unwanted');
    const there = async () => (await gateway.findMethod(token)).kind;
    own.at = AT + MINUTE;
    t.equal(await own.reconciler.round(), 0, 'it may still come');
    const customer = { id: 'hpvault' };
    await gateway.vault({ nonce: 'fake-valid-visa-nonce', token, customer, verify: false });
    t.equal(await there(), 'found');
    t.equal(await own.reconciler.round(), 0);
    t.equal(await there(), 'not-found');
    own.at = AT + 6 * MINUTE;
    t.equal(await own.reconciler.round(), 1);
    t.same(await own.journal.unwantedMethods(), []);
  },
);

/** A method that nobody wants in the vault, since `AT`. */
async function unwanted({ journal }: Books, token: string): Promise<void> {
  const storing = session(token, { name: 'storing', token });
  for (const change of ['intended', 'unwanted'] as const)
    await journal.record(storing, { ...tokenised, at: AT }, undefined, { change, token });
}

t.test('given a card to be removed, when it is older than is looked for, then it is removed', async (t) => {
  const own = await books(t);
  const customer = { id: 'hpaged' };
  await gateway.vault({ nonce: 'fake-valid-visa-nonce', token: 'hpaged-1', customer, verify: false });
  await unwanted(own, 'hpaged-1');
  own.at = AT + 30 * 24 * 60 * MINUTE;
  t.equal(await own.reconciler.round(), 1);
  t.same(await own.journal.unwantedMethods(), []);
  t.match(await gateway.findMethod('hpaged-1'), { kind: 'not-found' });
});

t.test('given a card that cannot be removed, when a round is made, then the others are', async (t) => {
  let away = false;
  const asked: string[] = [];
  const stubborn: Gateway = {
    ...gateway,
    forget: async (token) => {
      asked.push(token);
      if (away) return { kind: 'failed', cause: 'gateway-unreachable', text: '' };
      return token < 'hpz'
        ? { kind: 'failed', cause: 'gateway-forbidden', text: 'not allowed' }
        : gateway.forget(token);
    },
  };
  const own = await books(t, stubborn);
  // More than are asked for at once.
  const refused = Array.from({ length: 9 }, (_, n) => `hpno-${n}`);
  for (const token of [...refused, 'hpz-1']) await unwanted(own, token);
  own.at = AT + 6 * MINUTE;
  t.equal(await own.reconciler.round(), 1, 'the last one');
  t.match(
    await own.journal.unwantedMethods(),
    refused.map((token) => ({ token, lookedAt: own.at })),
    'and the others have been looked at',
  );
  away = true;
  asked.length = 0;
  own.at += MINUTE;
  await own.reconciler.round();
  t.equal(asked.length, 8, 'a gateway that is away is not asked for each');
  t.match(await own.journal.unwantedMethods(), [{ lookedAt: own.at - MINUTE }], 'and that was no look');
});

t.test(
  'given a charge whose process was killed, when it is found, then its attempt failed no longer',
  async (t) => {
    const { journal, reconciler } = await books(t);
    const orderId = 'hpcounted-1';
    const rules = [{ name: 'one', counts: 'failures', most: 1, windowMs: 9e6, lockMs: 9e6 } as const];
    const claims = [{ subject: 'caller:0d', rules }];
    t.same(await journal.attempt(claims, `${orderId}.a`, AT), { kind: 'allowed' });
    const charging = session('hpcounted', { name: 'charging', orderId });
    await journal.record(charging, tokenised, { change: 'intended', orderId, amount });
    t.match(await journal.standing(claims, AT), { kind: 'allowed' }, 'nothing is locked yet');
    await gateway.charge({ orderId, amount, nonce: 'fake-valid-visa-nonce' });
    t.equal(await reconciler.round(), 1);
    t.match(await journal.payment(orderId), { status: 'approved' });
    t.same(await journal.attempt(claims, 'hpnext-1.a', AT), { kind: 'allowed' }, 'good after all');
  },
);
