import type { FoundTransaction, Transaction } from '../gateway/gateway.js';
import { stateOf } from '../gateway/transaction-state.js';
import type { Payment, Unwanted } from '../journal/journal.js';
import { type Comparison, compareBooks, type Entry, entriesOf } from './accounts.js';
import type { LookPorts } from './looks.js';
import { eachOf } from './reconcile.js';

export type Report =
  | ({
      readonly kind: 'report';
      readonly day: string;
      readonly open: readonly string[];
      /** Still to be removed from the vault, oldest first. */
      readonly methods: readonly Unwanted[];
    } & Comparison)
  /** The provider did not answer: nothing is said about the money. */
  | { readonly kind: 'unreachable'; readonly text: string };

const DAY_MS = 24 * 3600_000;
/** What was made longer than this before the day is settled, or known not to be. */
const LOOK_BACK_MS = 14 * DAY_MS;
const AT_ONCE = 8;

/**
 * Compares one day's settlement batches, `2026-11-24`, with the journal. What is learnt of settlements on the way goes
 * into the journal.
 */
export async function reportOn(ports: LookPorts, day: string): Promise<Report> {
  const { journal, gateway, now } = ports;
  const begin = Date.parse(`${day}T00:00:00Z`);
  // A batch is named after the merchant's day, which begins and ends at another hour than ours.
  const from = new Date(begin - DAY_MS);
  const until = new Date(begin + 2 * DAY_MS);
  const batch = await gateway.batch(day);
  if (batch.kind === 'unreachable') return { kind: 'unreachable', text: batch.text };
  const listed = await gateway.list({ by: 'settled', from, until });
  if (listed.kind === 'unreachable') return { kind: 'unreachable', text: listed.text };
  const back = await gateway.list({ by: 'returned', from, until });
  if (back.kind === 'unreachable') return { kind: 'unreachable', text: back.text };
  const unreadable = [...listed.unreadable, ...back.unreadable];
  const theirs = listed.transactions.filter((one) => one.batch === day);
  for (const one of [...theirs, ...back.transactions])
    await journal.observe(stateOf(one, now()), 'report', now());

  const { entries, open } = await entriesFor(ports, [...theirs, ...back.transactions], begin);
  const there = new Set(theirs.map(({ transactionId }) => transactionId));
  const asked = new Map<string, Exclude<FoundTransaction, { kind: 'unreachable' }>>();
  let unreachable: string | undefined;
  const inquired = entries.filter((one) => one.expected && !one.batch && !there.has(one.transactionId));
  await eachOf(inquired, AT_ONCE, async ({ transactionId }) => {
    if (unreachable) return;
    const found = await gateway.findTransaction(transactionId);
    if (found.kind === 'unreachable' && found.unreadable) unreadable.push({ transactionId, why: found.text });
    else if (found.kind === 'unreachable') unreachable = found.text;
    else asked.set(transactionId, found);
    if (found.kind === 'found') await journal.observe(stateOf(found.transaction, now()), 'report', now());
  });
  if (unreachable) return { kind: 'unreachable', text: unreachable };
  return {
    kind: 'report',
    day,
    open,
    methods: await journal.unwantedMethods(),
    ...compareBooks({ day, entries, theirs, records: batch.records, asked, unreadable }),
  };
}

/** Our entries that may be of the day, and those of the day's transactions that are older. */
async function entriesFor(
  { journal }: LookPorts,
  theirs: readonly Transaction[],
  begin: number,
): Promise<{ entries: Entry[]; open: string[] }> {
  const since = begin - LOOK_BACK_MS;
  const payments = new Map<string, Payment>();
  const keep = (all: readonly Payment[]) => {
    for (const payment of all) payments.set(payment.orderId, payment);
  };
  keep(await journal.payments({ since, until: begin + 2 * DAY_MS }));
  for (const movement of await journal.movementsSince(since)) {
    const payment = payments.has(movement.orderId) ? undefined : await journal.payment(movement.orderId);
    if (payment) keep([payment]);
  }
  const known = new Set([...payments.values()].map(({ transactionId }) => transactionId));
  for (const { transactionId } of theirs) {
    if (!known.has(transactionId)) keep(await journal.payments({ transactionId }));
  }
  const entries: Entry[] = [];
  for (const payment of payments.values()) {
    const moved = payment.refunded > 0 || payment.kind === 'authorisation' || payment.status === 'approved';
    entries.push(...entriesOf(payment, moved ? await journal.movements(payment.orderId) : []));
  }
  const open = [
    ...(await journal.unsettled()).map(({ orderId }) => orderId),
    ...(await journal.unsettledMovements()).map(({ id }) => id),
  ];
  return { entries, open };
}
