import t from 'tap';
import { codes, openBench } from '../bench.js';
import { course, sale, settledSale } from './table.js';

t.test('given the testing transitions', async (t) => {
  const bench = await openBench(t, { rules: { duplicates: false } });
  const { sdk } = bench;
  const submit = { options: { submitForSettlement: true } };

  for (const [step, status, code] of [
    ['settle', 'settled', '4000'],
    ['settlementConfirm', 'settlement_confirmed', ''],
    ['settlementDecline', 'settlement_declined', '4001'],
    ['settlementPending', 'settlement_pending', '4002'],
  ] as const) {
    t.test(`when ${step} is called, then the transaction is ${status}`, async (t) => {
      const { transaction } = await sale(sdk, submit);
      await sdk.testing[step](transaction.id);
      const found = await sdk.transaction.find(transaction.id);
      t.match(found, { status, processorSettlementResponseCode: code });
      t.equal(course(found).at(-1), status);
    });
    t.test(`when ${step} is called for what is only authorised, then 91575`, async (t) => {
      const { transaction } = await sale(sdk);
      const { apiErrorResponse } = await sdk.testing[step](transaction.id);
      t.equal(apiErrorResponse.errors.transaction.errors[0].code, '91575');
      t.equal((await sdk.transaction.find(transaction.id)).status, 'authorized');
    });
  }
  t.test('when it settles, then the history is whole and a batch has it', async (t) => {
    const transaction = await settledSale(bench);
    t.same(course(transaction), ['authorized', 'submitted_for_settlement', 'settling', 'settled']);
    t.match(transaction.settlementBatchId, /^\d{4}-\d{2}-\d{2}_hushpay_usd$/);
  });
  t.test('when it is confirmed and then settled, then it settles', async (t) => {
    const { transaction } = await sale(sdk, submit);
    await sdk.testing.settlementConfirm(transaction.id);
    await sdk.testing.settle(transaction.id);
    t.equal((await sdk.transaction.find(transaction.id)).status, 'settled');
  });
  t.test('when a settled one is declined afterwards, then 91575', async (t) => {
    const { id } = await settledSale(bench);
    const { apiErrorResponse } = await sdk.testing.settlementDecline(id);
    t.equal(apiErrorResponse.errors.transaction.errors[0].code, '91575');
  });
  t.test('when a pending one is voided, then it is', async (t) => {
    const { transaction } = await sale(sdk, submit);
    await sdk.testing.settlementPending(transaction.id);
    t.ok((await sdk.transaction.void(transaction.id)).success);
  });
});

t.test('given a clock that moves', async (t) => {
  const bench = await openBench(t, { rules: { duplicates: false } });
  const { sdk } = bench;
  const submit = { options: { submitForSettlement: true } };
  const number = (digits: string): object => ({ creditCard: { number: digits, expirationDate: '12/2031' } });
  const sales = {
    visa: await sale(sdk, number('4111111111111111')),
    amex: await sale(sdk, number('378282246310005')),
    discover: await sale(sdk, number('6011000991300009')),
    mastercard: await sale(sdk, number('5555555555554444')),
    submitted: await sale(sdk, submit),
    declined: await sale(sdk, { ...submit, amount: '4001.00' }),
    pending: await sale(sdk, { ...submit, amount: '4002.00' }),
    voided: await sale(sdk, submit),
  };
  await sdk.transaction.void(sales.voided.transaction.id);
  const status = async (name: keyof typeof sales): Promise<string> =>
    (await sdk.transaction.find(sales[name].transaction.id)).status;

  t.test('when a day has passed, then what was submitted is settled by its amount', async (t) => {
    await bench.days(1.1);
    t.equal(await status('submitted'), 'settled');
    t.equal(await status('declined'), 'settlement_declined');
    t.equal(await status('pending'), 'settlement_pending');
    t.equal(await status('voided'), 'voided');
    t.equal(await status('visa'), 'authorized');
  });
  t.test('when a week has passed, then Visa and Amex authorisations have expired', async (t) => {
    await bench.days(6);
    t.equal(await status('visa'), 'authorization_expired');
    t.equal(await status('amex'), 'authorization_expired');
    t.equal(await status('discover'), 'authorized');
    const answer = await sdk.transaction.submitForSettlement(sales.visa.transaction.id);
    t.same(codes(answer), ['91507'], 'and cannot be submitted any more');
    t.same(codes(await sdk.transaction.void(sales.visa.transaction.id)), ['91504']);
  });
  t.test('when a month has passed, then the others have expired too', async (t) => {
    await bench.days(24);
    t.equal(await status('discover'), 'authorization_expired');
    t.equal(await status('mastercard'), 'authorization_expired');
    t.equal(await status('pending'), 'settlement_pending', 'and 4002 is pending for good');
  });
});

t.test('given a verified bank account', async (t) => {
  const { sdk } = await openBench(t, { rules: { duplicates: false } });
  const { customer } = await sdk.customer.create({});
  const { paymentMethod } = await sdk.paymentMethod.create({
    customerId: customer.id,
    paymentMethodNonce: 'fake-us-bank-account-nonce',
    options: { usBankAccountVerificationMethod: 'network_check' },
  });
  const request = { amount: '10.00', paymentMethodToken: paymentMethod.token };
  const charge = { ...request, options: { submitForSettlement: true } };
  t.test('when it is charged, then the settlement is pending', async (t) => {
    t.match(await sdk.transaction.sale({ ...charge }), {
      success: true,
      transaction: {
        status: 'settlement_pending',
        paymentInstrumentType: 'us_bank_account',
        usBankAccount: { last4: '0000' },
      },
    });
  });
  t.test('when it is only to be authorised, then 915104', async (t) => {
    t.same(codes(await sdk.transaction.sale({ ...request })), ['915104']);
  });
  t.test('when the settlement is declined or done, then the status follows', async (t) => {
    const [one, two] = [await sdk.transaction.sale({ ...charge }), await sdk.transaction.sale({ ...charge })];
    await sdk.testing.settlementDecline(one.transaction.id);
    await sdk.testing.settle(two.transaction.id);
    t.equal((await sdk.transaction.find(one.transaction.id)).status, 'settlement_declined');
    t.equal((await sdk.transaction.find(two.transaction.id)).status, 'settled');
  });
});
