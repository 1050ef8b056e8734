import { Agent } from 'node:https';
import braintree from 'braintree';
import t from 'tap';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.js';

interface Answer {
  readonly success: boolean;
  readonly message?: string;
  readonly transaction?: Record<string, unknown> & { readonly id: string; readonly status: string };
  readonly errors?: { deepErrors(): { readonly code: string; readonly attribute: string }[] };
}

/** The SDK's own calls, untyped where its types are stricter than its wire. */
interface Sdk {
  readonly transaction: {
    sale(request: object): Promise<Answer>;
    find(id: string): Promise<Record<string, unknown>>;
    submitForSettlement(id: string, amount?: string): Promise<Answer>;
    search(
      criteria: (search: Search) => void,
    ): AsyncIterable<{ readonly id: string; readonly orderId: string }>;
  };
  readonly testing: Record<
    'settle' | 'settlementConfirm' | 'settlementDecline' | 'settlementPending',
    (id: string) => Promise<unknown>
  >;
}
interface Search {
  orderId(): Record<'is' | 'isNot' | 'startsWith' | 'endsWith' | 'contains', (text: string) => void>;
  status(): { in(values: string[]): void };
  amount(): { between(min: string, max: string): void };
  createdAt(): { min(date: Date): void };
}

function sdkOn({ url, ca, merchant }: Sandbox): Sdk {
  const { hostname, port } = new URL(url);
  return new braintree.BraintreeGateway({
    environment: new braintree.Environment(hostname, port, '', true, hostname, port),
    ...merchant,
    customHttpAgent: new Agent({ ca, keepAlive: false }),
  } as braintree.KeyGatewayConfig) as unknown as Sdk;
}

let orders = 0;
const saleOf = (more: object): object => {
  orders += 1;
  return {
    amount: '10.00',
    paymentMethodNonce: 'fake-valid-nonce',
    orderId: `sdk-${orders}`,
    transactionSource: 'moto',
    ...more,
  };
};
const card = (number: string, more: object = {}): object => ({
  paymentMethodNonce: undefined,
  creditCard: { number, expirationDate: '12/2031', ...more },
});
const codes = (answer: Answer): string[] =>
  (answer.errors?.deepErrors() ?? []).map(({ code }) => code).sort();

t.test('given the SDK on the sandbox', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.stop());
  const sdk = sdkOn(sandbox);
  const sale = (more: object): Promise<Answer> => sdk.transaction.sale(saleOf(more));

  t.test('when an amount is charged, then its fate is the documented one', async (t) => {
    const fates: [string, string, string, string?][] = [
      ['0.01', 'authorized', '1000'],
      ['1999.99', 'authorized', '1000'],
      ['2000.00', 'processor_declined', '2000', 'soft_declined'],
      ['2004.50', 'processor_declined', '2004', 'hard_declined'],
      ['2107.00', 'processor_declined', '2107', 'hard_declined'],
      ['2999.99', 'processor_declined', '2999', 'soft_declined'],
      ['3000.00', 'failed', '3000'],
      ['3000.99', 'failed', '3000'],
      ['3001.00', 'authorized', '1000'],
      ['4002.00', 'authorized', '1000'],
      ['5001.00', 'gateway_rejected', ''],
      ['5001.01', 'authorized', '1000'],
      ['9000.00', 'authorized', '1000'],
    ];
    for (const [amount, status, processorResponseCode, processorResponseType] of fates) {
      const { transaction } = await sale({ amount });
      t.match(
        transaction,
        {
          status,
          processorResponseCode,
          amount,
          ...(processorResponseType ? { processorResponseType } : {}),
        },
        amount,
      );
    }
  });

  t.test('when a request is faulty, then all its errors are told, where they stand', async (t) => {
    const faulty: [object, string[]][] = [
      [{ amount: undefined }, ['81502']],
      [{ amount: '1.234' }, ['81503']],
      [{ amount: '-1' }, ['81501']],
      [{ amount: '0' }, ['81531']],
      [{ amount: '99999999999' }, ['81528']],
      [{ merchantAccountId: 'none' }, ['91513']],
      [{ orderId: 'x'.repeat(256) }, ['91501']],
      [{ transactionSource: 'pigeon' }, ['915133']],
      [{ paymentMethodNonce: 'none' }, ['91565']],
      [{ paymentMethodNonce: undefined }, ['91508']],
      [{ paymentMethodNonce: 'fake-consumed-nonce' }, ['91564']],
      [{ paymentMethodNonce: 'fake-luhn-invalid-nonce' }, ['81715']],
      [{ apiRequestKey: 'x' }, ['915231']],
      [card('4111111111111112'), ['81715']],
      [card('4242424242424242'), ['81717']],
      [card('4111'), ['81716']],
      [card('4111111111111111', { cvv: '12' }), ['81707']],
      [card('378282246310005', { cvv: '123' }), ['81707']],
      [
        { amount: 'x', transactionSource: 'pigeon', ...card('4111111111111112') },
        ['81503', '81715', '915133'],
      ],
    ];
    for (const [more, wanted] of faulty) {
      const answer = await sale(more);
      t.same(codes(answer), [...wanted].sort(), JSON.stringify(wanted));
      t.notOk(answer.transaction, 'and nothing is made');
    }
  });

  t.test('when a fixed nonce is used, then it does what it is known for', async (t) => {
    const nonces: [string, string, object?][] = [
      [
        'fake-valid-mastercard-nonce',
        'authorized',
        { creditCard: { cardType: 'MasterCard', last4: '4444' } },
      ],
      ['fake-valid-amex-nonce', 'authorized', { creditCard: { cardType: 'American Express' } }],
      ['fake-valid-discover-nonce', 'authorized', { creditCard: { cardType: 'Discover' } }],
      ['fake-valid-jcb-nonce', 'authorized', { creditCard: { cardType: 'JCB' } }],
      ['fake-valid-dinersclub-nonce', 'authorized', { creditCard: { cardType: 'Diners Club' } }],
      ['fake-valid-maestro-nonce', 'authorized', { creditCard: { cardType: 'Maestro' } }],
      ['fake-processor-declined-visa-nonce', 'processor_declined', { processorResponseCode: '2000' }],
      ['fake-processor-failure-jcb-nonce', 'failed', { processorResponseCode: '3000' }],
      [
        'fake-gateway-rejected-risk-thresholds-nonce',
        'gateway_rejected',
        { gatewayRejectionReason: 'risk_threshold' },
      ],
    ];
    for (const [paymentMethodNonce, status, more] of nonces) {
      t.match((await sale({ paymentMethodNonce })).transaction, { status, ...more }, paymentMethodNonce);
    }
  });

  t.test(
    'when the same is charged twice within the window, then the second is a duplicate of the first',
    async (t) => {
      const request = { ...card('4009348888881881'), orderId: 'twice', amount: '12.00' };
      const first = await sale(request);
      const second = await sale(request);
      t.match(second.transaction, {
        status: 'gateway_rejected',
        gatewayRejectionReason: 'duplicate',
        duplicateOfTransactionId: first.transaction?.id,
      });
      t.match(await sale({ ...request, orderId: 'another' }), { success: true }, 'another order is none');
      t.match(await sale({ ...request, amount: '12.01' }), { success: true }, 'another amount neither');
    },
  );

  t.test('when a code or postal code is given, then the issuer answers by the table', async (t) => {
    const numbers: [string, string, string][] = [
      ['4111111111111111', '200', 'N'],
      ['4111111111111111', '201', 'U'],
      ['4111111111111111', '301', 'S'],
      ['4111111111111111', '123', 'M'],
      ['378282246310005', '2000', 'N'],
      ['378282246310005', '2011', 'U'],
      ['378282246310005', '3011', 'S'],
    ];
    for (const [number, cvv, cvvResponseCode] of numbers) {
      t.match((await sale(card(number, { cvv }))).transaction, { cvvResponseCode }, `${cvv}`);
    }
    t.match((await sale(card('4111111111111111'))).transaction, { cvvResponseCode: 'I' }, 'none');
    const places: [object, object][] = [
      [{ postalCode: '20000' }, { avsPostalCodeResponseCode: 'N' }],
      [{ postalCode: '20001' }, { avsPostalCodeResponseCode: 'U' }],
      [{ postalCode: '30000' }, { avsErrorResponseCode: 'E' }],
      [{ postalCode: '30001' }, { avsErrorResponseCode: 'S' }],
      [{ postalCode: '12345' }, { avsPostalCodeResponseCode: 'M' }],
      [{ streetAddress: '200 Main' }, { avsStreetAddressResponseCode: 'N' }],
    ];
    for (const [billing, wanted] of places) {
      const answer = await sale({ ...card('4111111111111111'), billing });
      t.match(answer.transaction, wanted, JSON.stringify(billing));
    }
  });

  t.test('when a transaction settles, then its status and history follow', async (t) => {
    const made = await sale({});
    const id = made.transaction?.id ?? '';
    t.match(
      await sdk.transaction.submitForSettlement(id, '99.00'),
      { success: false },
      'not more than authorised',
    );
    t.match(await sdk.transaction.submitForSettlement(id, '8.00'), { transaction: { amount: '8.00' } });
    t.same(codes(await sdk.transaction.submitForSettlement(id)), ['91507']);
    await sdk.testing.settle(id);
    const found = await sdk.transaction.find(id);
    t.match(found, { status: 'settled' });
    const history = (found.statusHistory as { status: string }[]).map(({ status }) => status);
    t.same(history, ['authorized', 'submitted_for_settlement', 'settling', 'settled']);
    for (const [step, status] of [
      ['settlementConfirm', 'settlement_confirmed'],
      ['settlementDecline', 'settlement_declined'],
      ['settlementPending', 'settlement_pending'],
    ] as const) {
      const other = (await sale({ options: { submitForSettlement: true } })).transaction?.id ?? '';
      await sdk.testing[step](other);
      t.match(await sdk.transaction.find(other), { status });
    }
    await t.rejects(sdk.transaction.find('nosuch'), { name: 'notFoundError' });
  });

  t.test('when many are searched, then criteria and pages are right', async (t) => {
    for (let i = 0; i < 60; i += 1) await sale({ orderId: `page-${i}`, amount: `${(100 + i).toFixed(2)}` });
    const found = async (criteria: (search: Search) => void): Promise<string[]> => {
      const ids: string[] = [];
      for await (const { orderId } of sdk.transaction.search(criteria)) ids.push(orderId);
      return ids;
    };
    t.equal((await found((search) => search.orderId().startsWith('page-'))).length, 60, 'two pages');
    t.same(await found((search) => search.orderId().is('page-7')), ['page-7']);
    t.same((await found((search) => search.orderId().endsWith('ge-7'))).length, 1);
    t.same((await found((search) => search.orderId().contains('age-5'))).length, 11);
    const between = await found((search) => {
      search.orderId().startsWith('page-');
      search.amount().between('110.00', '112.00');
      search.status().in(['authorized']);
      search.createdAt().min(new Date(Date.now() - 600_000));
    });
    t.same(between.sort(), ['page-10', 'page-11', 'page-12']);
    t.same(await found((search) => search.orderId().is('no%')), [], 'no wildcards');
  });
});
