import { randomBytes } from 'node:crypto';
import { processorText } from '../../gateway/texts.js';
import { amountText, amountUnits } from '../amount.js';
import { type Answer, declineAnswer, transactionAnswer, validationAnswer } from '../answer.js';
import { type CardFacts, cardFacts } from '../card.js';
import type { Context } from '../context.js';
import type { Fields } from '../fields.js';
import { amountFate } from '../rules/amounts.js';
import { FIXED_NONCES } from '../rules/nonces.js';
import { invalid, type ValidationError } from '../rules/validation.js';
import { avsAnswer } from '../rules/verification.js';
import type { Status, Transaction } from '../transaction.js';
import type { XmlNode } from '../xml.js';

const NONCE_LIFE_MS = 3 * 3_600_000;
const SOURCES = [
  'moto',
  'recurring',
  'recurring_first',
  'unscheduled',
  'installment',
  'installment_first',
  '',
];
const SOFT = new Set([
  2000, 2001, 2002, 2003, 2016, 2025, 2026, 2034, 2035, 2038, 2040, 2042, 2046, 2048, 2057, 2062, 2078, 2080,
  2092, 2099, 3000,
]);

/** POST /transactions: a sale with a nonce, or with the card itself. */
export async function createTransaction(context: Context): Promise<Answer> {
  const request = context.body.under('transaction');
  const errors: ValidationError[] = [];
  const account =
    request.text('merchant_account_id') ?? Object.keys(context.merchant.merchantAccounts)[0] ?? '';
  const currency = context.merchant.merchantAccounts[account];
  if (!currency) errors.push(invalid(91513, 'merchant_account_id'));
  const type = request.text('type');
  if (type !== 'sale') errors.push(invalid(type ? 91523 : 91524, 'type'));
  const amount = readAmount(request, currency ?? 'USD', context, errors);
  if ((request.text('order_id') ?? '').length > 255) errors.push(invalid(91501, 'order_id'));
  if (!SOURCES.includes(request.text('transaction_source') ?? '')) {
    errors.push(invalid(915133, 'transaction_source'));
  }
  const method = await readMethod(request, context, errors);
  if (errors.length > 0 || !method || !currency) return validationAnswer(errors, echoed(request));

  const t = await decide(context, request, method, { amount, currency, account });
  if (method.nonce) await context.records.consumeNonce(method.nonce, context.now);
  await context.records.insert(t, context.now + context.indexDelayMs);
  const good = t.status === 'authorized' || t.status === 'submitted_for_settlement';
  return good ? transactionAnswer(201, t) : declineAnswer(t, echoed(request));
}

interface Method {
  readonly facts: CardFacts;
  /** To be consumed. */
  readonly nonce?: string;
  readonly effect?: 'declined' | 'failed' | 'risk';
}

function readAmount(request: Fields, currency: string, context: Context, errors: ValidationError[]): number {
  const text = request.text('amount');
  const units = amountUnits(text ?? '', currency);
  if (!text) errors.push(invalid(81502, 'amount'));
  else if (units === undefined) errors.push(invalid(81503, 'amount'));
  else if (units < 0) errors.push(invalid(81501, 'amount'));
  else if (units === 0) errors.push(invalid(81531, 'amount'));
  else if (units > context.merchant.rules.maximumAmount * 1000) errors.push(invalid(81528, 'amount'));
  return units ?? 0;
}

async function readMethod(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Promise<Method | undefined> {
  const method = await findMethod(request, context, errors);
  for (const { attribute, code } of method?.facts.faults ?? []) {
    errors.push(invalid(code, attribute, 'credit-card'));
  }
  return method;
}

async function findMethod(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Promise<Method | undefined> {
  const id = request.text('payment_method_nonce');
  const fixed = id ? FIXED_NONCES[id] : undefined;
  if (fixed) {
    const { number, effect } = fixed;
    if (effect === 'consumed') errors.push(invalid(91564, 'payment_method_nonce'));
    if (effect === 'luhn') errors.push(invalid(81715, 'number', 'credit-card'));
    const facts = cardFacts({ number, expirationMonth: '12', expirationYear: '2030' }, context.secret);
    return { facts, effect: effect === 'consumed' || effect === 'luhn' ? undefined : effect };
  }
  if (id) {
    const nonce = await context.records.nonce(context.merchant.merchantId, id);
    if (!nonce || context.now - nonce.createdAt > NONCE_LIFE_MS) {
      errors.push(invalid(91565, 'payment_method_nonce'));
      return undefined;
    }
    if (nonce.consumedAt !== null) errors.push(invalid(91564, 'payment_method_nonce'));
    return { facts: nonce.facts, nonce: id };
  }
  if (!request.has('credit_card')) {
    errors.push(invalid(91508, 'base'));
    return undefined;
  }
  const card = request.under('credit_card');
  const [month, year] = card.text('expiration_date')?.split('/') ?? [];
  const facts = cardFacts(
    {
      number: card.text('number'),
      cvv: card.text('cvv'),
      expirationMonth: month ?? card.text('expiration_month'),
      expirationYear: year ?? card.text('expiration_year'),
      cardholderName: card.text('cardholder_name'),
      postalCode: request.under('billing').text('postal_code'),
      streetAddress: request.under('billing').text('street_address'),
    },
    context.secret,
  );
  return { facts };
}

async function decide(
  context: Context,
  request: Fields,
  method: Method,
  terms: { amount: number; currency: string; account: string },
): Promise<Transaction> {
  const { facts } = method;
  const submit = request.under('options').flag('submit_for_settlement');
  const avs = avsAnswer(facts.postalCode, facts.streetAddress);
  const base = {
    id: randomBytes(6).toString('hex').slice(0, 8),
    merchantId: context.merchant.merchantId,
    type: 'sale' as const,
    amount: terms.amount,
    currency: terms.currency,
    merchantAccountId: terms.account,
    orderId: request.text('order_id'),
    source: request.text('transaction_source'),
    createdAt: context.now,
    updatedAt: context.now,
    card: facts,
    avs,
    refundIds: [],
    descriptor: { name: request.under('descriptor').text('name') },
  };
  const end = (more: Partial<Transaction>, ...statuses: Status[]): Transaction => ({
    ...base,
    ...more,
    status: statuses.at(-1) ?? 'failed',
    history: statuses.map((status) => ({ status, at: context.now })),
  });
  const reject = (rejection: string, more: Partial<Transaction> = {}): Transaction =>
    end({ rejection, ...more }, 'gateway_rejected');

  const original = await duplicateOf(context, base.orderId, facts, terms.amount);
  if (original) return reject('duplicate', { duplicateOf: original });
  if (facts.fate === 'fraud') return reject('fraud', { risk: 'Decline' });
  if (facts.fate === 'risk' || method.effect === 'risk') return reject('risk_threshold', { risk: 'Decline' });

  const fate = amountFate(terms.amount);
  const code = method.effect === 'declined' ? '2000' : method.effect === 'failed' ? '3000' : fate.code;
  const answered = { processorCode: code, processorText: code && processorText(code) };
  if (method.effect === 'declined' || fate.status === 'processor_declined') {
    const number = Number(code);
    const soft = SOFT.has(number) || (number > 2100 && number !== 2107 && number !== 2108);
    return end(
      { ...answered, processorType: soft ? 'soft_declined' : 'hard_declined' },
      'processor_declined',
    );
  }
  if (method.effect === 'failed' || fate.status === 'failed') {
    return end({ ...answered, processorType: 'soft_declined' }, 'failed');
  }
  if (fate.rejection) return reject(fate.rejection);

  const approved = {
    ...answered,
    processorType: 'approved' as const,
    authorizationCode: randomBytes(3).toString('hex').toUpperCase(),
    risk: facts.fate === 'review' ? 'Review' : undefined,
  };
  const rule = verificationRule(context, facts, avs.postalCode);
  if (rule) return reject(rule, approved);
  return submit ? end(approved, 'authorized', 'submitted_for_settlement') : end(approved, 'authorized');
}

function verificationRule(context: Context, facts: CardFacts, postalCode: string): string | undefined {
  const { rules } = context.merchant;
  const cvv = rules.cvv.some((match) => match === facts.cvv);
  const avs = rules.avs.some((match) => match === postalCode);
  if (cvv && avs) return 'avs_and_cvv';
  return cvv ? 'cvv' : avs ? 'avs' : undefined;
}

const ALIVE = ['authorized', 'submitted_for_settlement', 'settling', 'settled', 'voided'];

async function duplicateOf(
  context: Context,
  orderId: string | undefined,
  facts: CardFacts,
  amount: number,
): Promise<string | undefined> {
  const { rules, merchantId } = context.merchant;
  if (!rules.duplicates || rules.apiRequestKeys) return undefined;
  const query = context.records
    .query(merchantId)
    .where({ type: 'sale', amount, fingerprint: facts.fingerprint })
    .where({ expiry: `${facts.expirationMonth}/${facts.expirationYear}` })
    .where('created_at', '>', context.now - rules.duplicateWindow * 1000)
    .whereIn('status', ALIVE);
  if (orderId) query.where({ order_id: orderId });
  const [first] = await context.records.transactions(query.orderBy('created_at').limit(1));
  return first?.id;
}

/** What the answer repeats of the request: never the number nor the security code. */
function echoed(request: Fields): XmlNode {
  const units = amountUnits(request.text('amount') ?? '', 'USD');
  return {
    transaction: {
      amount: units === undefined ? (request.text('amount') ?? null) : amountText(units, 'USD'),
      orderId: request.text('order_id') ?? null,
      type: request.text('type') ?? null,
    },
  };
}
