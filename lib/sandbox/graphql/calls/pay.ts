import type { Context } from '../../context.js';
import { createTransaction } from '../../resources/transactions/create.js';
import { codeOf, takeCvv } from '../../resources/vault/cvv.js';
import { methodOf } from '../../resources/vault/methods.js';
import { legacyIdOf, readGlobalId } from '../ids.js';
import { transactionById } from '../nodes/transactions.js';
import { accepted, invalidInput } from '../refusal.js';
import { type AddressInput, addressBody } from './address.js';
import { given, mutation, through } from './call.js';

/** The input type TransactionInput, as far as it is read here by name. */
export interface TransactionInput {
  readonly [name: string]: unknown;
  readonly amount?: string;
  readonly customFields?: readonly { readonly name: string; readonly value: string }[];
  readonly tax?: { readonly taxAmount?: string; readonly taxExempt?: boolean };
  readonly shipping?: {
    readonly shippingAddress?: AddressInput;
    readonly shippingAmount?: string;
    readonly shippingTaxAmount?: string;
    readonly shipsFromPostalCode?: string;
  };
  readonly lineItems?: readonly Record<string, unknown>[];
  readonly customerDetails?: { readonly email?: string; readonly phoneNumber?: string };
  readonly vaultPaymentMethodAfterTransacting?: { readonly when: string };
  readonly riskData?: Record<string, unknown>;
}

interface CardOptions {
  readonly billingAddress?: AddressInput;
  readonly acceptPartialAuthorization?: boolean;
  readonly tokenizedCvvPaymentMethodId?: string;
}

interface PayInput {
  readonly paymentMethodId: string;
  readonly transaction: TransactionInput;
  readonly options?: CardOptions;
}

const SOURCES: Readonly<Record<string, string>> = {
  MOTO: 'moto',
  RECURRING: 'recurring',
  RECURRING_FIRST: 'recurring_first',
  UNSCHEDULED: 'unscheduled',
  ESTIMATED: 'estimated',
  INSTALLMENT: 'installment',
  INSTALLMENT_FIRST: 'installment_first',
};
/** Of the field that `paymentInitiator` replaced. */
const RECURRING: Readonly<Record<string, string>> = {
  FIRST: 'recurring_first',
  SUBSEQUENT: 'recurring',
  UNSCHEDULED: 'unscheduled',
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What is given about a transaction, as a request of the XML interface says it. */
export function transactionBody(input: TransactionInput): Record<string, unknown> {
  const { tax, shipping, lineItems, customerDetails, customFields, customerId } = input;
  const plain = [
    'amount',
    'merchantAccountId',
    'orderId',
    'purchaseOrderNumber',
    'channel',
    'discountAmount',
    'surchargeAmount',
    'descriptor',
  ];
  return given({
    ...Object.fromEntries(plain.map((name) => [snake(name), input[name]])),
    customer_id: customerId === undefined ? undefined : legacyIdOf(String(customerId), 'customer'),
    transaction_source: SOURCES[String(input.paymentInitiator)] ?? RECURRING[String(input.recurring)],
    custom_fields: customFields && Object.fromEntries(customFields.map(({ name, value }) => [name, value])),
    tax_amount: tax?.taxAmount,
    tax_exempt: tax?.taxExempt,
    shipping: addressBody(shipping?.shippingAddress),
    shipping_amount: shipping?.shippingAmount,
    shipping_tax_amount: shipping?.shippingTaxAmount,
    ships_from_postal_code: shipping?.shipsFromPostalCode,
    line_items: lineItems?.map((item) =>
      given({
        ...Object.fromEntries(Object.entries(item).map(([name, value]) => [snake(name), value])),
        kind: String(item.kind).toLowerCase(),
      }),
    ),
    customer: customerDetails && given({ email: customerDetails.email, phone: customerDetails.phoneNumber }),
    device_data: input.riskData?.deviceData,
  });
}

/** Charges or authorises; a decline is a transaction too, and no error. */
const paying = (submit: boolean) =>
  mutation<PayInput>(async ({ paymentMethodId, transaction, options = {} }, context) => {
    const vault = transaction.vaultPaymentMethodAfterTransacting?.when;
    const cvvId = options.tokenizedCvvPaymentMethodId;
    const match = cvvId === undefined ? undefined : await takeCvv(context, cvvId);
    const cvv = match && codeOf(match);
    if (cvvId !== undefined && cvv === undefined) {
      throw invalidInput(91565, 'options', 'tokenizedCvvPaymentMethodId');
    }
    const body = {
      ...transactionBody(transaction),
      ...(await payer(context, paymentMethodId)),
      ...given({
        type: 'sale',
        billing: addressBody(options.billingAddress),
        accept_partial_authorization: options.acceptPartialAuthorization,
        credit_card: cvv && { cvv },
      }),
      options: given({
        submit_for_settlement: submit,
        store_in_vault: vault === 'ALWAYS' ? true : undefined,
        store_in_vault_on_success: vault === 'ON_SUCCESSFUL_TRANSACTION' ? true : undefined,
      }),
    };
    const { transaction: made } = accepted(
      await through(createTransaction, context, { body: { transaction: body } }),
      'transaction',
    );
    return { transaction: await transactionById(context, made?.id) };
  });

/** A payment method of the vault by its global or legacy id, otherwise a single-use one. */
async function payer(context: Context, id: string): Promise<Record<string, string>> {
  const token = legacyIdOf(id, 'paymentmethod');
  const vaulted = readGlobalId(id)?.noun === 'paymentmethod' || (await methodOf(context, token));
  return vaulted ? { payment_method_token: token } : { payment_method_nonce: id };
}

export const charge = paying(true);
export const authorise = paying(false);
