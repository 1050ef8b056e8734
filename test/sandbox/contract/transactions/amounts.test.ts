import t from 'tap';
import { openBench } from '../bench.js';
import { course, sale, saleBy } from './table.js';

const DECLINES: readonly (readonly [number, string, 'soft_declined' | 'hard_declined'])[] = [
  [2000, 'Do Not Honor', 'soft_declined'],
  [2001, 'Insufficient Funds', 'soft_declined'],
  [2002, 'Limit Exceeded', 'soft_declined'],
  [2003, "Cardholder's Activity Limit Exceeded", 'soft_declined'],
  [2004, 'Expired Card', 'hard_declined'],
  [2005, 'Invalid Credit Card Number', 'hard_declined'],
  [2006, 'Invalid Expiration Date', 'hard_declined'],
  [2007, 'No Account', 'hard_declined'],
  [2010, 'Card Issuer Declined CVV', 'hard_declined'],
  [2012, 'Processor Declined - Possible Lost Card', 'hard_declined'],
  [2014, 'Processor Declined - Fraud Suspected', 'hard_declined'],
  [2015, 'Transaction Not Allowed', 'hard_declined'],
  [2016, 'Duplicate Transaction', 'soft_declined'],
  [2019, 'Invalid Transaction', 'hard_declined'],
  [2025, 'Set Up Error - Merchant', 'soft_declined'],
  [2038, 'Processor Declined', 'soft_declined'],
  [2044, 'Declined - Call Issuer', 'hard_declined'],
  [2046, 'Declined', 'soft_declined'],
  [2047, 'Call Issuer. Pick Up Card', 'hard_declined'],
  [2052, 'Invalid Level III Purchase', 'hard_declined'],
  [2053, 'Card reported as lost or stolen', 'hard_declined'],
  [2057, 'Issuer or Cardholder has put a restriction on the card', 'soft_declined'],
  [2069, 'PayPal Blocking Duplicate Order IDs', 'hard_declined'],
  [2092, 'No Data Found - Try Another Verification Method', 'soft_declined'],
  [2099, 'Cardholder Authentication Required', 'soft_declined'],
  [2101, 'Additional authorization required', 'soft_declined'],
  [2106, 'Cannot Authorize at this time (Policy)', 'soft_declined'],
  [2107, 'Card Not Activated', 'hard_declined'],
  [2108, 'Closed Card', 'hard_declined'],
  [2109, 'Processor Declined', 'soft_declined'],
  [2999, 'Processor Declined', 'soft_declined'],
];

const AUTHORISED = [
  '0.01',
  '1999.99',
  '3001.00',
  '4000.99',
  '4001.00',
  '4002.00',
  '5000.99',
  '5001.01',
  '5001.02',
  '5002.00',
  '9999.99',
];

const SETTLED: readonly (readonly [string, string, string, string])[] = [
  ['1999.99', 'settled', '4000', 'Settled'],
  ['4000.99', 'settled', '4000', 'Settled'],
  ['4001.00', 'settlement_declined', '4001', 'Settlement Declined'],
  ['4001.99', 'settlement_declined', '4001', 'Settlement Declined'],
  ['4002.00', 'settlement_pending', '4002', 'Settlement Pending'],
  ['4002.99', 'settlement_pending', '4002', 'Settlement Pending'],
  ['4003.00', 'settlement_declined', '4003', 'Already Captured'],
  ['4004.50', 'settlement_declined', '4004', 'Already Refunded'],
  ['5000.99', 'settlement_declined', '5000', 'Settlement Declined'],
  ['5001.01', 'settled', '4000', 'Settled'],
  ['5001.02', 'settlement_declined', '3000', 'Processor Network Unavailable - Try Again'],
  ['5002.00', 'settled', '4000', 'Settled'],
];

t.test('given the documented test amounts', async (t) => {
  const { sdk } = await openBench(t, { rules: { duplicates: false } });

  for (const [code, text, type] of DECLINES) {
    t.test(`when ${code}.00 is charged, then it is declined: ${text}, ${type}`, async (t) => {
      const answer = await sale(sdk, { amount: `${code}.00` });
      t.match(answer, {
        success: false,
        message: text,
        transaction: {
          status: 'processor_declined',
          processorResponseCode: String(code),
          processorResponseText: text,
          processorResponseType: type,
          additionalProcessorResponse: `${code} : ${text}`,
        },
      });
      t.same(course(answer.transaction), ['processor_declined']);
      t.same(answer.errors.deepErrors(), [], 'a decline is no validation error');
    });
  }

  for (const amount of AUTHORISED) {
    t.test(`when ${amount} is charged, then it is authorised`, async (t) => {
      const { success, transaction } = await sale(sdk, { amount });
      t.ok(success);
      t.match(transaction, {
        status: 'authorized',
        amount,
        processorResponseCode: '1000',
        processorResponseText: 'Approved',
        processorResponseType: 'approved',
        networkResponseCode: '00',
        processorAuthorizationCode: /^[0-9A-F]{6}$/,
        networkTransactionId: /\w+/,
      });
    });
  }

  t.test('when 3000.00 is charged, then the processor is not there', async (t) => {
    t.match(await sale(sdk, { amount: '3000.50' }), {
      success: false,
      transaction: { status: 'failed', processorResponseCode: '3000', networkResponseCode: '91' },
    });
  });

  t.test('when 5001.00 is charged, then the gateway rejects it', async (t) => {
    t.match(await sale(sdk, { amount: '5001.00' }), {
      success: false,
      message: 'Gateway Rejected: application_incomplete',
      transaction: { status: 'gateway_rejected', gatewayRejectionReason: 'application_incomplete' },
    });
  });

  t.test('when 5001.01 is charged to PayPal, then it is declined with 2038', async (t) => {
    const { transaction } = await saleBy(sdk, 'fake-paypal-one-time-nonce', { amount: '5001.01' });
    t.match(transaction, { status: 'processor_declined', processorResponseCode: '2038' });
  });

  t.test('when 1004.00 is charged and a part accepted, then half is authorised', async (t) => {
    const { success, transaction } = await sale(sdk, { amount: '1004.00', acceptPartialAuthorization: true });
    t.ok(success);
    t.match(transaction, {
      status: 'authorized',
      amount: '502.00',
      partiallyAuthorized: true,
      processorResponseCode: '1004',
      processorResponseText: 'Approved for Partial Amount',
    });
  });

  t.test('when 1004.00 is charged and no part accepted, then all is authorised', async (t) => {
    const { transaction } = await sale(sdk, { amount: '1004.00' });
    t.match(transaction, { amount: '1004.00', partiallyAuthorized: false, processorResponseCode: '1000' });
  });

  for (const [amount, status, code, text] of SETTLED) {
    t.test(`when ${amount} settles, then it is ${status}, ${code}`, async (t) => {
      const { transaction } = await sale(sdk, { amount, options: { submitForSettlement: true } });
      await sdk.testing.settle(transaction.id);
      t.match(await sdk.transaction.find(transaction.id), {
        status,
        processorSettlementResponseCode: code,
        processorSettlementResponseText: text,
      });
    });
  }
});

t.test(
  'given test amounts that decide about bank accounts only, when a card settles, then it settles',
  async (t) => {
    const { sdk } = await openBench(t, { rules: { settlementAmounts: ['us_bank_account'] } });
    const { transaction } = await sale(sdk, { amount: '4001.00', options: { submitForSettlement: true } });
    await sdk.testing.settle(transaction.id);
    t.match(await sdk.transaction.find(transaction.id), { status: 'settled' });
  },
);
