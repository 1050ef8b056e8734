import { amountUnits } from '../amount.js';
import type { Context } from '../context.js';
import type { Transaction } from '../transaction.js';
import { legacyIdOf } from './ids.js';
import { paymentNode } from './nodes/transactions.js';
import { connection, type Page } from './paging.js';

interface Text {
  readonly is?: string;
  readonly isNot?: string;
  readonly startsWith?: string;
  readonly endsWith?: string;
  readonly contains?: string;
  readonly in?: readonly string[];
}
interface Range {
  readonly is?: string;
  readonly greaterThanOrEqualTo?: string;
  readonly lessThanOrEqualTo?: string;
}

/** The search inputs of transactions, refunds and payments together. */
interface Criteria {
  readonly id?: Text;
  readonly status?: { readonly is?: string; readonly in?: readonly string[] };
  readonly type?: { readonly in?: readonly string[] };
  readonly createdAt?: Range;
  readonly amount?: { readonly value?: Range; readonly currencyCode?: Text; readonly currencyIsoCode?: Text };
  readonly orderId?: Text;
  readonly merchantAccountId?: Text;
  readonly settlementBatchId?: Text;
  readonly processorAuthorizationId?: Text;
  readonly customer?: { readonly id?: Text };
  readonly source?: { readonly in?: readonly string[] };
  readonly partiallyAuthorized?: boolean;
  readonly statusTransition?: Readonly<Record<string, Range | undefined>>;
}

type Arguments = Page & { readonly input: Criteria };

/** The fields of the type Search. */
export const search = {
  transactions: (args: Arguments, context: Context) => found(args, context, ['sale']),
  refunds: (args: Arguments, context: Context) => found(args, context, ['credit']),
  payments: (args: Arguments, context: Context) => found(args, context, kindsOf(args.input)),
};

function kindsOf({ type }: Criteria): readonly Transaction['type'][] {
  if (!type?.in) return ['sale', 'credit'];
  return [
    ...(type.in.includes('TRANSACTION') ? (['sale'] as const) : []),
    ...(type.in.some((name) => name.endsWith('REFUND')) ? (['credit'] as const) : []),
  ];
}

/** Newest first; nothing that the index has not seen yet. */
async function found(
  { input, ...page }: Arguments,
  context: Context,
  types: readonly Transaction['type'][],
): Promise<Record<string, unknown>> {
  const { records, merchant, now } = context;
  const query = records
    .query(merchant.merchantId)
    .where('visible_at', '<=', now)
    .whereIn('type', [...types]);
  // Columns narrow it down where they can; everything else is compared below.
  if (input.orderId?.is !== undefined) query.where('order_id', input.orderId.is);
  if (input.status?.is) query.where('status', input.status.is.toLowerCase());
  const all = await records.transactions(query.orderBy('created_at', 'desc').orderBy('id'));
  const fitting = all.filter((t) => fits(t, input));
  return connection(
    fitting.map((t) => paymentNode(context, t)),
    page,
  );
}

function fits(t: Transaction, c: Criteria): boolean {
  const ids: Text | undefined = c.id && {
    is: c.id.is === undefined ? undefined : legacyIdOf(c.id.is, 'transaction', 'refund'),
    in: c.id.in?.map((id) => legacyIdOf(id, 'transaction', 'refund')),
  };
  const customer = c.customer?.id && {
    is: c.customer.id.is === undefined ? undefined : legacyIdOf(c.customer.id.is, 'customer'),
    in: c.customer.id.in?.map((id) => legacyIdOf(id, 'customer')),
  };
  const statuses = c.status?.in ?? (c.status?.is ? [c.status.is] : undefined);
  return (
    text(t.id, ids) &&
    text(t.customer?.id, customer) &&
    text(t.orderId, c.orderId) &&
    text(t.merchantAccountId, c.merchantAccountId) &&
    text(t.settlementBatchId, c.settlementBatchId) &&
    text(t.authorizationCode, c.processorAuthorizationId) &&
    text(t.currency, c.amount?.currencyCode ?? c.amount?.currencyIsoCode) &&
    (statuses === undefined || statuses.includes(t.status.toUpperCase())) &&
    (c.source?.in === undefined || c.source.in.includes((t.history[0]?.source ?? 'api').toUpperCase())) &&
    (c.partiallyAuthorized === undefined ||
      c.partiallyAuthorized === (t.requestedAmount !== undefined && t.requestedAmount > t.amount)) &&
    between(t.amount, c.amount?.value, (value) => amountUnits(value, 'KWD') ?? Number.NaN) &&
    between(t.createdAt, c.createdAt, Date.parse, 60_000) &&
    transitions(t, c.statusTransition)
  );
}

function text(value: string | undefined, wanted: Text | null | undefined): boolean {
  if (!wanted) return true;
  const has = value ?? '';
  return (
    (wanted.is == null || has === wanted.is) &&
    (wanted.isNot == null || has !== wanted.isNot) &&
    (wanted.startsWith == null || has.startsWith(wanted.startsWith)) &&
    (wanted.endsWith == null || has.endsWith(wanted.endsWith)) &&
    (wanted.contains == null || has.includes(wanted.contains)) &&
    (wanted.in == null || wanted.in.includes(has))
  );
}

/** `slack` is added to the upper bound, which it then excludes: a minute for timestamps. */
function between(
  value: number,
  range: Range | null | undefined,
  read: (text: string) => number,
  slack = 0,
): boolean {
  if (!range) return true;
  const { is, greaterThanOrEqualTo: least, lessThanOrEqualTo: most } = range;
  return (
    (is == null || value === read(is)) &&
    (least == null || value >= read(least)) &&
    (most == null || (slack > 0 ? value < read(most) + slack : value <= read(most)))
  );
}

function transitions(t: Transaction, wanted: Criteria['statusTransition']): boolean {
  return Object.entries(wanted ?? {}).every(([name, range]) => {
    if (!range) return true;
    const status = name.replace(/At$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return t.history.some((event) => event.status === status && between(event.at, range, Date.parse, 60_000));
  });
}
