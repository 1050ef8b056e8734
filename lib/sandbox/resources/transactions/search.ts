import type { Knex } from 'knex';
import { amountUnits } from '../../amount.js';
import { type Answer, unsupportedAnswer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { transactionXml } from '../../transaction-xml.js';
import { array, type XmlNode } from '../../xml.js';

const PAGE = 50;

/** Criteria by name: the column, and how its values compare. Others are refused by name. */
const CRITERIA: Readonly<
  Record<string, { readonly column: string; readonly as: 'text' | 'list' | 'amount' | 'time' }>
> = {
  order_id: { column: 'order_id', as: 'text' },
  id: { column: 'id', as: 'text' },
  currency: { column: 'currency', as: 'text' },
  ids: { column: 'id', as: 'list' },
  status: { column: 'status', as: 'list' },
  type: { column: 'type', as: 'list' },
  merchant_account_id: { column: 'merchant_account_id', as: 'list' },
  amount: { column: 'amount', as: 'amount' },
  created_at: { column: 'created_at', as: 'time' },
};

/** POST /transactions/advanced_search_ids: all ids that match, newest first, and the size of a page. */
export async function searchIds(context: Context): Promise<Answer> {
  const strange = unsupported(context);
  if (strange) return strange;
  const query = matching(context, context.body.under('search'));
  const rows: { id: string }[] = await query.select('id');
  return xmlAnswer(200, 'search-results', {
    pageSize: PAGE,
    ids: array(
      'item',
      rows.map((row) => row.id),
    ),
  });
}

/** POST /transactions/advanced_search: one page, by ids. */
export async function searchPage(context: Context): Promise<Answer> {
  const strange = unsupported(context);
  if (strange) return strange;
  const found = await context.records.transactions(
    matching(context, context.body.under('search')).limit(PAGE),
  );
  return xmlAnswer(200, 'credit-card-transactions', {
    collection: {
      currentPageNumber: 1,
      pageSize: PAGE,
      totalItems: found.length,
      transaction: found.map(transactionXml) as readonly XmlNode[],
    },
  });
}

function unsupported(context: Context): Answer | undefined {
  const name = context.body
    .under('search')
    .names()
    .find((criterion) => !(criterion in CRITERIA));
  return name ? unsupportedAnswer(`the search criterion ${name}`) : undefined;
}

/** Newest first; nothing that the index has not seen yet. */
function matching(context: Context, search: Fields): Knex.QueryBuilder {
  const query = context.records.query(context.merchant.merchantId).where('visible_at', '<=', context.now);
  for (const [name, { column, as }] of Object.entries(CRITERIA)) {
    if (!search.has(name)) continue;
    if (as === 'list') query.whereIn(column, [...search.list(name)]);
    else if (as === 'text') text(query, column, search.under(name));
    else range(query, column, search.under(name), as === 'time' ? time : amount);
  }
  return query.orderBy('created_at', 'desc').orderBy('id');
}

function text(query: Knex.QueryBuilder, column: string, operators: Fields): void {
  const like = (value: string): string => value.replace(/[\\%_]/g, '\\$&');
  const add = (pattern: string): void => {
    query.whereRaw(`${column} like ? escape '\\'`, [pattern]);
  };
  const value = (name: string): string | undefined => operators.text(name);
  const [is, isNot, starts, ends, contains] = ['is', 'is_not', 'starts_with', 'ends_with', 'contains'].map(
    value,
  );
  if (is !== undefined) query.where(column, is);
  if (isNot !== undefined) query.whereNot(column, isNot);
  if (starts !== undefined) add(`${like(starts)}%`);
  if (ends !== undefined) add(`%${like(ends)}`);
  if (contains !== undefined) add(`%${like(contains)}%`);
}

function range(
  query: Knex.QueryBuilder,
  column: string,
  operators: Fields,
  read: (text: string) => number | undefined,
): void {
  for (const [name, operator] of [
    ['is', '='],
    ['min', '>='],
    ['max', '<='],
  ] as const) {
    const value = operators.text(name);
    if (value !== undefined) query.where(column, operator, read(value) ?? Number.NaN);
  }
}

const time = (value: string): number => Date.parse(value);
const amount = (value: string): number | undefined => amountUnits(value, 'KWD');
