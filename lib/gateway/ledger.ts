import type { Batch, BatchRecord, Gateway, Listed, Period, Transaction } from './gateway.js';
import type { SdkBatchRecord, SdkTransaction, TransactionSearch } from './sdk.js';
import { transactionOf } from './transaction.js';
import type { Wire } from './wire.js';

/** Questions about one transaction each that are under way at a time, for those a page did not hold. */
const AT_ONCE = 8;

/** What a reconciliation report is made of: the transactions of a period, and the sums of a day. */
export function ledger(wire: Wire): Pick<Gateway, 'list' | 'batch'> {
  return {
    async list(period): Promise<Listed> {
      const search = await wire.ask(() => searched(wire, period));
      if (search.kind !== 'answered') return unreachable(wire, search);
      const { ids, pages } = search.value;
      const transactions: Transaction[] = [];
      for (const page of pages) {
        // Each page has the deadline of a question of its own: a long period is not one.
        const ended = await wire.ask(() => pageOf(wire, page, search.value.read));
        if (ended.kind !== 'answered') return unreachable(wire, ended);
        transactions.push(...ended.value);
      }
      wire.saw(undefined);
      const place = new Map(ids.map((id, index) => [id, index]));
      const order = ({ transactionId }: Transaction): number => place.get(transactionId) ?? 0;
      // The search answers the newest first.
      return { kind: 'listed', transactions: transactions.sort((a, b) => order(b) - order(a)) };
    },
    async batch(day): Promise<Batch> {
      const criteria = { settlementDate: day };
      const ended = await wire.ask(() => wire.sdk.settlementBatchSummary.generate(criteria));
      if (ended.kind !== 'answered') return unreachable(wire, ended);
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
    const range = { created: 'createdAt', settled: 'settledAt', disbursed: 'disbursementDate' } as const;
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

/** The SDK hands a page over item by item and does not say when it ends; those it left out are asked for by id. */
async function pageOf(wire: Wire, ids: readonly string[], read: ReadPage): Promise<readonly Transaction[]> {
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
  const missing = ids.filter((id) => !found.has(id));
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const some = missing.slice(at, at + AT_ONCE);
    for (const t of await Promise.all(some.map((id) => wire.sdk.transaction.find(id))))
      found.set(t.id ?? '', t);
  }
  return [...found.values()].map(transactionOf);
}

function unreachable(
  wire: Wire,
  ended: Parameters<Wire['silent']>[1],
): Extract<Listed, { kind: 'unreachable' }> {
  const { cause, text } = wire.silent('list', ended);
  return { kind: 'unreachable', cause, text };
}

function recordOf(record: SdkBatchRecord): BatchRecord {
  return {
    merchantAccountId: record.merchantAccountId ?? '',
    cardType: record.cardType ?? '',
    kind: record.kind === 'credit' ? 'credit' : 'sale',
    count: Number(record.count ?? 0),
    amount: record.amountSettled ?? '0.00',
  };
}
