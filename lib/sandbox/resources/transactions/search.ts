import type { Knex } from 'knex';
import { amountUnits } from '../../amount.js';
import { type Answer, unsupportedAnswer } from '../../answer.js';
import { cardFacts } from '../../card.js';
import type { Context } from '../../context.js';
import { fitsAll, idsAnswer, PAGE_SIZE, pageAnswer } from '../../criteria.js';
import type { Fields } from '../../fields.js';
import { cardOf } from '../../instrument.js';
import type { Transaction } from '../../transaction.js';
import { transactionXml } from '../../transaction-xml.js';
import { TRANSACTION_CRITERIA } from './criteria.js';

/** The gateway gives no more; a narrower search is asked for by then. */
const MOST = 50_000;

/** POST /transactions/advanced_search_ids: all ids that match, newest first, and the size of a page. */
export async function searchIds(context: Context): Promise<Answer> {
  const search = context.body.under('search');
  const strange = unsupported(search);
  if (strange) return strange;
  return idsAnswer((await matching(context, search)).slice(0, MOST).map(({ id }) => id));
}

/** POST /transactions/advanced_search: one page, by ids. */
export async function searchPage(context: Context): Promise<Answer> {
  const search = context.body.under('search');
  const strange = unsupported(search);
  if (strange) return strange;
  const found = (await matching(context, search)).slice(0, PAGE_SIZE);
  return pageAnswer(context, found, ['credit-card-transactions', 'transaction'], (_context, t) =>
    transactionXml(t),
  );
}

const OWN = ['refund', 'credit_card_number'];

function unsupported(search: Fields): Answer | undefined {
  const name = search.names().find((one) => !(one in TRANSACTION_CRITERIA) && !OWN.includes(one));
  return name ? unsupportedAnswer(`the search criterion ${name}`) : undefined;
}

/** Newest first; nothing that the index has not seen yet. */
async function matching(context: Context, search: Fields): Promise<readonly Transaction[]> {
  const query = context.records.query(context.merchant.merchantId).where('visible_at', '<=', context.now);
  narrow(query, search);
  const found = await context.records.transactions(query.orderBy('created_at', 'desc').orderBy('id'));
  return found.filter(
    (t) =>
      fitsAll(t, TRANSACTION_CRITERIA, search) &&
      fitsRefund(t, search) &&
      fitsNumber(t, search.under('credit_card_number'), context.secret),
  );
}

/** Leaves to the database what its indexes can do; every criterion is still checked afterwards. */
function narrow(query: Knex.QueryBuilder, search: Fields): void {
  const orderId = search.under('order_id').text('is');
  if (orderId !== undefined) query.whereRaw('order_id = ? collate nocase', [orderId]);
  const id = search.under('id').text('is');
  if (id !== undefined) query.where({ id });
  for (const [name, column] of [
    ['ids', 'id'],
    ['status', 'status'],
    ['type', 'type'],
    ['merchant_account_id', 'merchant_account_id'],
  ] as const) {
    if (Array.isArray(search.object(name))) query.whereIn(column, [...search.list(name)]);
  }
  const amount = amountUnits(search.under('amount').text('is') ?? '', 'KWD');
  if (amount !== undefined) query.where({ amount });
}

/** `refund: true` wants refunds, that is credits of a sale; `false` all others. */
function fitsRefund(t: Transaction, search: Fields): boolean {
  return !search.has('refund') || search.flag('refund') === (t.refundedId !== undefined);
}

/** A whole number is compared by its fingerprint; what is kept of a number is its beginning and its end. */
function fitsNumber(t: Transaction, operators: Fields, secret: string): boolean {
  const facts = cardOf(t.instrument);
  const given = (name: string): string | undefined => operators.text(name)?.replace(/[\s-]/g, '');
  const same = (number: string): boolean => cardFacts({ number }, secret).fingerprint === facts?.fingerprint;
  const [is, not, start, end] = ['is', 'is_not', 'starts_with', 'ends_with'].map(given);
  if (is !== undefined && !same(is)) return false;
  if (not !== undefined && same(not)) return false;
  if (start !== undefined && !facts?.bin.startsWith(start.slice(0, 6))) return false;
  return end === undefined || Boolean(facts?.last4.endsWith(end.slice(-4)));
}
