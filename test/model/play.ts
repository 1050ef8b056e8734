import type { Journal, MovementWish } from '../../lib/journal/journal.js';
import { newSessionId } from '../../lib/run/identity.js';
import { auditOf } from './audit.js';
import type { Instance } from './instance.js';
import type { Step, Trouble } from './scenario.js';
import type { World } from './world.js';

/** Longer than anything is given time to become known. Milliseconds. */
const LONG_MS = 16 * 60_000;
const DAY_MS = 24 * 3600_000;
/** Within so many looks all is known. */
const ROUNDS = 6;

const ROUTES = {
  pay: 'transaction.create',
  authorise: 'transaction.create',
  refund: 'transaction.refund',
  void: 'transaction.void',
  capture: 'transaction.submit*',
  reconcile: 'transaction.*',
} as const;

/** What the runs were made of: a model in which nothing happens finds nothing. */
export class Tally {
  runs = 0;
  killed = 0;
  approved = 0;
  declined = 0;
  /** Payments and movements that had to be looked for. */
  looked = 0;
  refunded = 0;
  voided = 0;
  captured = 0;
  /** By the bank, as the books have it. */
  returned = 0;
  /** In money without decimals. */
  whole = 0;
  /** Records that could not be read for a time, or whose amount never could. */
  spoilt = 0;

  async count(journal: Journal, orders: readonly string[]): Promise<void> {
    for (const order of orders) {
      const payment = await journal.payment(order);
      if (payment?.status === 'approved') this.approved += 1;
      if (payment?.returned) this.returned += 1;
      if (payment && payment.amount.currency !== 'USD') this.whole += 1;
      if (payment?.status === 'declined') this.declined += 1;
      if (payment?.code === 'gateway-not-executed' || payment?.finds) this.looked += 1;
      for (const { kind, status, finds } of payment ? await journal.movements(order) : []) {
        if (finds > 0) this.looked += 1;
        if (status !== 'done') continue;
        if (kind === 'refund') this.refunded += 1;
        else if (kind === 'void') this.voided += 1;
        else this.captured += 1;
      }
    }
  }
}

/** Plays one run and answers what is wrong afterwards; nothing, if the books are right. */
export async function play(
  world: World,
  steps: readonly Step[],
  tally = new Tally(),
): Promise<readonly string[]> {
  tally.runs += 1;
  const orders: string[] = [];
  let instance = await world.instance();
  let last: MovementWish | undefined;
  for (const step of steps) {
    if (instance.life.dead) instance = await world.instance();
    if ('kill' in step && step.kill) instance.life.killAt(step.kill.calls, step.kill.moment);
    switch (step.do) {
      case 'pay': {
        const id = newSessionId();
        orders.push(`${id}-1`);
        trouble(world, ROUTES.pay, step.trouble);
        await instance.pay(id, { minor: step.minor, currency: step.currency ?? 'USD' });
        break;
      }
      case 'authorise': {
        const orderId = `${newSessionId()}-1`;
        orders.push(orderId);
        trouble(world, ROUTES.authorise, step.trouble);
        await instance.authorise(orderId, { minor: step.minor, currency: 'USD' });
        break;
      }
      case 'move':
        last = await wishOf(instance, orders, step);
        if (!last) break;
        trouble(world, ROUTES[step.kind], step.trouble);
        await instance.move(last);
        break;
      case 'moveAgain':
        if (last) await instance.move(last);
        break;
      case 'settle':
        await settleAll(world, orders);
        break;
      case 'return':
        await sendBack(world, orders, step);
        break;
      case 'hear':
        trouble(world, 'transaction.*', step.trouble);
        await hear(world, instance, step.how);
        break;
      case 'spoil':
        tally.spoilt += await spoil(world, orders, step);
        break;
      case 'reconcile':
        trouble(world, ROUTES.reconcile, step.trouble);
        await instance.reconcile();
        break;
      case 'takeOver':
        instance = await world.instance();
        break;
      case 'wait':
        await world.advance(step.seconds * 1000);
        break;
    }
    world.sandbox.faults.clear();
  }
  try {
    return await afterwards(world, orders, tally);
  } finally {
    tally.killed += await world.dismiss();
    await world.control('DELETE', 'webhooks');
  }
}

/** No more trouble, and time enough: now everything must be known, and both books must say the same. */
async function afterwards(world: World, orders: readonly string[], tally: Tally): Promise<readonly string[]> {
  const instance = await world.instance(world.patient);
  const { real } = instance;
  // What cannot be read holds nobody up; when it can be read again, it becomes known like all else.
  await world.advance(LONG_MS);
  await instance.reconcile();
  for (const { id } of await ours(world, orders)) {
    await world.control('POST', `transactions/${id}`, { broken: false });
  }
  await hear(world, instance, 'backwards');
  for (let round = 0; round < ROUNDS; round++) {
    await world.advance(LONG_MS);
    await instance.reconcile();
    if ((await real.unsettled()).length + (await real.unsettledMovements()).length === 0) break;
  }
  // A notification may have come before the payment was known to be made.
  await hear(world, instance, 'all');
  await tally.count(real, orders);
  return auditOf(world, real, orders);
}

/** The transactions of these orders and of what was moved of them, oldest first. */
async function ours({ sandbox }: World, orders: readonly string[]) {
  const all = await sandbox.transactions();
  return all.filter(({ orderId }) => orders.some((order) => orderId?.startsWith(order)));
}

async function sendBack(
  world: World,
  orders: readonly string[],
  { which, again }: Extract<Step, { do: 'return' }>,
): Promise<void> {
  const all = await ours(world, orders);
  const retried = new Set(all.map(({ retryOf }) => retryOf));
  const settled = all.filter((one) => one.status === 'settled' && !one.returned && !retried.has(one.id));
  const one = settled[which % Math.max(1, settled.length)];
  if (!one) return;
  await world.control('POST', `transactions/${one.id}`, { returned: 'R01' });
  // A bank is asked again on another day.
  if (!again) return;
  await world.advance(DAY_MS);
  await world.control('POST', `transactions/${one.id}`, { retried: true });
  await world.advance(DAY_MS);
}

async function hear(
  world: World,
  instance: Instance,
  how: Extract<Step, { do: 'hear' }>['how'],
): Promise<void> {
  const told = await world.told();
  const some = how === 'most' ? told.slice(0, -1) : how === 'backwards' ? told.toReversed() : told;
  for (const { signature, payload } of how === 'twice' ? [...some, ...some] : some) {
    await instance.hear(signature, payload);
  }
}

async function spoil(
  world: World,
  orders: readonly string[],
  { which, how }: Extract<Step, { do: 'spoil' }>,
): Promise<number> {
  const all = await ours(world, orders);
  const one = all[which % Math.max(1, all.length)];
  if (!one) return 0;
  const told = `${one.amount}${one.amount.includes('.') ? '' : '.'}5001`;
  await world.control('POST', `transactions/${one.id}`, how === 'record' ? { broken: true } : { told });
  return 1;
}

function trouble(world: World, route: string, one: Trouble | undefined): void {
  if (one) world.sandbox.faults.add({ route, times: 1, ...one });
}

async function wishOf(
  { real }: Instance,
  orders: readonly string[],
  { kind, which, share, more }: Extract<Step, { do: 'move' }>,
): Promise<MovementWish | undefined> {
  const orderId = orders[which % Math.max(1, orders.length)];
  const payment = orderId === undefined ? undefined : await real.payment(orderId);
  if (!payment) return undefined;
  const wish = { orderId: payment.orderId, kind, by: 'model', more };
  if (share === undefined || kind === 'void') return wish;
  const minor = Math.max(1, Math.floor((payment.amount.minor * share) / 100));
  return { ...wish, amount: { minor, currency: payment.amount.currency } };
}

/** The testing transition, for what is on its way. */
async function settleAll({ sandbox }: World, orders: readonly string[]): Promise<void> {
  const { merchantId, publicKey, privateKey } = sandbox.merchant;
  const authorization = `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`;
  for (const { id, orderId, status } of await sandbox.transactions()) {
    if (status !== 'submitted_for_settlement') continue;
    if (!orders.some((order) => orderId?.startsWith(order))) continue;
    await fetch(`${sandbox.url}/merchants/${merchantId}/transactions/${id}/settle`, {
      method: 'PUT',
      headers: { authorization, 'x-apiversion': '6' },
    });
  }
}
