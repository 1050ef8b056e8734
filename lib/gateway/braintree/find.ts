import type { Found, FoundTransaction, Gateway, Transaction } from '../gateway.js';
import type { SdkTransaction, TransactionSearch } from './sdk.js';
import { transactionOf } from './transaction.js';
import type { Wire } from './wire.js';

/** As many transactions of one order id as are looked at; ours is unique, so one is what there is. */
const MOST_FOUND = 20;

/** The questions that settle what is unknown. They never change anything, and may be asked at any time. */
export function finding(wire: Wire): Pick<Gateway, 'find' | 'findTransaction' | 'findChild'> {
  return {
    async find(orderId): Promise<Found> {
      const ended = await wire.ask(() => lookUp(wire, orderId));
      // A page that is missing although the search has named it is no "not found".
      if (ended.kind !== 'answered') return wire.unreachable('find', ended);
      wire.saw(undefined);
      const transaction = ended.value;
      if (!transaction) return { kind: 'not-found' };
      const { outcome, amount, status } = transaction;
      return { kind: 'found', outcome, amount, status, transaction };
    },
    async findTransaction(transactionId): Promise<FoundTransaction> {
      const ended = await wire.ask(async () => transactionOf(await wire.sdk.transaction.find(transactionId)));
      if (ended.kind !== 'answered') return wire.unanswered(ended, { kind: 'not-found' });
      wire.saw(undefined);
      return { kind: 'found', transaction: ended.value };
    },
    async findChild(transactionId, requestKey): Promise<FoundTransaction> {
      const ended = await wire.ask(() => childOf(wire, transactionId, requestKey));
      if (ended.kind !== 'answered') return wire.unreachable('find', ended);
      wire.saw(undefined);
      return ended.value ? { kind: 'found', transaction: ended.value } : { kind: 'not-found' };
    },
  };
}

/** The ids that a search finds. Rejects when it is refused. */
export function idsOf(wire: Wire, criteria: (search: TransactionSearch) => void): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    wire.sdk.transaction.search(criteria, (error, found) => {
      if (error || found?.success === false || !found?.ids) reject(error ?? new Error('search refused'));
      else resolve(found.ids);
    });
  });
}

/** Ids by the search, then each by itself: the search's own pages may be stale, and its stream can hang. */
async function lookUp(wire: Wire, orderId: string): Promise<Transaction | undefined> {
  const ids = await idsOf(wire, (search) => search.orderId().is(orderId));
  const all = await Promise.all(ids.slice(0, MOST_FOUND).map((id) => wire.sdk.transaction.find(id)));
  return all
    .filter((t) => t.orderId === orderId && t.type === 'sale' && !t.authorizedTransactionId)
    .map(transactionOf)
    .sort((a, b) => rank(b) - rank(a))[0];
}

/** By the ids that the parent itself names: unlike a search, that is true at once. The newest is named last. */
async function childOf(wire: Wire, parentId: string, requestKey: string): Promise<Transaction | undefined> {
  const parent = await wire.sdk.transaction.find(parentId);
  for (const id of [...childIds(parent)].reverse()) {
    const child = await wire.sdk.transaction.find(id);
    if (child.orderId === requestKey) return transactionOf(child);
  }
  return undefined;
}

function childIds({ refundIds, partialSettlementTransactionIds }: SdkTransaction): readonly string[] {
  return [refundIds, partialSettlementTransactionIds].flatMap((ids) => (Array.isArray(ids) ? ids : []));
}

/** Money that moved outranks what was taken back and sent again, and all else; what is open outranks a refusal. */
function rank({ outcome, returned }: Transaction): number {
  if (outcome.kind === 'approved') return returned ? 2 : 3;
  return outcome.kind === 'unknown' ? 1 : 0;
}
