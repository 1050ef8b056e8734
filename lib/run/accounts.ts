import type { BatchRecord, FoundTransaction, Transaction, Unreadable } from '../gateway/gateway.js';
import type { Movement, Payment, Settlement } from '../journal/journal.js';
import type { Money } from '../money/money.js';
import { toldAmount } from '../money/told.js';
import { isWithoutMoney } from '../money/transaction-status.js';

/** One entry of our books that the provider should have too. */
export interface Entry {
  /** Order id of the payment, or id of the movement. */
  readonly subject: string;
  readonly kind: 'sale' | 'credit';
  /** Empty where it never became known. */
  readonly transactionId: string;
  readonly amount: Money;
  readonly createdAt: number;
  /** Whether money is to be expected of it, and the word the books have for it. */
  readonly expected: boolean;
  readonly status: string;
  readonly batch?: string;
  /** The bank has taken it back: when, and why. Epoch milliseconds. */
  readonly returned?: { readonly at: number; readonly code?: string };
}

export type Difference =
  | {
      readonly kind: 'not-in-journal';
      readonly transactionId: string;
      readonly orderId?: string;
      readonly of: 'sale' | 'credit';
      readonly theirs: Money;
    }
  | {
      readonly kind: 'not-at-braintree';
      readonly subject: string;
      readonly transactionId: string;
      readonly ours: Money;
    }
  | {
      readonly kind: 'amount';
      readonly subject: string;
      readonly transactionId: string;
      readonly ours: Money;
      readonly theirs: Money;
    }
  | {
      readonly kind: 'status';
      readonly subject: string;
      readonly transactionId: string;
      readonly ours: string;
      readonly theirs: string;
      readonly amount: Money;
    }
  /** There is such a transaction, and it, or its amount, cannot be read. `subject`: whose it is, where that is known. */
  | {
      readonly kind: 'unreadable';
      readonly subject?: string;
      readonly transactionId: string;
      readonly ours?: Money;
      /** As the provider writes it, or why it cannot be read. */
      readonly theirs: string;
    }
  /** The batch's own sum is not that of its transactions. `ours` undefined: nothing of ours is in that account. */
  | {
      readonly kind: 'sum';
      readonly account: string;
      readonly of: 'sale' | 'credit';
      readonly ours?: Money;
      readonly theirs: string;
    };

export interface Sum {
  readonly kind: 'sale' | 'credit';
  readonly currency: string;
  readonly count: number;
  readonly minor: number;
}

export interface Comparison {
  /** Of the day, in both books and the same. */
  readonly matched: readonly Sum[];
  /** In our books and on the way: not of this day yet. */
  readonly pending: readonly Entry[];
  /** Settled on that day and taken back by the bank since, or taken back on that day: nothing of it is kept. */
  readonly returned: readonly Entry[];
  readonly differences: readonly Difference[];
}

export interface Books {
  /** `2026-11-24`. */
  readonly day: string;
  readonly entries: readonly Entry[];
  /** Transactions of the day's batches. */
  readonly theirs: readonly Transaction[];
  /** The batches' own sums. */
  readonly records: readonly BatchRecord[];
  /** What the provider says of those of our entries that are in no batch we know. */
  readonly asked: ReadonlyMap<string, Exclude<FoundTransaction, { kind: 'unreachable' }>>;
  /** What the provider names and cannot be read; of which day it is, nobody knows. */
  readonly unreadable: readonly Unreadable[];
}

/** Entries of a payment with its movements. Captures in parts are transactions of their own. */
export function entriesOf(payment: Payment, movements: readonly Movement[]): Entry[] {
  const { orderId, transactionId = '', status, createdAt, settlement } = payment;
  const entries: Entry[] = [];
  const parts = movements.filter((one) => one.kind === 'capture' && one.more);
  if (parts.length === 0) {
    const captured = payment.kind !== 'authorisation' || payment.captured > 0;
    entries.push({
      subject: orderId,
      kind: 'sale',
      transactionId,
      amount:
        captured && payment.captured > 0 ? { ...payment.amount, minor: payment.captured } : payment.amount,
      createdAt,
      expected: status === 'approved' && captured && payment.voided === 0,
      status: payment.voided > 0 ? 'voided' : captured ? status : 'authorised only',
      ...(settlement?.batch ? { batch: settlement.batch } : {}),
      ...returnOf(settlement),
    });
  }
  for (const one of movements) {
    const own = one.kind === 'refund' || (one.kind === 'capture' && one.more);
    if (!own) continue;
    entries.push({
      subject: one.id,
      kind: one.kind === 'refund' ? 'credit' : 'sale',
      transactionId: one.transactionId ?? '',
      amount: one.amount,
      createdAt: one.createdAt,
      expected: one.status === 'done',
      status: one.status,
      ...(one.settlement?.batch ? { batch: one.settlement.batch } : {}),
      ...returnOf(one.settlement),
    });
  }
  return entries;
}

function returnOf(settlement: Settlement | undefined): Pick<Entry, 'returned'> {
  if (settlement?.status !== 'returned') return {};
  const { at, code } = settlement;
  return { returned: { at, ...(code === undefined ? {} : { code }) } };
}

/** Compares a day's batches with our books, to the minor unit. Pure. */
export function compareBooks({ day, entries, theirs, records, asked, unreadable }: Books): Comparison {
  const differences: Difference[] = [];
  const pending: Entry[] = [];
  const returned: Entry[] = [];
  const sums = new Map<string, Sum>();
  const ours = new Map(entries.map((entry) => [entry.transactionId, entry]));
  const bySubject = new Map(entries.map((entry) => [entry.subject, entry]));
  const seen = new Set<Entry>();
  for (const transaction of theirs) {
    const { transactionId, orderId, kind, amount, told } = transaction;
    const entry = ours.get(transactionId) ?? (orderId ? bySubject.get(orderId) : undefined);
    const own = entry !== undefined && entry.transactionId === transactionId;
    if (entry && (transaction.returned || (own && entry.returned))) {
      // Taken back since; what was sent again for it is another transaction, and stands for the entry by now.
      if (own) seen.add(entry);
      returned.push(entry);
      continue;
    }
    if (!entry || (entry.transactionId !== '' && entry.transactionId !== transactionId)) {
      differences.push(
        amount
          ? { kind: 'not-in-journal', transactionId, orderId, of: kind, theirs: amount }
          : { kind: 'unreadable', transactionId, theirs: told },
      );
      continue;
    }
    seen.add(entry);
    const difference = differenceOf(entry, transaction);
    if (difference) differences.push(difference);
    else if (amount) add(sums, kind, amount);
  }
  for (const { transactionId, why } of unreadable) {
    const entry = ours.get(transactionId);
    if (entry) seen.add(entry);
    const subject = entry && { subject: entry.subject, ours: entry.amount };
    differences.push({ kind: 'unreadable', ...subject, transactionId, theirs: why });
  }
  for (const entry of entries) {
    if (seen.has(entry) || !entry.expected) continue;
    if (entry.returned) {
      if (new Date(entry.returned.at).toISOString().startsWith(day)) returned.push(entry);
      continue;
    }
    const { subject, transactionId, amount } = entry;
    const missing = { kind: 'not-at-braintree', subject, transactionId, ours: amount } as const;
    if (entry.batch !== undefined) {
      if (entry.batch === day) differences.push(missing);
      continue;
    }
    const found = asked.get(transactionId);
    if (!found) continue;
    if (found.kind === 'not-found') differences.push(missing);
    else if (isWithoutMoney(found.transaction.status)) {
      const { status } = found.transaction;
      differences.push({
        kind: 'status',
        subject,
        transactionId,
        ours: entry.status,
        theirs: status,
        amount,
      });
    } else if (found.transaction.batch === day) differences.push(missing);
    else if (!found.transaction.settlementBatchId) pending.push(entry);
  }
  const all = [...differences, ...sumsOf(theirs, records)];
  return { matched: [...sums.values()], pending, returned, differences: all };
}

function differenceOf(
  entry: Entry,
  { transactionId, amount, told, status }: Transaction,
): Difference | undefined {
  const { subject } = entry;
  if (!amount) return { kind: 'unreadable', subject, transactionId, ours: entry.amount, theirs: told };
  if (!entry.expected) {
    return { kind: 'status', subject, transactionId, ours: entry.status, theirs: status, amount };
  }
  if (amount.minor !== entry.amount.minor || amount.currency !== entry.amount.currency) {
    return { kind: 'amount', subject, transactionId, ours: entry.amount, theirs: amount };
  }
  return undefined;
}

/** Whether the batches' own sums are those of the transactions in them, account by account. */
function sumsOf(theirs: readonly Transaction[], records: readonly BatchRecord[]): Difference[] {
  const told = new Map<string, BatchRecord[]>();
  for (const record of records) {
    const key = `${record.merchantAccountId} ${record.kind}`;
    told.set(key, [...(told.get(key) ?? []), record]);
  }
  const listed = new Map<string, Transaction[]>();
  for (const one of theirs) {
    const key = `${one.merchantAccountId ?? ''} ${one.kind}`;
    listed.set(key, [...(listed.get(key) ?? []), one]);
  }
  const differences: Difference[] = [];
  for (const key of new Set([...told.keys(), ...listed.keys()])) {
    const [account = '', of] = key.split(' ');
    const transactions = listed.get(key) ?? [];
    const currency = transactions.find(({ amount }) => amount)?.amount?.currency;
    const ours = currency && {
      minor: transactions.reduce((sum, { amount }) => sum + (amount?.minor ?? 0), 0),
      currency,
    };
    const amounts = (told.get(key) ?? []).map(({ amount }) => amount);
    const parsed = currency ? amounts.map((amount) => minorOf(amount, currency)) : [];
    const minor = parsed.reduce<number>((sum, one) => sum + (one ?? Number.NaN), 0);
    if (ours && ours.minor === minor) continue;
    const theirsText = amounts.join(' + ') || '0';
    differences.push({
      kind: 'sum',
      account,
      of: of === 'credit' ? 'credit' : 'sale',
      ...(ours ? { ours } : {}),
      theirs: theirsText,
    });
  }
  return differences;
}

function minorOf(amount: string, currency: string): number | undefined {
  return toldAmount(amount.replace(/^-/, ''), currency)?.minor;
}

function add(sums: Map<string, Sum>, kind: 'sale' | 'credit', { minor, currency }: Money): void {
  const key = `${kind} ${currency}`;
  const before = sums.get(key) ?? { kind, currency, count: 0, minor: 0 };
  sums.set(key, { ...before, count: before.count + 1, minor: before.minor + minor });
}
