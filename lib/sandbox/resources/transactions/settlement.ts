import type { Answer } from '../../answer.js';
import type { Context } from '../../context.js';
import { type SettlementFate, settlementFate } from '../../rules/amounts.js';
import { settlementText } from '../../rules/responses.js';
import type { Status, Transaction } from '../../transaction.js';
import { tellStatus } from '../billing/disbursements.js';
import { become, onTransaction, pass, refuse } from './change.js';

const OPEN: readonly Status[] = [
  'submitted_for_settlement',
  'settling',
  'settlement_pending',
  'settlement_confirmed',
];

const isOpen = (t: Transaction): boolean => OPEN.includes(t.status) && t.partialIds.length === 0;

/** Notes the processor's answer to the settlement, and the batch for what settled. */
function answered(t: Transaction, fate: SettlementFate, at: number): readonly Status[] {
  t.settlementCode = fate.code;
  t.settlementText = settlementText(fate.code);
  if (fate.status !== 'settled') return [fate.status];
  t.settlementBatchId = `${new Date(at).toISOString().slice(0, 10)}_${t.merchantAccountId}`;
  return t.status === 'settling' ? ['settled'] : ['settling', 'settled'];
}

const settling = (
  statuses: (context: Context, t: Transaction) => readonly Status[],
): ((context: Context) => Promise<Answer>) =>
  onTransaction((context, t) => (isOpen(t) ? become(context, t, ...statuses(context, t)) : refuse(91575)));

/** The testing transitions. `settle` follows the test amounts, as the nightly batch does. */
export const settle = settling((context, t) => answered(t, byRules(context, t), context.now));
export const settlementConfirm = settling(() => ['settlement_confirmed']);
export const settlementDecline = settling((context, t) =>
  answered(t, { status: 'settlement_declined', code: '4001' }, context.now),
);
export const settlementPending = settling((context, t) =>
  answered(t, { status: 'settlement_pending', code: '4002' }, context.now),
);

function byRules(context: Pick<Context, 'merchant'>, t: Transaction): SettlementFate {
  const kinds = context.merchant.rules.settlementAmounts;
  const ruled = kinds.includes('all') || kinds.includes(t.instrument.kind);
  return ruled ? settlementFate(t.amount) : { status: 'settled', code: '4000' };
}

/** When something happens to a transaction of the merchant by itself; epoch milliseconds. */
export function nextTransaction({ records, merchant }: Context): Promise<number | undefined> {
  return records.nextDue(merchant.merchantId);
}

/**
 * What time does to transactions: authorisations that nobody submitted expire, what was submitted settles by its
 * amount. Carries out everything of the merchant that is due.
 */
export async function passTime(context: Context): Promise<readonly Transaction[]> {
  const due = await context.records.due(context.merchant.merchantId, context.now);
  for (const t of due) {
    if (t.status === 'authorized') pass(t, context, 'authorization_expired');
    else pass(t, context, ...answered(t, byRules(context, t), context.now));
    // The test amounts leave it pending for good.
    if (t.status === 'settlement_pending') t.settlesAt = undefined;
    await context.records.update(t);
    await tellStatus(context, t);
  }
  return due;
}
