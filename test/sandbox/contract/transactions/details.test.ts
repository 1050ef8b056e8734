// Looks for digits: a failure is never forgiven.
import { readdirSync, readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import braintree from 'braintree';
import t from 'tap';
import { startSandbox } from '../../../../lib/sandbox/sandbox.js';
import { type Loose, openBench } from '../bench.js';
import { sale } from './table.js';

const LEVEL = {
  purchaseOrderNumber: 'po-12',
  taxAmount: '1.23',
  taxExempt: true,
  shippingAmount: '2.00',
  shippingTaxAmount: '0.20',
  discountAmount: '0.50',
  shipsFromPostalCode: '60654',
};
const PLACE = {
  firstName: 'Ada',
  lastName: 'Byron',
  company: 'Lamps',
  streetAddress: '12 Linden',
  extendedAddress: 'Suite 7',
  locality: 'Chicago',
  region: 'IL',
  postalCode: '60654',
  countryName: 'United States of America',
};

/** What is said in the request, and what the transaction then shows. */
const KEPT: readonly (readonly [string, object, object])[] = [
  ['the order id', { orderId: 'o-1' }, { orderId: 'o-1' }],
  ['the longest order id', { orderId: 'x'.repeat(255) }, { orderId: 'x'.repeat(255) }],
  ['an order id with signs of XML', { orderId: `<a & "b">` }, { orderId: `<a & "b">` }],
  ['the channel', { channel: 'Hushpay' }, { channel: 'Hushpay' }],
  ['levels 2 and 3', LEVEL, LEVEL],
  [
    'the descriptor',
    { descriptor: { name: 'abc*lamps', phone: '3125551212', url: 'lamps.eu' } },
    { descriptor: { name: 'abc*lamps', phone: '3125551212', url: 'lamps.eu' } },
  ],
  [
    'the billing address',
    { billing: PLACE },
    { billing: { ...PLACE, countryCodeAlpha2: 'US', countryCodeAlpha3: 'USA', countryCodeNumeric: '840' } },
  ],
  [
    'the shipping address',
    { shipping: { ...PLACE, shippingMethod: 'ground' } },
    { shipping: { ...PLACE, shippingMethod: 'ground' } },
  ],
  [
    'the customer',
    { customer: { firstName: 'Ada', email: 'ada@example.com', phone: '1' } },
    { customer: { firstName: 'Ada', email: 'ada@example.com', phone: '1', id: null } },
  ],
  [
    'custom fields',
    { customFields: { colour: 'red', floorNumber: '3' } },
    { customFields: { colour: 'red', floorNumber: '3' } },
  ],
  ['no custom fields', {}, { customFields: '' }],
  ['the service fee', { serviceFeeAmount: '1.00' }, { serviceFeeAmount: '1.00' }],
  ['the product', { productSku: 'productsku01' }, { productSku: 'productsku01' }],
  ['an exemption', { scaExemption: 'low_value' }, { scaExemptionRequested: 'low_value' }],
  ['device data, unread', { deviceData: '{"device":"1"}' }, { status: 'authorized' }],
  [
    'risk data, unread',
    { riskData: { customerBrowser: 'Lynx', customerIp: '127.0.0.1' } },
    { status: 'authorized' },
  ],
  ['an external vault', { externalVault: { status: 'will_vault' } }, { status: 'authorized' }],
  [
    'a hotel',
    { industry: { industryType: 'lodging', data: { folioNumber: 'a1' } } },
    { status: 'authorized' },
  ],
  ['moto', { transactionSource: 'moto' }, { recurring: false }],
  [
    'recurring',
    { transactionSource: 'recurring' },
    { recurring: true, statusHistory: [{ transactionSource: 'recurring' }] },
  ],
  ['the first of a series', { transactionSource: 'recurring_first' }, { recurring: true }],
  ['unscheduled', { transactionSource: 'unscheduled' }, { recurring: false }],
  ['installment', { transactionSource: 'installment' }, { recurring: false }],
  ['estimated', { transactionSource: 'estimated' }, { status: 'authorized' }],
  [
    'an authentication elsewhere',
    { threeDSecurePassThru: { eciFlag: '05', cavv: 'c', xid: 'x', threeDSecureVersion: '1.0.2' } },
    { threeDSecureInfo: { eciFlag: '05', cavv: 'c', liabilityShifted: true } },
  ],
  ['the default account', {}, { merchantAccountId: 'shop_usd', currencyIsoCode: 'USD', amount: '10.00' }],
  ['euros', { merchantAccountId: 'shop_eur', amount: '9.5' }, { currencyIsoCode: 'EUR', amount: '9.50' }],
  [
    'yen, written with decimals',
    { merchantAccountId: 'shop_jpy', amount: '1500' },
    { currencyIsoCode: 'JPY', amount: '1500.00' },
  ],
  [
    'dinars, with three',
    { merchantAccountId: 'shop_kwd', amount: '1.234' },
    { currencyIsoCode: 'KWD', amount: '1.234' },
  ],
  [
    'a sale',
    {},
    {
      type: 'sale',
      createdAt: /Z$/,
      updatedAt: /Z$/,
      globalId: /\w+/,
      refundIds: [],
      disputes: [],
      paymentInstrumentType: 'credit_card',
    },
  ],
  [
    'the card, but its digits',
    { creditCard: { number: '378282246310005', expirationDate: '5/31', cvv: '1234', cardholderName: 'A' } },
    {
      cvvResponseCode: 'M',
      creditCard: {
        bin: '378282',
        last4: '0005',
        cardType: 'American Express',
        expirationMonth: '05',
        expirationYear: '2031',
        cardholderName: 'A',
        maskedNumber: '378282******0005',
      },
    },
  ],
];

t.test('given a sale with details', async (t) => {
  const bench = await openBench(t, {
    merchantAccounts: { shop_usd: 'USD', shop_eur: 'EUR', shop_jpy: 'JPY', shop_kwd: 'KWD' },
    rules: { duplicates: false, customFields: ['colour', 'floor_number'] },
  });
  const { sdk } = bench;
  for (const [what, request, shown] of KEPT) {
    t.test(`when it says ${what}, then the answer shows it, and a later find too`, async (t) => {
      const { success, transaction, message } = await sale(sdk, request);
      t.ok(success, message);
      t.match(transaction, shown);
      t.match(await sdk.transaction.find(transaction.id), shown);
    });
  }

  t.test('when there are line items, then they can be asked for', async (t) => {
    const item = {
      kind: 'debit',
      name: 'Lamp',
      quantity: '2',
      unitAmount: '4.5000',
      totalAmount: '9.00',
      taxAmount: '0.50',
      upcCode: '1',
      upcType: 'UPC-A',
    };
    const { transaction } = await sale(sdk, { lineItems: [item, { ...item, kind: 'credit', name: 'Bulb' }] });
    const items = await transaction.lineItems();
    t.match(items, [item, { kind: 'credit', name: 'Bulb' }]);
    t.same(await sdk.transactionLineItem.findAll((await sale(sdk)).transaction.id), []);
  });

  t.test('when it is to be kept in the vault, then customer and card are there', async (t) => {
    const { transaction } = await sale(sdk, {
      customer: { firstName: 'Kept' },
      billing: { postalCode: '60654' },
      shipping: { postalCode: '60601' },
      options: {
        storeInVault: true,
        addBillingAddressToPaymentMethod: true,
        storeShippingAddressInVault: true,
      },
    });
    const { token } = transaction.creditCard;
    t.match(await sdk.paymentMethod.find(token), { last4: '1111', billingAddress: { postalCode: '60654' } });
    const customer = await sdk.customer.find(transaction.customer.id);
    t.match(customer, { firstName: 'Kept', creditCards: [{ token }] });
    t.equal(customer.addresses.length, 2);
    const again = await sdk.transaction.sale({ amount: '5.00', paymentMethodToken: token });
    t.match(again.transaction, {
      status: 'authorized',
      creditCard: { token },
      customer: { id: customer.id, firstName: 'Kept' },
    });
    const byCustomer = await sdk.transaction.sale({ amount: '6.00', customerId: customer.id });
    t.equal(byCustomer.transaction.creditCard.token, token, 'the default of the customer');
  });
  t.test('when it is to be kept on success, then not after a decline', async (t) => {
    const options = { storeInVaultOnSuccess: true };
    t.equal((await sale(sdk, { amount: '2000.00', options })).transaction.creditCard.token, null);
    t.ok((await sale(sdk, { options })).transaction.creditCard.token);
  });
  t.test('when token and customer do not belong together, then 91516; without a card, 91511', async (t) => {
    const { token } = await bench.vaulted();
    const { customer } = await sdk.customer.create({});
    const refused = await sdk.transaction.sale({
      amount: '5.00',
      paymentMethodToken: token,
      customerId: customer.id,
    });
    t.equal(refused.errors.deepErrors()[0].code, '91516');
    const none = await sdk.transaction.sale({ amount: '5.00', customerId: customer.id });
    t.equal(none.errors.deepErrors()[0].code, '91511');
  });
});

t.test(
  'given a sandbox on disk and its log, when cards are charged and refused, then no number and no code is in either',
  async (t) => {
    const directory = t.testdir({});
    const lines: string[] = [];
    const sandbox = await startSandbox({ directory, log: (line) => lines.push(JSON.stringify(line)) });
    const { hostname, port } = new URL(sandbox.url);
    const sdk = new braintree.BraintreeGateway({
      environment: new braintree.Environment(hostname, port, '', true, hostname, port),
      ...sandbox.merchant,
      customHttpAgent: new Agent({ ca: sandbox.ca, keepAlive: false }),
    } as braintree.KeyGatewayConfig) as Loose;
    const cvv = '7319';
    const creditCard = { number: '371449635398431', cvv, expirationDate: '12/2031' };
    await sale(sdk, {
      creditCard: { ...creditCard },
      options: { storeInVault: true, submitForSettlement: true },
    });
    await sale(sdk, { creditCard: { ...creditCard }, amount: '2000.00' });
    await sale(sdk, { creditCard: { ...creditCard }, amount: 'x', orderId: 'y'.repeat(256) });
    await sdk.transaction
      .search((search: Loose) => search.creditCardNumber().is('371449635398431'))
      .ready?.();
    await sandbox.stop();
    t.ok(lines.length >= 3);
    t.notMatch(lines.join('\n'), /371449635398431|7319/);
    const files = readdirSync(directory).filter((name) => name.startsWith('sandbox.sqlite'));
    t.ok(files.length > 0);
    for (const file of files) {
      const bytes = readFileSync(join(directory, file)).toString('latin1');
      t.notMatch(bytes, /371449635398431/, file);
      t.notMatch(bytes, /"cvv":"7319"|"7319"/, file);
    }
  },
);

t.test(
  'given fixed transactions in the configuration, when the sandbox starts, then they are there',
  async (t) => {
    const { sdk } = await openBench(t, {
      transactions: [
        { id: 'fixed1', amount: '12.34', orderId: 'fixed-order' },
        {
          id: 'fixed2',
          amount: '20.00',
          status: 'settled',
          paymentMethodNonce: 'fake-valid-amex-nonce',
          createdAt: '2026-01-02T03:04:05Z',
        },
        { id: 'fixed3', amount: '30.00', type: 'credit', status: 'submitted_for_settlement' },
      ],
    });
    t.match(await sdk.transaction.find('fixed1'), {
      amount: '12.34',
      orderId: 'fixed-order',
      status: 'authorized',
    });
    t.match(await sdk.transaction.find('fixed2'), {
      status: 'settled',
      createdAt: '2026-01-02T03:04:05Z',
      creditCard: { cardType: 'American Express' },
    });
    t.match(await sdk.transaction.find('fixed3'), { type: 'credit', status: 'submitted_for_settlement' });
    t.ok((await sdk.transaction.refund('fixed2')).success);
  },
);
