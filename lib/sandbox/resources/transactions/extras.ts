import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { invalid, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import type { TransactionDetails } from '../../transaction.js';

const SOURCES = [
  'moto',
  'recurring',
  'recurring_first',
  'unscheduled',
  'installment',
  'installment_first',
  'estimated',
  '',
];
const EXEMPTIONS = ['low_value', 'secure_corporate', 'trusted_beneficiary', 'transaction_risk_analysis'];
const INDUSTRIES: Readonly<Record<string, ValidationCode>> = {
  lodging: 93402,
  travel_cruise: 93408,
  travel_flight: 93414,
};

/** Fields of one line each: order id, channel, purchase order, source, custom fields and the like. */
export function readExtras(request: Fields, context: Context, errors: ValidationError[]): TransactionDetails {
  const text = (name: string): string | undefined => request.text(name) || undefined;
  const refuse = (code: ValidationCode, attribute: string, ...path: string[]): void =>
    void errors.push(invalid(code, attribute, ...path));
  if ((text('order_id') ?? '').length > 255) refuse(91501, 'order_id');
  if ((text('channel') ?? '').length > 255) refuse(91550, 'channel');
  if ((text('purchase_order_number') ?? '').length > 17) refuse(91537, 'purchase_order_number');
  if (!/^[\x20-\x7e]*$/.test(text('purchase_order_number') ?? '')) refuse(91548, 'purchase_order_number');
  if (!SOURCES.includes(text('transaction_source') ?? '')) refuse(915133, 'transaction_source');
  if (!/^[\w-]{0,12}$/.test(text('product_sku') ?? '')) refuse(915202, 'product_sku');
  const exemption = text('sca_exemption');
  if (exemption && !EXEMPTIONS.includes(exemption)) refuse(915213, 'sca_exemption');
  postalCode(text('ships_from_postal_code'), (code) => refuse(code, 'ships_from_postal_code'));
  const account = request.under('options').under('credit_card').text('account_type');
  if (account && account !== 'credit' && account !== 'debit') {
    refuse(915184, 'account_type', 'options', 'credit-card');
  }
  riskData(request.under('risk_data'), (code, name) => refuse(code, name, 'risk-data'));
  industry(request, refuse);
  return {
    orderId: text('order_id'),
    channel: text('channel'),
    purchaseOrderNumber: text('purchase_order_number'),
    source: text('transaction_source') ?? (request.flag('recurring') ? 'recurring' : undefined),
    productSku: text('product_sku'),
    scaExemption: exemption,
    shipsFromPostalCode: text('ships_from_postal_code'),
    taxExempt: request.flag('tax_exempt'),
    customFields: customFields(request, context, errors),
    externalVault: externalVault(request, errors),
    deviceCaptured: text('device_data') ? true : undefined,
    achType: request
      .under('options')
      .under('us_bank_account')
      .text('ach_type') as TransactionDetails['achType'],
  };
}

function postalCode(value: string | undefined, refuse: (code: ValidationCode) => void): void {
  if (!value) return;
  if (value.replace(/[^A-Za-z0-9]/g, '').length > 9) refuse(915165);
  if (!/^[A-Za-z0-9 -]*$/.test(value)) refuse(915167);
}

function customFields(
  request: Fields,
  context: Context,
  errors: ValidationError[],
): Readonly<Record<string, string>> | undefined {
  if (!request.has('custom_fields')) return undefined;
  const given = request.under('custom_fields');
  const known = context.merchant.rules.customFields;
  const read: Record<string, string> = {};
  for (const name of given.names()) {
    const value = given.text(name) ?? '';
    if (!known.includes(name)) errors.push(invalid(91526, 'custom_fields'));
    else if (value.length > 255) errors.push(invalid(81527, 'custom_fields'));
    else read[name] = value;
  }
  return read;
}

function riskData(data: Fields, refuse: (code: ValidationCode, name: string) => void): void {
  const text = (name: string): string => data.text(name) ?? '';
  if (text('customer_device_id').length > 255) refuse(94702, 'customer_device_id');
  if (text('customer_tenure').length > 255) refuse(94706, 'customer_tenure');
  const zip = text('customer_location_zip');
  if (zip.replace(/[^A-Za-z0-9]/g, '').length > 9) refuse(94705, 'customer_location_zip');
  if (!/^[A-Za-z0-9 -]*$/.test(zip)) refuse(94703, 'customer_location_zip');
}

/** Industry data is checked for its kind and that there is some; it decides nothing and is not kept. */
function industry(
  request: Fields,
  refuse: (code: ValidationCode, attribute: string, ...path: string[]) => void,
): void {
  if (!request.has('industry')) return;
  const given = request.under('industry');
  const empty = INDUSTRIES[given.text('industry_type') ?? ''];
  if (!empty) refuse(93401, 'industry_type', 'industry');
  else if (given.under('data').names().length === 0) refuse(empty, 'base', 'industry');
}

function externalVault(request: Fields, errors: ValidationError[]): TransactionDetails['externalVault'] {
  if (!request.has('external_vault')) return undefined;
  const given = request.under('external_vault');
  const status = given.text('status') ?? '';
  const previousNetworkTransactionId = given.text('previous_network_transaction_id');
  if (status !== 'will_vault' && status !== 'vaulted')
    errors.push(invalid(915175, 'status', 'external-vault'));
  if (status === 'will_vault' && previousNetworkTransactionId) {
    errors.push(invalid(915177, 'status', 'external-vault'));
  }
  if (previousNetworkTransactionId && !/^[A-Za-z0-9]{9,15}$/.test(previousNetworkTransactionId)) {
    errors.push(invalid(915179, 'previous_network_transaction_id', 'external-vault'));
  }
  return { status, previousNetworkTransactionId };
}
