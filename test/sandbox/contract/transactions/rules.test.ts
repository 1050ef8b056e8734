import t from 'tap';
import { codes, type Loose, openBench } from '../bench.js';
import { sale, saleBy } from './table.js';

const card = (number: string, more: object = {}): object => ({
  creditCard: { number, expirationDate: '12/2031', ...more },
});
const VISA = '4111111111111111';
const AMEX = '378282246310005';

t.test('given an issuer that looks at codes and addresses', async (t) => {
  const { sdk } = await openBench(t, { rules: { duplicates: false } });
  for (const [number, cvv, wanted] of [
    [VISA, '123', 'M'],
    [VISA, '200', 'N'],
    [VISA, '201', 'U'],
    [VISA, '301', 'S'],
    [VISA, undefined, 'I'],
    [AMEX, '1234', 'M'],
    [AMEX, '2000', 'N'],
    [AMEX, '2011', 'U'],
    [AMEX, '3011', 'S'],
  ] as const) {
    t.test(
      `when ${number === AMEX ? 'an Amex' : 'a Visa'} comes with code ${cvv}, then ${wanted}`,
      async (t) => {
        t.match((await sale(sdk, card(number, { cvv }))).transaction, {
          status: 'authorized',
          cvvResponseCode: wanted,
        });
      },
    );
  }
  for (const [billing, wanted] of [
    [{ postalCode: '20000' }, { avsPostalCodeResponseCode: 'N' }],
    [{ postalCode: '20001' }, { avsPostalCodeResponseCode: 'U' }],
    [{ postalCode: '12345' }, { avsPostalCodeResponseCode: 'M', avsStreetAddressResponseCode: 'I' }],
    [{ postalCode: '30000' }, { avsErrorResponseCode: 'E' }],
    [{ postalCode: '30001' }, { avsErrorResponseCode: 'S' }],
    [{ streetAddress: '200 Main' }, { avsStreetAddressResponseCode: 'N', avsPostalCodeResponseCode: 'I' }],
    [{ streetAddress: '201 Main' }, { avsStreetAddressResponseCode: 'U' }],
    [{ streetAddress: '1 Main' }, { avsStreetAddressResponseCode: 'M' }],
    [{}, { avsPostalCodeResponseCode: 'I', avsStreetAddressResponseCode: 'I', avsErrorResponseCode: null }],
  ] as const) {
    t.test(`when the address is ${JSON.stringify(billing)}, then ${JSON.stringify(wanted)}`, async (t) => {
      t.match((await sale(sdk, { billing })).transaction, { status: 'authorized', ...wanted });
    });
  }
});

t.test('given a merchant who rejects what the issuer does not confirm', async (t) => {
  const bench = await openBench(t, {
    rules: {
      duplicates: false,
      cvv: ['N', 'U'],
      avs: { postalCode: ['N'], streetAddress: ['N'], error: true },
    },
  });
  const { sdk } = bench;
  for (const [what, request, reason] of [
    ['a wrong code', card(VISA, { cvv: '200' }), 'cvv'],
    ['a code nobody verified', card(VISA, { cvv: '201' }), 'cvv'],
    ['a wrong postal code', { billing: { postalCode: '20000' } }, 'avs'],
    ['a wrong street', { billing: { streetAddress: '200 Main' } }, 'avs'],
    ['an address that could not be checked', { billing: { postalCode: '30000' } }, 'avs'],
    ['both wrong', { ...card(VISA, { cvv: '200' }), billing: { postalCode: '20000' } }, 'avs_and_cvv'],
  ] as const) {
    t.test(`when there is ${what}, then ${reason}`, async (t) => {
      const answer = await sale(sdk, request);
      t.match(answer, {
        success: false,
        message: `Gateway Rejected: ${reason}`,
        transaction: {
          status: 'gateway_rejected',
          gatewayRejectionReason: reason,
          processorResponseCode: '1000',
        },
      });
    });
  }
  t.test('when code and address are skipped by option, then it is authorised', async (t) => {
    t.ok((await sale(sdk, { ...card(VISA, { cvv: '200' }), options: { skipCvv: true } })).success);
    t.ok((await sale(sdk, { billing: { postalCode: '20000' }, options: { skipAvs: true } })).success);
  });
  t.test('when it is right, or not given, then it is authorised', async (t) => {
    t.ok((await sale(sdk, card(VISA, { cvv: '123' }))).success);
    t.ok((await sale(sdk)).success);
  });
  t.test(
    'when a card of the vault is charged, then its address rejects nothing, a code beside it does',
    async (t) => {
      const { token } = await bench.vaulted();
      const request = { amount: '10.00', paymentMethodToken: token };
      t.ok((await sdk.transaction.sale({ ...request, billing: { postalCode: '20000' } })).success);
      const coded = await sdk.transaction.sale({ ...request, creditCard: { cvv: '200' } });
      t.match(coded.transaction, { gatewayRejectionReason: 'cvv', cvvResponseCode: 'N' });
    },
  );
  t.test('when the amount is declined anyway, then the processor has the word', async (t) => {
    t.match((await sale(sdk, { ...card(VISA, { cvv: '200' }), amount: '2001.00' })).transaction, {
      status: 'processor_declined',
    });
  });
});

t.test('given the rule against duplicates', async (t) => {
  const bench = await openBench(t);
  const { sdk } = bench;
  const request = { amount: '12.00', orderId: 'once', ...card('4009348888881881') };
  const first = await sale(sdk, request);
  t.test('when the same comes again, then it is rejected and knows the first', async (t) => {
    t.match(await sale(sdk, request), {
      success: false,
      message: 'Gateway Rejected: duplicate',
      transaction: {
        status: 'gateway_rejected',
        gatewayRejectionReason: 'duplicate',
        duplicateOfTransactionId: first.transaction.id,
      },
    });
  });
  for (const [what, more] of [
    ['another amount', { amount: '12.01' }],
    ['another order', { orderId: 'twice' }],
    ['another order by case only', { orderId: 'ONCE' }],
    ['another card', card(VISA)],
    ['another expiry', card('4009348888881881', { expirationDate: '11/2031' })],
  ] as const) {
    t.test(`when ${what} comes, then it is none`, async (t) => {
      t.ok((await sale(sdk, { ...request, ...more })).success);
    });
  }
  t.test('when there is no order id, then any of the same amount and card is a duplicate', async (t) => {
    t.match((await sale(sdk, { ...request, orderId: undefined })).transaction, {
      gatewayRejectionReason: 'duplicate',
    });
  });
  t.test('when the first was declined, then the second is none', async (t) => {
    const declined = { amount: '2001.00', orderId: 'declined', ...card(VISA) };
    for (let i = 0; i < 2; i += 1)
      t.equal((await sale(sdk, declined)).transaction.status, 'processor_declined');
  });
  t.test('when the first was voided, then the second is a duplicate all the same', async (t) => {
    const voided = { amount: '13.00', orderId: 'voided', ...card(VISA) };
    await sdk.transaction.void((await sale(sdk, voided)).transaction.id);
    t.match((await sale(sdk, voided)).transaction, { gatewayRejectionReason: 'duplicate' });
  });
  t.test('when half a minute has passed, then it is none', async (t) => {
    await bench.control('POST', 'clock', { advance: 31 });
    t.ok((await sale(sdk, request)).success);
  });
});

t.test('given numbers that stand for fraud', async (t) => {
  const { sdk } = await openBench(t, { rules: { duplicates: false } });
  t.match((await sale(sdk, card('4000111111111511'))).transaction, {
    gatewayRejectionReason: 'fraud',
    riskData: { decision: 'Decline' },
  });
  t.match((await sale(sdk, card('4111130000000003'))).transaction, {
    gatewayRejectionReason: 'risk_threshold',
  });
  t.match((await sale(sdk, card('4111140000000002'))).transaction, {
    status: 'authorized',
    riskData: { decision: 'Review' },
  });
  const skipped = await sale(sdk, {
    ...card('4000111111111511'),
    options: { skipAdvancedFraudChecking: true },
  });
  t.equal(skipped.transaction.status, 'authorized', 'unless the check is skipped');
  const lax = await openBench(t, { rules: { risk: false } });
  t.ok((await sale(lax.sdk, card('4000111111111511'))).success, 'or the merchant has none');
  for (const number of ['4000111111111115', '5105105105105100', '378734493671000', '3566002020360505']) {
    t.ok((await sale(sdk, card(number))).success, `${number} fails verifications only`);
  }
});

t.test('given the published test numbers, when each is charged, then it is of its type', async (t) => {
  const { sdk } = await openBench(t, { rules: { duplicates: false } });
  for (const [number, type] of [
    ['4005519200000004', 'Visa'],
    ['4012000077777777', 'Visa'],
    ['4217651111111119', 'Visa'],
    ['2223000048400011', 'MasterCard'],
    ['371449635398431', 'American Express'],
    ['6011111111111117', 'Discover'],
    ['36259600000004', 'Diners Club'],
    ['3530111333300000', 'JCB'],
    ['6304000000000000', 'Maestro'],
    ['6243030000000001', 'China UnionPay'],
    ['6370950000000005', 'Hiper'],
    ['6062820524845321', 'Hipercard'],
    ['5066991111111118', 'Elo'],
  ] as const) {
    t.match(
      (await sale(sdk, card(number))).transaction,
      { status: 'authorized', creditCard: { cardType: type } },
      number,
    );
  }
});

t.test('given a merchant with api request keys', async (t) => {
  const { sdk, sandbox } = await openBench(t, { rules: { apiRequestKeys: true } });
  const request = { amount: '14.00', orderId: 'keyed', apiRequestKey: 'key-1', ...card(VISA) };
  const first = await sale(sdk, request);
  t.test('when the same request comes again, then it has the same answer and nothing is made', async (t) => {
    const before = (await sandbox.transactions()).length;
    t.equal((await sale(sdk, request)).transaction.id, first.transaction.id);
    t.equal((await sandbox.transactions()).length, before);
  });
  t.test('when another request comes with the key, then 915232', async (t) => {
    t.same(codes(await sale(sdk, { ...request, amount: '15.00' })), ['915232']);
  });
  t.test('when the key is too long, then 915230', async (t) => {
    t.same(codes(await sale(sdk, { ...request, apiRequestKey: 'x'.repeat(256) })), ['915230']);
  });
  t.test('when the first is still worked on, then 915233', async (t) => {
    sandbox.faults.add({ route: 'transaction.create', kind: 'delay', ms: 300, times: 1 });
    const slow = { ...request, apiRequestKey: 'key-2', orderId: 'slow' };
    const [one, two] = await Promise.all([sale(sdk, { ...slow }), sale(sdk, { ...slow })]);
    t.same([codes(one), codes(two)].flat(), ['915233']);
  });
  t.test('when a decline is repeated, then it is the same decline', async (t) => {
    const declined = { ...request, amount: '2001.00', apiRequestKey: 'key-3' };
    const ids = [await sale(sdk, declined), await sale(sdk, declined)].map(
      (answer: Loose) => answer.transaction.id,
    );
    t.equal(ids[0], ids[1]);
  });
  t.test('when a faulty request is mended, then the key is still good', async (t) => {
    t.same(codes(await sale(sdk, { ...request, amount: 'x', apiRequestKey: 'key-4' })), ['81503']);
    t.ok((await sale(sdk, { ...request, amount: '16.00', apiRequestKey: 'key-4' })).success);
  });
  t.test(
    'when submitting, voiding and refunding are repeated with a key, then they happen once',
    async (t) => {
      const { transaction } = await sale(sdk, { amount: '17.00' });
      for (let i = 0; i < 2; i += 1) {
        const answer = await sdk.transaction.submitForSettlement(transaction.id, '17.00', {
          apiRequestKey: 'submit',
        });
        t.ok(answer.success, 'submitted');
      }
      await sdk.testing.settle(transaction.id);
      const refunds = [];
      for (let i = 0; i < 2; i += 1) {
        refunds.push(
          (await sdk.transaction.refund(transaction.id, { apiRequestKey: 'refund' })).transaction.id,
        );
      }
      t.equal(refunds[0], refunds[1], 'refunded');
      const { transaction: other } = await saleBy(sdk, 'fake-valid-nonce', { amount: '18.00' });
      for (let i = 0; i < 2; i += 1)
        t.ok((await sdk.transaction.void(other.id, { apiRequestKey: 'void' })).success, 'voided');
    },
  );
});
