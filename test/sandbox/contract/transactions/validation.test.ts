// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { openBench } from '../bench.js';
import { places, sale } from './table.js';

const item = (more: object): object => ({
  kind: 'debit',
  name: 'Lamp',
  quantity: '1',
  unitAmount: '10.00',
  totalAmount: '10.00',
  ...more,
});
const long = (length: number): string => 'x'.repeat(length);
const card = (more: object): object => ({
  creditCard: { number: '4111111111111111', expirationDate: '12/2031', ...more },
});
const PASS = { eciFlag: '05', cavv: 'c', xid: 'x', threeDSecureVersion: '1.0.2' };

/** What is wrong with the request, the request, and where which codes stand. */
const FAULTS: readonly (readonly [string, object, readonly string[]])[] = [
  ['no amount', { amount: undefined }, ['amount 81502']],
  ['an empty amount', { amount: '' }, ['amount 81502']],
  ['an amount of words', { amount: 'ten' }, ['amount 81503']],
  ['an amount with a comma', { amount: '1,00' }, ['amount 81503']],
  ['too many decimals', { amount: '1.234' }, ['amount 81503']],
  ['a negative amount', { amount: '-1.00' }, ['amount 81501']],
  ['an amount of zero', { amount: '0.00' }, ['amount 81531']],
  ['an amount beyond the limit', { amount: '10000000000' }, ['amount 81528']],
  ['decimals in yen', { amount: '10.50', merchantAccountId: 'shop_jpy' }, ['amount 81503']],
  ['four decimals in dinars', { amount: '1.2345', merchantAccountId: 'shop_kwd' }, ['amount 81503']],
  ['an unknown merchant account', { merchantAccountId: 'none' }, ['merchantAccountId 91513']],
  ['a suspended merchant account', { merchantAccountId: 'shop_old' }, ['merchantAccountId 91514']],
  ['a long order id', { orderId: long(256) }, ['orderId 91501']],
  ['a long channel', { channel: long(256) }, ['channel 91550']],
  ['a long purchase order number', { purchaseOrderNumber: long(18) }, ['purchaseOrderNumber 91537']],
  ['a purchase order number beyond ASCII', { purchaseOrderNumber: 'ÄÖ' }, ['purchaseOrderNumber 91548']],
  ['an unknown source', { transactionSource: 'pigeon' }, ['transactionSource 915133']],
  ['an unknown custom field', { customFields: { shoeSize: '43' } }, ['customFields 91526']],
  ['a long custom field', { customFields: { colour: long(256) } }, ['customFields 81527']],
  ['a wrong product SKU', { productSku: 'product$ku!' }, ['productSku 915202']],
  ['an unknown exemption', { scaExemption: 'friendship' }, ['scaExemption 915213']],
  ['a negative tax', { taxAmount: '-1' }, ['taxAmount 81534']],
  ['a tax of words', { taxAmount: 'much' }, ['taxAmount 81535']],
  ['too large a tax', { taxAmount: '2147483648' }, ['taxAmount 81536']],
  ['a negative discount', { discountAmount: '-1' }, ['discountAmount 915160']],
  ['a discount of words', { discountAmount: 'some' }, ['discountAmount 915159']],
  ['too large a discount', { discountAmount: '2147483648' }, ['discountAmount 915161']],
  ['a negative shipping amount', { shippingAmount: '-1' }, ['shippingAmount 915163']],
  ['a shipping amount of words', { shippingAmount: 'a' }, ['shippingAmount 915162']],
  ['too large a shipping amount', { shippingAmount: '2147483648' }, ['shippingAmount 915164']],
  ['a long origin', { shipsFromPostalCode: '1234567890' }, ['shipsFromPostalCode 915165']],
  ['an origin with signs', { shipsFromPostalCode: '12%45' }, ['shipsFromPostalCode 915167']],
  ['a service fee of words', { serviceFeeAmount: 'a' }, ['serviceFeeAmount 91555']],
  ['a negative service fee', { serviceFeeAmount: '-1.00' }, ['serviceFeeAmount 91554']],
  ['a service fee above the amount', { serviceFeeAmount: '10.01' }, ['serviceFeeAmount 91556']],
  ['an unknown way to ship', { shipping: { shippingMethod: 'dove' } }, ['shipping.shippingMethod 915203']],
  [
    'an unknown account type',
    { options: { creditCard: { accountType: 'wd' } } },
    ['options.creditCard.accountType 915184'],
  ],
  ['a short descriptor', { descriptor: { name: 'abcd' } }, ['descriptor.name 92201']],
  [
    'a descriptor without three, seven or twelve letters',
    { descriptor: { name: 'abcd*product' } },
    ['descriptor.name 92201'],
  ],
  ['a long descriptor', { descriptor: { name: 'abc*12345678901234567890' } }, ['descriptor.name 92201']],
  ['a descriptor phone of words', { descriptor: { phone: 'call me now' } }, ['descriptor.phone 92202']],
  ['a short descriptor phone', { descriptor: { phone: '12345' } }, ['descriptor.phone 92202']],
  ['a long descriptor URL', { descriptor: { url: 'https://example.com' } }, ['descriptor.url 92206']],
  ['a billing country of nowhere', { billing: { countryName: 'Nowhere' } }, ['billing.countryName 91803']],
  ['a long billing street', { billing: { streetAddress: long(256) } }, ['billing.streetAddress 81812']],
  ['a billing postal code with signs', { billing: { postalCode: '$1234' } }, ['billing.postalCode 81813']],
  ['a long shipping postal code', { shipping: { postalCode: '1234567890' } }, ['shipping.postalCode 81809']],
  ['a customer with a wrong e-mail', { customer: { email: 'nobody' } }, ['customer.email 81604']],
  ['a customer with a long name', { customer: { firstName: long(256) } }, ['customer.firstName 81608']],
  ['an unknown customer', { customerId: 'nobody' }, ['customerId 91510']],
  ['nothing to pay with', { creditCard: undefined }, ['base 91508']],
  ['an unknown token', { creditCard: undefined, paymentMethodToken: 'none' }, ['paymentMethodToken 91518']],
  ['a token and a card', { paymentMethodToken: 'none' }, ['base 91515']],
  ['a number that fails the Luhn check', card({ number: '4111111111111112' }), ['creditCard.number 81715']],
  ['a short number', card({ number: '4111' }), ['creditCard.number 81716']],
  ['a number with letters', card({ number: '4111abcd11111111' }), ['creditCard.number 81715']],
  ['a number that is no test number', card({ number: '4242424242424242' }), ['creditCard.number 81717']],
  ['a short security code', card({ cvv: '12' }), ['creditCard.cvv 81707']],
  ['a security code of letters', card({ cvv: 'abc' }), ['creditCard.cvv 81707']],
  ['an Amex code of three digits', card({ number: '378282246310005', cvv: '123' }), ['creditCard.cvv 81707']],
  ['no expiry', card({ expirationDate: undefined }), ['creditCard.expirationDate 81709']],
  ['a wrong expiry', card({ expirationDate: '13/2031' }), ['creditCard.expirationDate 81710']],
  [
    'a wrong month',
    card({ expirationDate: undefined, expirationMonth: '14', expirationYear: '2031' }),
    ['creditCard.expirationMonth 81712'],
  ],
  [
    'a wrong year',
    card({ expirationDate: undefined, expirationMonth: '12', expirationYear: 'x' }),
    ['creditCard.expirationYear 81713'],
  ],
  ['a long name on the card', card({ cardholderName: long(256) }), ['creditCard.cardholderName 81723']],
  ['a long device id', { riskData: { customerDeviceId: long(256) } }, ['riskData.customerDeviceId 94702']],
  [
    'a risk zip with signs',
    { riskData: { customerLocationZip: '$1' } },
    ['riskData.customerLocationZip 94703'],
  ],
  [
    'a long risk zip',
    { riskData: { customerLocationZip: '1234567890' } },
    ['riskData.customerLocationZip 94705'],
  ],
  [
    'an unknown industry',
    { industry: { industryType: 'zoo', data: { folioNumber: '1' } } },
    ['industry.industryType 93401'],
  ],
  ['an empty hotel', { industry: { industryType: 'lodging' } }, ['industry.base 93402']],
  ['an unknown external vault', { externalVault: { status: 'bank' } }, ['externalVault.status 915175']],
  [
    'an external vault of the future with a past',
    { externalVault: { status: 'will_vault', previousNetworkTransactionId: '123456789012345' } },
    ['externalVault.status 915177'],
  ],
  [
    'a wrong network transaction id',
    { externalVault: { status: 'vaulted', previousNetworkTransactionId: 'bad$' } },
    ['externalVault.previousNetworkTransactionId 915179'],
  ],
  [
    '3D Secure without an ECI',
    { threeDSecurePassThru: { ...PASS, eciFlag: '' } },
    ['threeDSecurePassThru.eciFlag 915113'],
  ],
  [
    '3D Secure with a wrong ECI',
    { threeDSecurePassThru: { ...PASS, eciFlag: 'bad' } },
    ['threeDSecurePassThru.eciFlag 915114'],
  ],
  [
    '3D Secure without CAVV and XID',
    { threeDSecurePassThru: { eciFlag: '05', threeDSecureVersion: '1.0.2' } },
    ['threeDSecurePassThru.cavv 915116', 'threeDSecurePassThru.xid 915115'],
  ],
  [
    '3D Secure of a wrong version',
    { threeDSecurePassThru: { ...PASS, threeDSecureVersion: 'new' } },
    ['threeDSecurePassThru.threeDSecureVersion 915119'],
  ],
  [
    '3D Secure with wrong answers',
    {
      threeDSecurePassThru: {
        ...PASS,
        authenticationResponse: 'asdf',
        directoryResponse: 'abc',
        cavvAlgorithm: 'bad',
      },
    },
    [
      'threeDSecurePassThru.authenticationResponse 915120',
      'threeDSecurePassThru.cavvAlgorithm 915122',
      'threeDSecurePassThru.directoryResponse 915121',
    ],
  ],
  ['too many line items', { lineItems: Array.from({ length: 250 }, () => item({})) }, ['lineItems 915157']],
  ['a line item of no kind', { lineItems: [item({ kind: undefined })] }, ['lineItems.index0.kind 95808']],
  [
    'a second line item of a wrong kind',
    { lineItems: [item({}), item({ kind: 'gift' })] },
    ['lineItems.index1.kind 95807'],
  ],
  ['a line item without a name', { lineItems: [item({ name: undefined })] }, ['lineItems.index0.name 95822']],
  [
    'a long line item',
    { lineItems: [item({ name: long(128), description: long(128) })] },
    ['lineItems.index0.description 95803', 'lineItems.index0.name 95823'],
  ],
  [
    'line item codes that are too long',
    { lineItems: [item({ commodityCode: long(13), unitOfMeasure: long(13), productCode: long(128) })] },
    [
      'lineItems.index0.commodityCode 95801',
      'lineItems.index0.productCode 95809',
      'lineItems.index0.unitOfMeasure 95821',
    ],
  ],
  [
    'a line item without its amounts',
    { lineItems: [item({ quantity: undefined, unitAmount: undefined, totalAmount: undefined })] },
    [
      'lineItems.index0.quantity 95811',
      'lineItems.index0.totalAmount 95814',
      'lineItems.index0.unitAmount 95818',
    ],
  ],
  [
    'a line item with amounts of words',
    { lineItems: [item({ quantity: 'a', unitAmount: 'b', totalAmount: 'c' })] },
    [
      'lineItems.index0.quantity 95810',
      'lineItems.index0.totalAmount 95813',
      'lineItems.index0.unitAmount 95817',
    ],
  ],
  [
    'a line item with amounts too large',
    { lineItems: [item({ quantity: '2147483648', unitAmount: '2147483648', totalAmount: '2147483648' })] },
    [
      'lineItems.index0.quantity 95812',
      'lineItems.index0.totalAmount 95815',
      'lineItems.index0.unitAmount 95819',
    ],
  ],
  [
    'a line item for nothing',
    { lineItems: [item({ unitAmount: '0', totalAmount: '0' })] },
    ['lineItems.index0.totalAmount 95816', 'lineItems.index0.unitAmount 95820'],
  ],
  [
    'a line item with negative tax and discount',
    { lineItems: [item({ taxAmount: '-1', unitTaxAmount: '-1', discountAmount: '-1' })] },
    [
      'lineItems.index0.discountAmount 95806',
      'lineItems.index0.taxAmount 95829',
      'lineItems.index0.unitTaxAmount 95826',
    ],
  ],
  [
    'a UPC without its type',
    { lineItems: [item({ upcCode: '042100005264' })] },
    ['lineItems.index0.upcType 95832'],
  ],
  [
    'a UPC type without a code',
    { lineItems: [item({ upcType: 'UPC-A' })] },
    ['lineItems.index0.upcCode 95830'],
  ],
  [
    'an unknown UPC type',
    { lineItems: [item({ upcCode: '1', upcType: 'UPC-9' })] },
    ['lineItems.index0.upcType 95833'],
  ],
  [
    'much at once',
    {
      amount: '-5',
      orderId: long(256),
      transactionSource: 'pigeon',
      ...card({ number: '4111111111111112', cvv: '1' }),
      descriptor: { name: 'x' },
      lineItems: [item({ kind: 'gift' })],
    },
    [
      'amount 81501',
      'creditCard.cvv 81707',
      'creditCard.number 81715',
      'descriptor.name 92201',
      'lineItems.index0.kind 95807',
      'orderId 91501',
      'transactionSource 915133',
    ],
  ],
];

t.test('given a request that is faulty, when it is sent', async (t) => {
  const { sdk, sandbox } = await openBench(t, {
    merchantAccounts: { shop_usd: 'USD', shop_jpy: 'JPY', shop_kwd: 'KWD', shop_old: 'USD' },
    suspendedAccounts: ['shop_old'],
    rules: { customFields: ['colour'] },
  });

  for (const [what, request, wanted] of FAULTS) {
    t.test(`with ${what}, then ${wanted.join(', ')}`, async (t) => {
      const answer = await sale(sdk, request);
      t.equal(answer.success, false);
      t.same(places(answer), [...wanted].sort());
      t.equal(answer.message.split('\n').length, wanted.length, 'a message for each');
      t.notOk(answer.transaction, 'nothing is made');
      t.notMatch(JSON.stringify(answer.params ?? {}), /\d{12,}|"cvv"/, 'the card is not repeated');
    });
  }

  t.test('then nothing of it is kept', async (t) => {
    t.same(await sandbox.transactions(), []);
  });

  for (const [name, request] of [
    ['installments', { installments: { count: '4' } }],
    ['paypal_account', { creditCard: undefined, paypalAccount: { payerId: 'x' } }],
    ['apple_pay_card', { creditCard: undefined, applePayCard: { number: '4111111111111111' } }],
    ['android_pay_card', { creditCard: undefined, androidPayCard: { number: '4111111111111111' } }],
    ['shared_payment_method_token', { creditCard: undefined, sharedPaymentMethodToken: 'x' }],
    ['transfer', { transfer: { type: 'wallet_transfer' } }],
    ['payment_facilitator', { paymentFacilitator: { paymentFacilitatorId: '1' } }],
    ['amex_rewards', { options: { amexRewards: { points: '100' } } }],
    ['exchange_rate_quote_id', { exchangeRateQuoteId: 'x' }],
  ] as const) {
    t.test(`with ${name}, which the sandbox does not support, then it says so by name`, async (t) => {
      const answer = await sale(sdk, request);
      t.match(answer, { success: false, message: new RegExp(`local sandbox does not support .*${name}`) });
      t.notOk(answer.transaction);
    });
  }
});
