import type { Address } from '../../address.js';
import { amountUnits } from '../../amount.js';
import { type Criteria, type Criterion, seconds } from '../../criteria.js';
import { cardOf, fingerprintOf } from '../../instrument.js';
import type { Customer, Status, Transaction } from '../../transaction.js';

type One = Criterion<Transaction>;

type Values = string | readonly string[] | undefined;
const values = (given: Values): readonly string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;
const text = (of: (t: Transaction) => Values): One => ({ as: 'text', of: (t) => values(of(t)) });
const list = (of: (t: Transaction) => Values): One => ({ as: 'list', of: (t) => values(of(t)) });
/** To the second, as the answers tell times; what never happened fits no range. */
const time = (of: (t: Transaction) => number | undefined): One => ({
  as: 'range',
  of: (t) => Math.floor((of(t) ?? Number.NaN) / 1000),
  read: seconds,
});
const since = (status: Status): One =>
  time((t) => t.history.findLast((event) => event.status === status)?.at);
const none = list(() => undefined);
const never = time(() => undefined);

const PARTS: readonly (readonly [string, keyof Address])[] = [
  ['company', 'company'],
  ['country_name', 'countryName'],
  ['extended_address', 'extendedAddress'],
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['locality', 'locality'],
  ['postal_code', 'postalCode'],
  ['region', 'region'],
  ['street_address', 'streetAddress'],
];

const address = (name: 'billing' | 'shipping'): Criteria<Transaction> =>
  Object.fromEntries(
    PARTS.map(([part, key]) => [`${name}_${part}`, text((t) => t[name]?.[key] as string | undefined)]),
  );

const CUSTOMER: readonly (readonly [string, keyof Customer])[] = [
  ['company', 'company'],
  ['email', 'email'],
  ['fax', 'fax'],
  ['first_name', 'firstName'],
  ['id', 'id'],
  ['last_name', 'lastName'],
  ['phone', 'phone'],
  ['website', 'website'],
];

const customer: Criteria<Transaction> = Object.fromEntries(
  CUSTOMER.map(([part, key]) => [`customer_${part}`, text((t) => t.customer?.[key] as string | undefined)]),
);

const paypal = (t: Transaction): { readonly payerEmail: string } | undefined =>
  t.instrument.kind === 'paypal_account' ? t.instrument : undefined;

/**
 * Every criterion of the SDK's TransactionSearch but `refund` and `credit_card_number`, which compare in ways of
 * their own. What this sandbox never has (stores, debit networks, disbursements) fits no transaction.
 */
export const TRANSACTION_CRITERIA: Criteria<Transaction> = {
  ...address('billing'),
  ...address('shipping'),
  ...customer,
  id: text((t) => t.id),
  ids: list((t) => t.id),
  order_id: text((t) => t.orderId),
  currency: text((t) => t.currency),
  settlement_batch_id: text((t) => t.settlementBatchId),
  processor_authorization_code: text((t) => t.authorizationCode),
  payment_method_token: text((t) => t.token),
  credit_card_cardholder_name: text((t) => cardOf(t.instrument)?.cardholderName),
  credit_card_unique_identifier: text((t) => cardOf(t.instrument) && fingerprintOf(t.instrument)),
  credit_card_expiration_date: text((t) => {
    const card = cardOf(t.instrument);
    return card && `${card.expirationMonth}/${card.expirationYear}`;
  }),
  paypal_payer_email: text((t) => paypal(t)?.payerEmail),
  paypal_payment_id: text((t) => paypal(t) && `PAY-${t.id}`),
  paypal_authorization_id: text((t) => paypal(t) && `auth_${t.id}`),
  acquirer_reference_number: text(() => undefined),
  sepa_debit_paypal_v2_order_id: text(() => undefined),
  store_id: text(() => undefined),
  store_ids: none,
  debit_network: none,
  reason_code: none,
  ach_type: list((t) => t.achType),
  created_using: list((t) => t.createdUsing),
  credit_card_card_type: list((t) => cardOf(t.instrument)?.cardType),
  credit_card_customer_location: list((t) => cardOf(t.instrument) && 'us'),
  merchant_account_id: list((t) => t.merchantAccountId),
  payment_instrument_type: list((t) => t.instrument.kind),
  source: list((t) => t.history.map((event) => event.source)),
  status: list((t) => t.status),
  type: list((t) => t.type),
  user: list((t) => t.merchantId),
  amount: { as: 'range', of: (t) => t.amount, read: (value) => amountUnits(value, 'KWD') ?? Number.NaN },
  created_at: time((t) => t.createdAt),
  authorized_at: since('authorized'),
  authorization_expired_at: since('authorization_expired'),
  failed_at: since('failed'),
  gateway_rejected_at: since('gateway_rejected'),
  processor_declined_at: since('processor_declined'),
  settled_at: since('settled'),
  submitted_for_settlement_at: since('submitted_for_settlement'),
  voided_at: since('voided'),
  dispute_date: time((t) => {
    const received = t.disputes?.at(-1)?.receivedDate;
    return typeof received === 'string' ? Date.parse(received) : undefined;
  }),
  disbursement_date: never,
  ach_return_responses_created_at: time((t) => t.returned?.at),
};
