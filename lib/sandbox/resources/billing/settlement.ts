import { writtenAmount } from '../../amount.js';
import { type Answer, validationAnswer, xmlAnswer } from '../../answer.js';
import { dayOf, readDay } from '../../calendar.js';
import type { Context } from '../../context.js';
import { cardOf } from '../../instrument.js';
import { invalidAt, type ValidationCode } from '../../rules/validation.js';
import type { Transaction } from '../../transaction.js';
import { array, type XmlNode } from '../../xml.js';

interface Group {
  readonly cardType: string;
  readonly currency: string;
  readonly kind: 'sale' | 'credit';
  readonly merchantAccountId: string;
  readonly custom?: string;
  amount: number;
  count: number;
}

/** POST /settlement_batch_summary: what settled on a day, by card type, account, kind and, if asked, a custom field. */
export async function settlementBatchSummary(context: Context): Promise<Answer> {
  const fields = context.body.under('settlement_batch_summary');
  const refuse = (code: ValidationCode, attribute: string): Answer =>
    validationAnswer([invalidAt(['settlement_batch_summary'], code, attribute)]);
  const text = fields.text('settlement_date');
  if (!text) return refuse(82301, 'settlement_date');
  const day = readDay(text);
  if (!day) return refuse(82302, 'settlement_date');
  const field = fields.text('group_by_custom_field');
  if (field !== undefined && !context.merchant.rules.customFields.includes(field)) {
    return refuse(82303, 'group_by_custom_field');
  }
  const groups = new Map<string, Group>();
  const query = context.records.query(context.merchant.merchantId).where({ status: 'settled' });
  for (const t of await context.records.transactions(query.orderBy('created_at'))) {
    if (settledOn(t) === day) add(groups, t, field);
  }
  return xmlAnswer(200, 'settlement-batch-summary', {
    records: array(
      'record',
      [...groups.values()].map((group) => record(group, field)),
    ),
  });
}

function settledOn(t: Transaction): string | undefined {
  const event = t.history.findLast(({ status }) => status === 'settled');
  return event && dayOf(event.at);
}

function add(groups: Map<string, Group>, t: Transaction, field: string | undefined): void {
  const cardType = cardOf(t.instrument)?.cardType ?? '';
  const custom = field === undefined ? undefined : (t.customFields?.[field] ?? '');
  const name = [cardType, t.currency, t.type, t.merchantAccountId, custom].join('|');
  const { currency, type: kind, merchantAccountId } = t;
  const group = groups.get(name) ?? {
    cardType,
    currency,
    kind,
    merchantAccountId,
    custom,
    amount: 0,
    count: 0,
  };
  group.amount += t.amount;
  group.count += 1;
  groups.set(name, group);
}

function record(group: Group, field: string | undefined): XmlNode {
  return {
    kind: group.kind,
    cardType: group.cardType,
    merchantAccountId: group.merchantAccountId,
    currencyIsoCode: group.currency,
    count: String(group.count),
    amountSettled: writtenAmount(group.amount, group.currency),
    ...(field === undefined ? {} : { [field]: group.custom ?? '' }),
  };
}
