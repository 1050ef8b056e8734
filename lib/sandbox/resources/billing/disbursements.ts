import { addDays, dayOf, startOf } from '../../calendar.js';
import type { Context } from '../../context.js';
import type { Transaction } from '../../transaction.js';
import { transactionXml } from '../../transaction-xml.js';
import { announce, destinationsOf } from '../webhooks/announce.js';

/** A settled transaction whose money is paid out later, as it is stored. */
interface Disbursement {
  readonly at: number;
}

/** Webhooks of what a transaction has become, and the payout of a settled one on the next day. */
export async function tellStatus(context: Context, t: Transaction): Promise<void> {
  const subject = () => ({ transaction: transactionXml(t) });
  switch (t.status) {
    case 'settled': {
      await announce(context, 'transaction_settled', subject);
      if ((await destinationsOf(context)).length === 0) return;
      const at = startOf(addDays(dayOf(context.now), 1));
      const document: Disbursement = { at };
      await context.records.documents.put('payout', context.merchant.merchantId, { id: t.id, document, at });
      return;
    }
    case 'settlement_declined':
      return announce(context, 'transaction_settlement_declined', subject);
    default:
  }
}

/** Pays out what is due, and tells so. */
export async function disburse(context: Context): Promise<void> {
  const { records, merchant, now } = context;
  for (const { id, document } of await records.documents.list<Disbursement>('payout', merchant.merchantId)) {
    if (document.at > now) continue;
    await records.documents.remove('payout', merchant.merchantId, id);
    const t = await records.transaction(merchant.merchantId, id);
    if (!t) continue;
    const node = transactionXml(t) as { readonly [name: string]: never };
    await announce(context, 'transaction_disbursed', () => ({
      transaction: {
        ...node,
        disbursementDetails: {
          disbursementDate: dayOf(document.at),
          settlementAmount: node.amount ?? '',
          settlementCurrencyIsoCode: t.currency,
          settlementCurrencyExchangeRate: '1',
          fundsHeld: false,
          success: true,
        },
      },
    }));
  }
}

export async function nextDisbursement(context: Context): Promise<number | undefined> {
  const all = await context.records.documents.list<Disbursement>('payout', context.merchant.merchantId);
  return all.length > 0 ? Math.min(...all.map(({ document }) => document.at)) : undefined;
}
