import { amountUnits } from '../../amount.js';
import { transactionAnswer, xmlAnswer } from '../../answer.js';
import type { Fields } from '../../fields.js';
import { amountFate } from '../../rules/amounts.js';
import { isSoft } from '../../rules/responses.js';
import type { ValidationCode } from '../../rules/validation.js';
import type { Transaction } from '../../transaction.js';
import { array, type XmlNode } from '../../xml.js';
import { become, onTransaction, refuse } from './change.js';

export const findTransaction = onTransaction((_context, t) => ({
  ...transactionAnswer(200, t),
  executed: false,
}));

/** GET …/line_items: they are not part of the transaction's own answer. */
export const lineItems = onTransaction((_context, t) =>
  xmlAnswer(
    200,
    'line-items',
    array(
      'line-item',
      (t.lineItems ?? []).map((item) => item as XmlNode),
    ),
  ),
);

export const voidTransaction = onTransaction((context, t) =>
  ['authorized', 'submitted_for_settlement', 'settlement_pending'].includes(t.status)
    ? become(context, t, 'voided')
    : refuse(91504),
);

/** A new amount of an authorisation, more or less than the present one. The test amounts decline it. */
export const adjustAuthorization = onTransaction((context, t) => {
  if (t.status !== 'authorized') return refuse(915218);
  if (!context.merchant.rules.adjustments) return refuse(915222);
  if (t.type !== 'sale' || t.instrument.kind === 'us_bank_account') return refuse(915219);
  const amount = readAmount(context.body.under('transaction'), t);
  if ('fault' in amount) return refuse(amount.fault, 'amount');
  if (amount.units === 0) return refuse(95605, 'amount');
  if (amount.units === t.amount) return refuse(95606);
  const fate = amountFate(amount.units, t.instrument.kind);
  const success = fate.status === 'authorized';
  const adjustment = { amount: amount.units - t.amount, at: context.now, success, code: fate.code ?? '' };
  t.adjustments = [...t.adjustments, adjustment];
  if (success) t.amount = amount.units;
  t.updatedAt = context.now;
  return context.records
    .update(t)
    .then(() => (success ? transactionAnswer(200, t) : refuse(isSoft(fate.code ?? '') ? 95603 : 95602)));
});

function readAmount(request: Fields, t: Transaction): { units: number } | { fault: ValidationCode } {
  const text = request.text('amount');
  if (!text) return { fault: 81502 };
  const units = amountUnits(text, t.currency);
  if (units === undefined) return { fault: 81503 };
  return units < 0 ? { fault: 81501 } : { units };
}

/** Escrow belongs to Braintree's marketplace, which is closed to new merchants: nothing is ever held here. */
export const holdInEscrow = onTransaction(() => refuse(91560));
export const releaseFromEscrow = onTransaction(() => refuse(91561));
export const cancelRelease = onTransaction(() => refuse(91562));
