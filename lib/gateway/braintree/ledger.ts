import { brandOf } from '../../session/brand.js';
import type { Batch, BatchRecord, Gateway, Listed, Period, Transaction, Unreadable } from '../gateway.js';
import type { Unreachable } from '../methods.js';
import type { SdkBatchRecord, SdkTransaction, TransactionSearch } from './sdk.js';
import { transactionOf } from './transaction.js';
import { isMissing, type Wire } from './wire.js';

/** Questions about one transaction each that are under way at a time, for those a page did not hold. */
const AT_ONCE = 8;

/** What a reconciliation report is made of: the transactions of a period, and the sums of a day. */
export function ledger(wire: Wire): Pick<Gateway, 'list' | 'batch'> {
  return {
    async list(period): Promise<Listed> {
      const search = await wire.ask(() => searched(wire, period));
      if (search.kind !== 'answered') return wire.unreachable('list', search);
      const { ids, pages, read } = search.value;
      const transactions: Transaction[] = [];
      const unreadable: Unreadable[] = [];
      for (const page of pages) {
        const listed = await pageOf(wire, page, read);
        if (listed.kind === 'unreachable') return listed;
        transactions.push(...listed.transactions);
        unreadable.push(...listed.unreadable);
      }
      wire.saw(undefined);
      const place = new Map(ids.map((id, index) => [id, index]));
      const order = ({ transactionId }: Transaction): number => place.get(transactionId) ?? 0;
      // The search answers the newest first.
      return { kind: 'listed', transactions: transactions.sort((a, b) => order(b) - order(a)), unreadable };
    },
    async batch(day): Promise<Batch> {
      const criteria = { settlementDate: day };
      const ended = await wire.ask(() => wire.sdk.settlementBatchSummary.generate(criteria));
      if (ended.kind !== 'answered') return wire.unreachable('list', ended);
      const records = ended.value.settlementBatchSummary?.records;
      if (!ended.value.success || !Array.isArray(records)) {
        const text = ended.value.message || 'The settlement batch summary was refused';
        return { kind: 'unreachable', cause: 'gateway-validation', text };
      }
      wire.saw(undefined);
      return { kind: 'batch', records: records.map(recordOf) };
    },
  };
}

type ReadPage = (ids: readonly string[], item: (error: unknown, found?: SdkTransaction) => void) => void;

/** The SDK's search result, with what its types do not tell. */
interface Result {
  readonly success?: boolean;
  readonly ids?: readonly string[];
  readonly pageSize?: number;
  readonly pagingFunction?: ReadPage;
}

interface Searched {
  readonly ids: readonly string[];
  readonly pages: readonly (readonly string[])[];
  readonly read: ReadPage;
}

function searched(wire: Wire, { by, from, until }: Period): Promise<Searched> {
  const criteria = (search: TransactionSearch): void => {
    const range = {
      created: 'createdAt',
      settled: 'settledAt',
      disbursed: 'disbursementDate',
      returned: 'achReturnResponsesCreatedAt',
    } as const;
    search[range[by]]().between(from, until);
  };
  return new Promise((resolve, reject) => {
    wire.sdk.transaction.search(criteria, (error, found) => {
      const { success, ids, pageSize, pagingFunction } = (found ?? {}) as Result;
      if (error || success === false || !ids || !pagingFunction) {
        reject(error ?? new Error('search refused'));
        return;
      }
      const size = pageSize && pageSize > 0 ? pageSize : 50;
      const pages: string[][] = [];
      for (let at = 0; at < ids.length; at += size) pages.push(ids.slice(at, at + size));
      resolve({ ids, pages, read: pagingFunction });
    });
  });
}

/**
 * One page, under the deadline of a question of its own: a long period is not one. Whatever of it does not come is asked
 * for by its id, so that one record the SDK stumbles over hides no other.
 */
async function pageOf(wire: Wire, ids: readonly string[], read: ReadPage): Promise<Listed> {
  const transactions: Transaction[] = [];
  const unreadable: Unreadable[] = [];
  const ended = await wire.ask(() => itemsOf(ids, read));
  if (ended.kind === 'broke') {
    const broken = wire.unreachable('list', ended);
    if (!broken.unreadable) return broken;
  }
  const found = ended.kind === 'answered' ? ended.value : new Map<string, SdkTransaction>();
  for (const item of found.values()) transactions.push(transactionOf(item));
  const missing = ids.filter((id) => !found.has(id));
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const some = missing.slice(at, at + AT_ONCE);
    for (const one of await Promise.all(some.map((id) => oneOf(wire, id)))) {
      if (one.kind === 'unreachable') return one;
      if (one.kind === 'read') transactions.push(one.transaction);
      else unreadable.push({ transactionId: one.transactionId, why: one.why });
    }
  }
  return { kind: 'listed', transactions, unreadable };
}

/** The SDK hands a page over item by item and does not say when it ends. */
async function itemsOf(ids: readonly string[], read: ReadPage): Promise<Map<string, SdkTransaction>> {
  const found = new Map<string, SdkTransaction>();
  await new Promise<void>((resolve, reject) => {
    read(ids, (error, item) => {
      if (error || !item) return reject(error ?? new Error('an empty page'));
      if (item.id) found.set(item.id, item);
      if (found.size === ids.length) resolve();
      // All of a page comes within one turn.
      setImmediate(resolve);
    });
  });
  return found;
}

type One =
  | { readonly kind: 'read'; readonly transaction: Transaction }
  | ({ readonly kind: 'unreadable' } & Unreadable)
  | Unreachable;

async function oneOf(wire: Wire, transactionId: string): Promise<One> {
  const { transaction } = wire.sdk;
  const ended = await wire.ask(async () => transactionOf(await transaction.find(transactionId)));
  if (ended.kind === 'answered') return { kind: 'read', transaction: ended.value };
  if (ended.kind === 'broke' && isMissing(ended.error)) {
    return { kind: 'unreadable', transactionId, why: 'the search names it, and it cannot be found' };
  }
  const told = wire.unreachable('list', ended);
  return told.unreadable ? { kind: 'unreadable', transactionId, why: told.text } : told;
}

function recordOf(record: SdkBatchRecord): BatchRecord {
  return {
    merchantAccountId: record.merchantAccountId ?? '',
    brand: brandOf(record.cardType),
    kind: record.kind === 'credit' ? 'credit' : 'sale',
    count: Number(record.count ?? 0),
    amount: record.amountSettled ?? '0.00',
  };
}
