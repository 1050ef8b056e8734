import { type Answer, blankAnswer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { type Searchable, seconds } from '../../criteria.js';
import { VALIDATION_TEXTS } from '../../rules/validation.js';
import { array, type XmlNode } from '../../xml.js';
import {
  type BankVerification,
  bankVerificationOf,
  bankVerificationsOf,
  bankVerificationXml,
  confirmDeposits,
} from './bank-verification.js';
import { customerOf } from './customer.js';

const ROOT = 'us-bank-account-verification';

export async function findBankVerification(context: Context): Promise<Answer> {
  const found = await bankVerificationOf(context, context.path[0] ?? '');
  return found ? xmlAnswer(200, ROOT, bankVerificationXml(found)) : blankAnswer(404);
}

/** PUT …/confirm_micro_transfer_amounts with `deposit_amounts` in cents. A refusal carries the verification too. */
export async function confirmBankVerification(context: Context): Promise<Answer> {
  const found = await bankVerificationOf(context, context.path[0] ?? '');
  if (!found) return blankAnswer(404);
  const given = context.body.under('us_bank_account_verification').list('deposit_amounts');
  const { verification, fault } = await confirmDeposits(context, found, given.map(Number));
  if (!fault) return xmlAnswer(200, ROOT, bankVerificationXml(verification));
  const message = VALIDATION_TEXTS[fault];
  const error: XmlNode = { code: String(fault), attribute: 'base', message };
  return xmlAnswer(422, 'api-error-response', {
    errors: { errors: array('error', []), usBankAccountVerification: { errors: array('error', [error]) } },
    params: '',
    message,
    usBankAccountVerification: bankVerificationXml(verification),
  });
}

interface Found {
  readonly one: BankVerification;
  readonly email?: string;
}

export const BANK_VERIFICATION_SEARCH: Searchable<Found> = {
  names: ['us-bank-account-verifications', ROOT],
  id: ({ one }) => one.id,
  createdAt: ({ one }) => one.createdAt,
  xml: (_context, { one }) => bankVerificationXml(one),
  all: async (context) => {
    const found: Found[] = [];
    for (const one of await bankVerificationsOf(context)) {
      found.push({ one, email: (await customerOf(context, one.customerId))?.email });
    }
    return found;
  },
  criteria: {
    id: { as: 'text', of: ({ one }) => [one.id] },
    ids: { as: 'list', of: ({ one }) => [one.id] },
    status: { as: 'list', of: ({ one }) => [one.status] },
    verification_method: { as: 'list', of: ({ one }) => [one.method] },
    account_holder_name: { as: 'text', of: ({ one }) => [one.account.accountHolderName] },
    account_number: {
      as: 'own',
      matches: ({ one }, operator, value) =>
        operator === 'ends_with' && one.account.last4.endsWith(value.slice(-4)) && value !== '',
    },
    account_type: { as: 'text', of: ({ one }) => [one.account.accountType] },
    routing_number: { as: 'text', of: ({ one }) => [one.account.routingNumber] },
    customer_email: { as: 'text', of: ({ email }) => [email] },
    customer_id: { as: 'text', of: ({ one }) => [one.customerId] },
    payment_method_token: { as: 'text', of: ({ one }) => [one.token] },
    created_at: { as: 'range', of: ({ one }) => Math.floor(one.createdAt / 1000), read: seconds },
  },
};
