import type { Knex } from 'knex';
import type { PaymentChange } from '../session/command.js';
import type { ChargeOutcome, Session } from '../session/state.js';
import { agentOf } from '../session/telephone.js';
import type { PaymentFilter } from './payment.js';
import { recount } from './recount.js';
import { outcomeColumns, type PaymentRow } from './rows.js';
import type { Work } from './transaction.js';

type Table = Work['table'];

/** Newest first. */
export function matching(table: Table, filter: PaymentFilter): Knex.QueryBuilder {
  const query = table('payments').orderBy([
    { column: 'created_at', order: 'desc' },
    { column: 'order_id', order: 'desc' },
  ]);
  const { transactionId, since, until } = filter;
  for (const [column, value] of [
    ['status', filter.status],
    ['reference', filter.reference],
    ['amount_minor', filter.minor],
    ['currency', filter.currency],
    ['last4', filter.last4],
  ] as const) {
    if (value !== undefined) query.where(column, value);
  }
  if (since !== undefined) query.where('created_at', '>=', since);
  if (until !== undefined) query.where('created_at', '<', until);
  const { agent } = filter;
  if (agent !== undefined) {
    query.where((either) => either.where('agent_device', agent).orWhere('agent_name', agent));
  }
  if (transactionId !== undefined) {
    query.where((either) =>
      either
        .where('transaction_id', transactionId)
        .orWhereIn('order_id', table('movements').select('order_id').where('transaction_id', transactionId)),
    );
  }
  return filter.limit === undefined ? query : query.limit(filter.limit);
}

/** Carries out a session's change of its payment. Rejects when it was settled without having been intended. */
export async function change(
  { table }: Work,
  session: Session,
  payment: PaymentChange,
  at: number,
): Promise<void> {
  if (payment.change === 'intended') {
    const agent = agentOf(session);
    await table('payments').insert({
      order_id: payment.orderId,
      session_id: session.id,
      kind: payment.kind ?? 'charge',
      status: 'intended',
      amount_minor: payment.amount.minor,
      currency: payment.amount.currency,
      brand: payment.card?.brand ?? null,
      last4: payment.card?.last4 ?? null,
      reference: payment.reference ?? null,
      description: payment.description ?? null,
      agent_device: agent?.device ?? null,
      agent_name: agent?.name ?? null,
      mandate: session.mandate ? JSON.stringify(session.mandate) : null,
      created_at: at,
      finds: 0,
    });
    return;
  }
  if (await settle(table, payment.orderId, payment.outcome, at)) return;
  // Settled by a reconciliation meanwhile: that stands. Never intended: the core has made a mistake.
  const known = await table('payments').where({ order_id: payment.orderId }).first('order_id');
  if (!known) throw new Error(`payment ${payment.orderId} was settled without having been intended`);
}

function riskOf(outcome: ChargeOutcome): { risk?: string } {
  const risk = 'details' in outcome ? outcome.details?.risk : undefined;
  return risk ? { risk: JSON.stringify(risk) } : {};
}

/** From intended to any outcome, from unknown to a known one; nothing else. */
export async function settle(
  table: Table,
  orderId: string,
  outcome: ChargeOutcome,
  at: number,
): Promise<boolean> {
  const from = outcome.kind === 'unknown' ? ['intended'] : ['intended', 'unknown'];
  const row: PaymentRow | undefined = await table('payments').where({ order_id: orderId }).first();
  if (!row) return false;
  const captured = outcome.kind === 'approved' && row.kind !== 'authorisation';
  const changed = await table('payments')
    .where({ order_id: orderId })
    .whereIn('status', from)
    .update({
      status: outcome.kind,
      ...outcomeColumns(outcome, at),
      ...(captured ? { captured_minor: row.amount_minor } : {}),
      ...riskOf(outcome),
    });
  // The bank may have taken it back before anybody here knew that it was made.
  if (changed > 0) await recount(table, orderId);
  return changed > 0;
}
