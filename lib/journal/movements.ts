import type { ChargeOutcome } from '../session/state.js';
import { allowanceOf } from './allowance.js';
import type { Intention, Movement, MovementKind, MovementStatus, MovementWish } from './movement.js';
import { recount } from './recount.js';
import { type MovementRow, outcomeColumns, type PaymentRow, toMovement, toPayment } from './rows.js';
import type { Dialect, Work } from './transaction.js';

type Table = Work['table'];

/** Oldest first. */
export async function movementsOf(table: Table, orderId: string): Promise<Movement[]> {
  const rows: MovementRow[] = await table('movements')
    .where({ order_id: orderId })
    .orderBy('created_at')
    .orderBy('id');
  return rows.map(toMovement);
}

/** Judges a wish and writes the intent down, so that nobody else can be allowed the same money. */
export async function intend(
  { table, dialect }: Work & { dialect: Dialect },
  wish: MovementWish,
  at: number,
): Promise<Intention> {
  const query = table('payments').where({ order_id: wish.orderId });
  // SQLite has one writer; PostgreSQL must be told that nobody else may judge this payment now.
  const row: PaymentRow | undefined = await (dialect === 'pg' ? query.forUpdate() : query).first();
  if (!row) return { kind: 'impossible', why: `there is no payment ${wish.orderId}` };
  const payment = toPayment(row);
  const movements = await movementsOf(table, wish.orderId);
  const known = wish.request && (await byRequest(table, wish.request));
  if (known) {
    return sameWish(known, wish)
      ? { kind: 'known', movement: known }
      : { kind: 'impossible', why: `${wish.request} was asked for before, for something else (${known.id})` };
  }
  const allowance = allowanceOf(payment, movements, wish);
  if (allowance.kind !== 'allowed') return allowance;
  const { amount, target, more } = allowance;
  const movement: Movement = {
    id: newId(wish.orderId, wish.kind, movements),
    orderId: wish.orderId,
    kind: wish.kind,
    status: 'intended',
    amount,
    target,
    ...(more ? { more } : {}),
    ...(wish.request === undefined ? {} : { request: wish.request }),
    by: wish.by,
    createdAt: at,
    finds: 0,
  };
  await table('movements').insert({
    id: movement.id,
    order_id: movement.orderId,
    kind: movement.kind,
    status: movement.status,
    amount_minor: amount.minor,
    currency: amount.currency,
    target,
    more: more ? 1 : 0,
    request: wish.request ?? null,
    by_whom: wish.by,
    created_at: at,
    finds: 0,
  });
  return { kind: 'intended', movement };
}

/** From intended to any outcome, from unknown to a known one; the payment's sums go with it. */
export async function settleMovement(
  table: Table,
  id: string,
  outcome: ChargeOutcome,
  at: number,
): Promise<boolean> {
  const row: MovementRow | undefined = await table('movements').where({ id }).first();
  if (!row) return false;
  const from = outcome.kind === 'unknown' ? ['intended'] : ['intended', 'unknown'];
  const status = STATUSES[outcome.kind];
  const changed = await table('movements')
    .where({ id })
    .whereIn('status', from)
    .update({ status, ...outcomeColumns(outcome, at) });
  if (changed === 0 || status !== 'done') return changed > 0;
  await table('payments')
    .where({ order_id: row.order_id })
    .increment(SUMS[row.kind], Number(row.amount_minor));
  await recount(table, row.order_id);
  return true;
}

const STATUSES: Readonly<Record<ChargeOutcome['kind'], MovementStatus>> = {
  approved: 'done',
  declined: 'declined',
  refused: 'declined',
  failed: 'failed',
  unknown: 'unknown',
};

const SUMS: Readonly<Record<MovementKind, 'refunded_minor' | 'voided_minor' | 'captured_minor'>> = {
  refund: 'refunded_minor',
  void: 'voided_minor',
  capture: 'captured_minor',
};

async function byRequest(table: Table, request: string): Promise<Movement | undefined> {
  const row: MovementRow | undefined = await table('movements').where({ request }).first();
  return row && toMovement(row);
}

function sameWish(movement: Movement, { orderId, kind, amount }: MovementWish): boolean {
  return (
    movement.orderId === orderId &&
    movement.kind === kind &&
    (amount === undefined || amount.minor === movement.amount.minor)
  );
}

/** `hpabc-1-r2` is the second refund of `hpabc-1`: whoever reads the provider's list knows what it belongs to. */
function newId(orderId: string, kind: MovementKind, movements: readonly Movement[]): string {
  return `${orderId}-${kind[0]}${movements.filter((one) => one.kind === kind).length + 1}`;
}
