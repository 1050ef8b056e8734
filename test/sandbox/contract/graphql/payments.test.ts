import t from 'tap';
import { type Bench, type Loose, openBench, TOKENISE } from '../bench.js';

const PAYMENT = `
  id legacyId status orderId createdAt merchantAccountId source
  amount { value currencyCode currencyIsoCode }
  paymentMethodSnapshot { __typename ... on CreditCardDetails { last4 brandCode } ... on UsBankAccountDetails { accountLast4: last4 verified } }
  statusHistory {
    __typename status timestamp terminal amount { value }
    ... on AuthorizedEvent { processorResponse { legacyCode message cvvResponse avsPostalCodeResponse authorizationId } }
    ... on ProcessorDeclinedEvent { declineType processorResponse { legacyCode message } }
    ... on GatewayRejectedEvent { gatewayRejectionReason duplicateOf { legacyId } }
  }`;
const TRANSACTION = `transaction { ${PAYMENT} customFields { name value } descriptor { name } customer { legacyId } paymentMethod { id legacyId } billingAddress { postalCode } lineItems { name kind totalAmount } tax { taxAmount taxExempt } purchaseOrderNumber refunds { legacyId } }`;
const pay = (name: string, type: string): string =>
  `mutation Pay($input: ${type}!) { ${name}(input: $input) { clientMutationId ${TRANSACTION} } }`;
const CHARGE = pay('chargePaymentMethod', 'ChargePaymentMethodInput');
const AUTHORISE = pay('authorizePaymentMethod', 'AuthorizePaymentMethodInput');
const CHARGE_CARD = pay('chargeCreditCard', 'ChargeCreditCardInput');
const CAPTURE = `mutation($input: CaptureTransactionInput!) { captureTransaction(input: $input) { ${TRANSACTION} } }`;
const REFUND = `mutation($input: RefundTransactionInput!) { refundTransaction(input: $input) { refund { ${PAYMENT} refundedTransaction { legacyId } } } }`;
const REVERSE = `mutation($input: ReverseTransactionInput!) { reverseTransaction(input: $input) { reversal { __typename ... on Transaction { legacyId status } ... on Refund { legacyId status amount { value } refundedTransaction { legacyId } } } } }`;

const nonce = async (bench: Bench, card: object = {}, options?: object): Promise<string> => {
  const creditCard = { number: '4111111111111111', expirationMonth: '12', expirationYear: '2031', ...card };
  return (await bench.graphql(TOKENISE, { input: { creditCard, options } })).data.tokenizeCreditCard
    .paymentMethod.id;
};

t.test('given a tokenised card, when it is paid with over GraphQL', async (t) => {
  const bench: Bench = await openBench(t, {
    merchantAccounts: { main_usd: 'USD', main_jpy: 'JPY' },
    rules: { duplicates: false, customFields: ['agent'], cvv: [] },
  });
  const { sdk } = bench;
  const paid = async (query: string, transaction: object, more: object = {}): Promise<Loose> => {
    const paymentMethodId = await nonce(bench);
    const input = { paymentMethodId, transaction, ...more };
    const answer = await bench.graphql(query, { input });
    return Object.values(answer.data ?? {})[0]
      ? { ...answer, payload: Object.values(answer.data)[0] }
      : answer;
  };

  t.test('then a charge is submitted for settlement', async (t) => {
    const { payload } = await paid(
      CHARGE,
      { amount: '10.00', orderId: 'gql-1' },
      { clientMutationId: 'mine' },
    );
    t.equal(payload.clientMutationId, 'mine');
    t.match(payload.transaction, {
      status: 'SUBMITTED_FOR_SETTLEMENT',
      orderId: 'gql-1',
      amount: { value: '10.00', currencyCode: 'USD', currencyIsoCode: 'USD' },
      merchantAccountId: 'main_usd',
      source: 'API',
      paymentMethodSnapshot: { __typename: 'CreditCardDetails', last4: '1111', brandCode: 'VISA' },
    });
    t.same(
      payload.transaction.statusHistory.map(({ __typename }: Loose) => __typename),
      ['SubmittedForSettlementEvent', 'AuthorizedEvent'],
    );
    const id = Buffer.from(payload.transaction.id, 'base64').toString();
    t.equal(id, `transaction_${payload.transaction.legacyId}`, 'the global id');
    const found = await sdk.transaction.find(payload.transaction.legacyId);
    t.match(found, {
      orderId: 'gql-1',
      status: 'submitted_for_settlement',
      graphQLId: payload.transaction.id,
    });
  });

  t.test('then an authorisation is captured, whole or less', async (t) => {
    const { payload } = await paid(AUTHORISE, { amount: '20.00' });
    t.equal(payload.transaction.status, 'AUTHORIZED');
    t.match(payload.transaction.statusHistory[0], {
      processorResponse: { legacyCode: '1000', message: 'Approved', authorizationId: /^[0-9A-F]{6}$/ },
    });
    const transactionId = payload.transaction.id;
    const captured = await bench.graphql(CAPTURE, {
      input: { transactionId, transaction: { amount: '15.00' } },
    });
    t.match(captured.data.captureTransaction.transaction, {
      status: 'SUBMITTED_FOR_SETTLEMENT',
      amount: { value: '15.00' },
    });
    const again = await bench.graphql(CAPTURE, { input: { transactionId } });
    t.match(again.errors, [{ extensions: { errorClass: 'VALIDATION', legacyCode: '91507' } }]);
  });

  t.test('then a decline is a transaction, and no error', async (t) => {
    const answer = await paid(CHARGE, { amount: '2001.00' });
    t.notOk(answer.errors);
    t.match(answer.payload.transaction, { status: 'PROCESSOR_DECLINED' });
    t.match(answer.payload.transaction.statusHistory[0], {
      __typename: 'ProcessorDeclinedEvent',
      terminal: true,
      declineType: 'SOFT',
      processorResponse: { legacyCode: '2001', message: 'Insufficient Funds' },
    });
    const hard = await paid(CHARGE, { amount: '2004.00' });
    t.equal(hard.payload.transaction.statusHistory[0].declineType, 'HARD');
  });

  const fates: [string, string, string][] = [
    ['3000.00', 'FAILED', 'FailedEvent'],
    ['5001.00', 'GATEWAY_REJECTED', 'GatewayRejectedEvent'],
  ];
  for (const [amount, status, __typename] of fates) {
    t.test(`then ${amount} ends ${status}`, async (t) => {
      const { transaction } = (await paid(CHARGE, { amount })).payload;
      t.match(transaction, { status, statusHistory: [{ __typename }] });
    });
  }

  t.test('then everything that is said about it comes back', async (t) => {
    const { payload } = await paid(
      CHARGE_CARD,
      {
        amount: '30.00',
        purchaseOrderNumber: 'po-1',
        customFields: [{ name: 'agent', value: 'Ann' }],
        descriptor: { name: 'abc*defghijkl' },
        tax: { taxAmount: '2.00', taxExempt: false },
        paymentInitiator: 'MOTO',
        lineItems: [
          { name: 'Cable', kind: 'DEBIT', quantity: '2', unitAmount: '15.00', totalAmount: '30.00' },
        ],
      },
      { options: { billingAddress: { postalCode: '20000' } } },
    );
    t.match(payload.transaction, {
      purchaseOrderNumber: 'po-1',
      customFields: [{ name: 'agent', value: 'Ann' }],
      descriptor: { name: 'abc*defghijkl' },
      tax: { taxAmount: '2.00', taxExempt: false },
      lineItems: [{ name: 'Cable', kind: 'DEBIT', totalAmount: '30.00' }],
      billingAddress: { postalCode: '20000' },
    });
    t.match(payload.transaction.statusHistory.at(-1).processorResponse, {
      avsPostalCodeResponse: 'DOES_NOT_MATCH',
    });
  });

  t.test('then the account’s currency is the transaction’s', async (t) => {
    const { payload } = await paid(CHARGE, { amount: '1500', merchantAccountId: 'main_jpy' });
    t.match(payload.transaction, {
      amount: { value: '1500', currencyCode: 'JPY' },
      merchantAccountId: 'main_jpy',
    });
  });

  t.test('then what is unsettled is reversed by a void, and what is settled by a refund', async (t) => {
    const { transaction } = (await paid(CHARGE, { amount: '40.00' })).payload;
    const voided = await bench.graphql(REVERSE, { input: { transactionId: transaction.id } });
    t.match(voided.data.reverseTransaction.reversal, {
      __typename: 'Transaction',
      legacyId: transaction.legacyId,
      status: 'VOIDED',
    });
    const other = (await paid(CHARGE, { amount: '41.00' })).payload.transaction;
    await sdk.testing.settle(other.legacyId);
    const refunded = await bench.graphql(REVERSE, { input: { transactionId: other.id } });
    t.match(refunded.data.reverseTransaction.reversal, {
      __typename: 'Refund',
      amount: { value: '41.00' },
      refundedTransaction: { legacyId: other.legacyId },
    });
    const again = await bench.graphql(REVERSE, { input: { transactionId: transaction.id } });
    t.match(again.errors[0].extensions, { errorClass: 'VALIDATION', legacyCode: '91504' });
  });

  t.test('then a settled charge is refunded in parts, but not over its amount', async (t) => {
    const { transaction } = (await paid(CHARGE, { amount: '50.00' })).payload;
    const transactionId = transaction.id;
    const early = await bench.graphql(REFUND, { input: { transactionId } });
    t.match(early.errors[0], { path: ['refundTransaction'], extensions: { legacyCode: '91506' } });
    await sdk.testing.settle(transaction.legacyId);
    const part = await bench.graphql(REFUND, {
      input: { transactionId, refund: { amount: '20.00', orderId: 'r-1' } },
    });
    t.match(part.data.refundTransaction.refund, {
      status: 'SUBMITTED_FOR_SETTLEMENT',
      orderId: 'r-1',
      amount: { value: '20.00' },
      refundedTransaction: { legacyId: transaction.legacyId },
    });
    const over = await bench.graphql(REFUND, { input: { transactionId, refund: { amount: '30.01' } } });
    t.match(over.errors[0].extensions, { legacyCode: '91521', inputPath: ['input', 'refund', 'amount'] });
    const query = 'query($id: ID!) { node(id: $id) { ... on Transaction { refunds { amount { value } } } } }';
    t.match((await bench.graphql(query, { id: transactionId })).data.node.refunds, [
      { amount: { value: '20.00' } },
    ]);
  });

  t.test('then the sandbox settles it on demand', async (t) => {
    const settle =
      'mutation($input: SandboxSettleTransactionInput!) { sandboxSettleTransaction(input: $input) { transaction { status statusHistory { __typename } } } }';
    const one = (await paid(CHARGE, { amount: '60.00' })).payload.transaction;
    const settled = await bench.graphql(settle, {
      input: { transactionId: one.id, settlementState: 'SETTLED' },
    });
    t.match(settled.data.sandboxSettleTransaction.transaction, {
      status: 'SETTLED',
      statusHistory: [{ __typename: 'SettledEvent' }],
    });
    const two = (await paid(CHARGE, { amount: '61.00' })).payload.transaction;
    const declined = await bench.graphql(settle, {
      input: { transactionId: two.id, settlementState: 'SETTLEMENT_DECLINED' },
    });
    t.match(declined.data.sandboxSettleTransaction.transaction, { status: 'SETTLEMENT_DECLINED' });
  });

  t.test('then it goes to the vault afterwards when asked', async (t) => {
    const { transaction } = (
      await paid(CHARGE, {
        amount: '70.00',
        vaultPaymentMethodAfterTransacting: { when: 'ON_SUCCESSFUL_TRANSACTION' },
      })
    ).payload;
    t.ok(transaction.paymentMethod?.legacyId, 'stored');
    t.match(await sdk.paymentMethod.find(transaction.paymentMethod.legacyId), { last4: '1111' });
    const bad = (
      await paid(CHARGE, {
        amount: '2000.00',
        vaultPaymentMethodAfterTransacting: { when: 'ON_SUCCESSFUL_TRANSACTION' },
      })
    ).payload;
    t.equal(bad.transaction.paymentMethod, null, 'a declined one is not');
  });

  t.test('then a card of the vault is charged by its global id, its token, and with a code', async (t) => {
    const { token, id, customerId } = await bench.vaulted('5555555555554444');
    for (const paymentMethodId of [id, token]) {
      const answer = await bench.graphql(CHARGE, {
        input: { paymentMethodId, transaction: { amount: '71.00' } },
      });
      t.match(answer.data.chargePaymentMethod.transaction, {
        status: 'SUBMITTED_FOR_SETTLEMENT',
        paymentMethod: { id, legacyId: token },
        customer: { legacyId: customerId },
      });
    }
    const cvv = await bench.graphql(
      'mutation { tokenizeCvv(input: { cvv: "200" }) { paymentMethod { id usage } } }',
    );
    const tokenizedCvvPaymentMethodId = cvv.data.tokenizeCvv.paymentMethod.id;
    const input = {
      paymentMethodId: id,
      transaction: { amount: '72.00' },
      options: { tokenizedCvvPaymentMethodId },
    };
    const answer = await bench.graphql(CHARGE_CARD, { input });
    t.match(answer.data.chargeCreditCard.transaction.statusHistory.at(-1).processorResponse, {
      cvvResponse: 'DOES_NOT_MATCH',
    });
    t.match(
      (await bench.graphql(CHARGE_CARD, { input })).errors[0].extensions.inputPath,
      ['input', 'options', 'tokenizedCvvPaymentMethodId'],
      'once only',
    );
  });

  t.test('then it can be used once', async (t) => {
    const paymentMethodId = await nonce(bench);
    const input = { paymentMethodId, transaction: { amount: '80.00' } };
    await bench.graphql(CHARGE, { input });
    const again = await bench.graphql(CHARGE, { input });
    t.match(again, {
      data: { chargePaymentMethod: null },
      errors: [
        {
          message: 'Cannot use a payment_method_nonce more than once.',
          extensions: {
            errorClass: 'VALIDATION',
            errorType: 'user_error',
            legacyCode: '91564',
            inputPath: ['input', 'paymentMethodId'],
          },
        },
      ],
    });
  });

  const faulty: [string, object, object, string, string[]][] = [
    ['no amount worth the name', { amount: 'ten' }, {}, '81503', ['input', 'transaction', 'amount']],
    ['nothing', { amount: '0.00' }, {}, '81531', ['input', 'transaction', 'amount']],
    ['too much', { amount: '99999999999.00' }, {}, '81528', ['input', 'transaction', 'amount']],
    [
      'an account that is not there',
      { amount: '1.00', merchantAccountId: 'none' },
      {},
      '91513',
      ['input', 'transaction', 'merchantAccountId'],
    ],
    [
      'a long order id',
      { amount: '1.00', orderId: 'x'.repeat(256) },
      {},
      '91501',
      ['input', 'transaction', 'orderId'],
    ],
    [
      'a payment method that is not there',
      { amount: '1.00' },
      { paymentMethodId: 'tokencc_none' },
      '91565',
      ['input', 'paymentMethodId'],
    ],
  ];
  for (const [what, transaction, more, legacyCode, inputPath] of faulty) {
    t.test(`then ${what} is refused with ${legacyCode}`, async (t) => {
      const { errors, data } = await paid(CHARGE, transaction, more);
      t.equal(data.chargePaymentMethod, null);
      t.match(errors, [
        {
          path: ['chargePaymentMethod'],
          locations: Array,
          extensions: { errorClass: 'VALIDATION', legacyCode, inputPath },
        },
      ]);
    });
  }

  t.test('then several faults are several errors', async (t) => {
    const { errors } = await paid(CHARGE, {
      amount: 'x',
      merchantAccountId: 'none',
      orderId: 'x'.repeat(256),
    });
    t.same(errors.map(({ extensions }: Loose) => extensions.legacyCode).sort(), ['81503', '91501', '91513']);
  });

  t.test('then the disputed test number is settled and disputed at once', async (t) => {
    const paymentMethodId = await nonce(bench, { number: '4023898493988028' });
    const query = `mutation($input: ChargePaymentMethodInput!) { chargePaymentMethod(input: $input) { transaction { status disputes { id legacyId status type amountDisputed { value } } } } }`;
    const answer = await bench.graphql(query, {
      input: { paymentMethodId, transaction: { amount: '90.00' } },
    });
    const { transaction } = answer.data.chargePaymentMethod;
    t.match(transaction, {
      status: 'SETTLED',
      disputes: [{ status: 'OPEN', type: 'CHARGEBACK', amountDisputed: { value: '90.00' } }],
    });
    const accept =
      'mutation($input: AcceptDisputeInput!) { acceptDispute(input: $input) { dispute { status } } }';
    const input = { disputeId: transaction.disputes[0].id };
    t.equal((await bench.graphql(accept, { input })).data.acceptDispute.dispute.status, 'ACCEPTED');
    t.equal((await bench.graphql(accept, { input })).errors[0].extensions.legacyCode, '95704');
  });
});
