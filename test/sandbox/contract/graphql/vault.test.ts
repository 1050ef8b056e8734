// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { type Bench, type Loose, openBench, TOKENISE } from '../bench.js';

const VERIFICATION =
  'verification { id legacyId status gatewayRejectionReason processorResponse { legacyCode message cvvResponse } paymentMethodVerificationDetails { __typename ... on UsBankAccountVerificationDetails { method } } }';
const METHOD = `paymentMethod { id legacyId usage customer { legacyId } details { __typename ... on CreditCardDetails { last4 bin brandCode cardholderName billingAddress { postalCode } } ... on UsBankAccountDetails { accountLast4: last4 routingNumber accountType ownershipType accountholderName bankName verified achMandate { acceptanceText } } } verifications { edges { node { status } } } }`;
const VAULT = `mutation($input: VaultPaymentMethodInput!) { vaultPaymentMethod(input: $input) { clientMutationId ${METHOD} ${VERIFICATION} } }`;
const VAULT_CARD = `mutation($input: VaultCreditCardInput!) { vaultCreditCard(input: $input) { ${METHOD} ${VERIFICATION} } }`;
const VAULT_BANK = `mutation($input: VaultUsBankAccountInput!) { vaultUsBankAccount(input: $input) { ${METHOD} ${VERIFICATION} } }`;
const BANK = `mutation($input: TokenizeUsBankAccountInput!) { tokenizeUsBankAccount(input: $input) { ${METHOD} } }`;

const card = (number: string, more: object = {}): object => ({
  creditCard: { number, expirationMonth: '12', expirationYear: '2031', ...more },
});
const account = (accountNumber: string, more: object = {}): object => ({
  usBankAccount: {
    accountNumber,
    routingNumber: '021000021',
    accountType: 'CHECKING',
    individualOwner: { firstName: 'Ann', lastName: 'Lee' },
    achMandate: 'I agree',
    ...more,
  },
});

t.test('given GraphQL, when a card is tokenised', async (t) => {
  const bench: Bench = await openBench(t);
  const tokenise = (input: object): Promise<Loose> => bench.graphql(TOKENISE, { input });

  t.test('then it is a single-use payment method, and no number is in it', async (t) => {
    const answer = await tokenise({
      clientMutationId: 'x',
      ...card('378282246310005', { cardholderName: 'Ann Lee', billingAddress: { postalCode: '12345' } }),
    });
    t.match(answer.data.tokenizeCreditCard, {
      clientMutationId: 'x',
      paymentMethod: {
        id: /^tokencc_/,
        usage: 'SINGLE_USE',
        details: {
          bin: '378282',
          last4: '0005',
          brandCode: 'AMERICAN_EXPRESS',
          cardholderName: 'Ann Lee',
          billingAddress: { postalCode: '12345' },
        },
      },
    });
    t.notMatch(JSON.stringify(answer), /378282246310005/);
  });

  t.test('then the SDK charges it as a nonce', async (t) => {
    const { paymentMethod } = (await tokenise(card('5555555555554444'))).data.tokenizeCreditCard;
    const { transaction } = await bench.sdk.transaction.sale({
      amount: '10.00',
      paymentMethodNonce: paymentMethod.id,
    });
    t.match(transaction, { status: 'authorized', creditCard: { cardType: 'MasterCard', last4: '4444' } });
  });

  t.test('then nothing is validated unless asked for', async (t) => {
    const answer = await tokenise({ ...card('4111111111111112'), options: { validate: false } });
    t.ok(answer.data.tokenizeCreditCard.paymentMethod.id);
  });

  const faulty: [string, object, [string, string][]][] = [
    ['a number that is none', card('4111111111111112'), [['81715', 'number']]],
    ['a number that is no test number', card('4242424242424242'), [['81717', 'number']]],
    ['a short number', card('4111'), [['81716', 'number']]],
    [
      'a month that is none',
      card('4111111111111111', { expirationMonth: '13' }),
      [['81712', 'expirationMonth']],
    ],
    ['a code too long', card('4111111111111111', { cvv: '1234' }), [['81707', 'cvv']]],
    [
      'two faults',
      card('4111111111111112', { expirationMonth: '00' }),
      [
        ['81715', 'number'],
        ['81712', 'expirationMonth'],
      ],
    ],
  ];
  for (const [what, input, wanted] of faulty) {
    t.test(`then ${what} is refused when asked to validate`, async (t) => {
      const { data, errors } = await tokenise({ ...input, options: { validate: true } });
      t.same(data, { tokenizeCreditCard: null });
      t.same(
        errors.map(({ extensions }: Loose) => [extensions.legacyCode, extensions.inputPath]),
        wanted.map(([code, name]) => [code, ['input', 'creditCard', name]]),
      );
    });
  }

  t.test('then a security code alone is a payment method too', async (t) => {
    const query =
      'mutation($input: TokenizeCvvInput!) { tokenizeCvv(input: $input) { paymentMethod { id usage details { __typename } } } }';
    t.match((await bench.graphql(query, { input: { cvv: '123' } })).data.tokenizeCvv.paymentMethod, {
      id: /^tokencvv_/,
      usage: 'SINGLE_USE',
      details: null,
    });
    t.match((await bench.graphql(query, { input: { cvv: '12' } })).errors[0].extensions, {
      legacyCode: '81707',
      inputPath: ['input', 'cvv'],
    });
  });
});

t.test('given a tokenised card, when it is vaulted', async (t) => {
  const bench: Bench = await openBench(t);
  const nonce = async (number: string): Promise<string> =>
    (await bench.graphql(TOKENISE, { input: card(number) })).data.tokenizeCreditCard.paymentMethod.id;

  t.test('then it is verified first, and gets a customer', async (t) => {
    const paymentMethodId = await nonce('4111111111111111');
    const { paymentMethod, verification } = (await bench.graphql(VAULT, { input: { paymentMethodId } })).data
      .vaultPaymentMethod;
    t.match(paymentMethod, {
      usage: 'MULTI_USE',
      details: { last4: '1111' },
      customer: { legacyId: /\d+/ },
      verifications: { edges: [{ node: { status: 'VERIFIED' } }] },
    });
    t.match(verification, { status: 'VERIFIED', processorResponse: { legacyCode: '1000' } });
    t.match(await bench.sdk.paymentMethod.find(paymentMethod.legacyId), {
      token: paymentMethod.legacyId,
      globalId: paymentMethod.id,
    });
  });

  const refused: [string, string, object][] = [
    ['4000111111111115', 'PROCESSOR_DECLINED', { legacyCode: '2000' }],
    ['3566002020360505', 'FAILED', { legacyCode: '3000' }],
  ];
  for (const [number, status, processorResponse] of refused) {
    t.test(`then one whose verification ends ${status} is not stored`, async (t) => {
      const paymentMethodId = await nonce(number);
      const answer = await bench.graphql(VAULT, { input: { paymentMethodId } });
      t.match(answer.data.vaultPaymentMethod, {
        paymentMethod: null,
        verification: { status, processorResponse },
      });
    });
  }

  t.test('then verification can be skipped', async (t) => {
    const paymentMethodId = await nonce('4000111111111115');
    const answer = await bench.graphql(VAULT, { input: { paymentMethodId, verification: { skip: true } } });
    t.match(answer.data.vaultPaymentMethod, {
      paymentMethod: { details: { last4: '1115' } },
      verification: null,
    });
  });

  t.test('then it goes to the customer that is named', async (t) => {
    const made = await bench.graphql(
      'mutation { createCustomer(input: { customer: { firstName: "Ann", email: "ann@example.com" } }) { customer { id legacyId email } } }',
    );
    const { customer } = made.data.createCustomer;
    t.match(await bench.sdk.customer.find(customer.legacyId), { firstName: 'Ann', email: 'ann@example.com' });
    for (const customerId of [customer.id, customer.legacyId]) {
      const paymentMethodId = await nonce('4111111111111111');
      const answer = await bench.graphql(VAULT, { input: { paymentMethodId, customerId } });
      t.equal(answer.data.vaultPaymentMethod.paymentMethod.customer.legacyId, customer.legacyId);
    }
    const answer = await bench.graphql(VAULT, {
      input: { paymentMethodId: await nonce('4111111111111111'), customerId: 'none' },
    });
    t.match(answer.errors[0].extensions, { errorClass: 'NOT_FOUND' });
  });

  t.test('then a duplicate is refused when asked', async (t) => {
    await bench.graphql(VAULT, { input: { paymentMethodId: await nonce('6011000991300009') } });
    const input = { paymentMethodId: await nonce('6011000991300009'), failOnDuplicatePaymentMethod: true };
    t.match((await bench.graphql(VAULT_CARD, { input })).errors[0].extensions, { legacyCode: '81724' });
  });

  t.test('then its nonce is used up', async (t) => {
    const paymentMethodId = await nonce('4111111111111111');
    await bench.graphql(VAULT, { input: { paymentMethodId } });
    t.match((await bench.graphql(VAULT, { input: { paymentMethodId } })).errors[0].extensions, {
      legacyCode: '91564',
    });
  });

  t.test('then it is deleted again', async (t) => {
    const { id, token } = await bench.vaulted();
    const query =
      'mutation($input: DeletePaymentMethodFromVaultInput!) { deletePaymentMethodFromVault(input: $input) { clientMutationId } }';
    const input = { paymentMethodId: id, clientMutationId: 'gone' };
    t.equal(
      (await bench.graphql(query, { input })).data.deletePaymentMethodFromVault.clientMutationId,
      'gone',
    );
    await t.rejects(bench.sdk.paymentMethod.find(token), { name: 'notFoundError' });
    t.match((await bench.graphql(query, { input })).errors[0].extensions, { errorClass: 'NOT_FOUND' });
  });

  t.test('then a customer is changed and deleted with it', async (t) => {
    const { customerId, token } = await bench.vaulted();
    const update =
      'mutation($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { lastName } } }';
    const changed = await bench.graphql(update, { input: { customerId, customer: { lastName: 'Lee' } } });
    t.equal(changed.data.updateCustomer.customer.lastName, 'Lee');
    const remove =
      'mutation($input: DeleteCustomerInput!) { deleteCustomer(input: $input) { clientMutationId } }';
    t.notOk((await bench.graphql(remove, { input: { customerId } })).errors);
    await t.rejects(bench.sdk.paymentMethod.find(token), { name: 'notFoundError' });
  });
});

t.test('given a bank account, when it is tokenised and vaulted', async (t) => {
  const bench: Bench = await openBench(t);
  const tokenise = async (input: object): Promise<Loose> => bench.graphql(BANK, { input });
  const vault = async (number: string, verificationMethod: string): Promise<Loose> => {
    const { paymentMethod } = (await tokenise(account(number))).data.tokenizeUsBankAccount;
    const input = { paymentMethodId: paymentMethod.id, verificationMethod };
    return (await bench.graphql(VAULT_BANK, { input })).data.vaultUsBankAccount;
  };

  t.test('then it is a single-use payment method, and no number is in it', async (t) => {
    const answer = await tokenise(account('1000000000', { accountType: 'SAVINGS' }));
    t.match(answer.data.tokenizeUsBankAccount.paymentMethod, {
      id: /^tokenusbankacct_/,
      usage: 'SINGLE_USE',
      details: {
        __typename: 'UsBankAccountDetails',
        accountLast4: '0000',
        accountType: 'SAVINGS',
        ownershipType: 'PERSONAL',
        accountholderName: 'Ann Lee',
        verified: false,
        achMandate: { acceptanceText: 'I agree' },
      },
    });
    t.notMatch(JSON.stringify(answer), /1000000000/);
  });

  t.test('then the mandate is required', async (t) => {
    const { achMandate, ...rest } = (account('1000000000') as Loose).usBankAccount;
    const answer = await tokenise({ usBankAccount: rest });
    t.match(answer.errors[0], { message: /achMandate/, extensions: { errorClass: 'VALIDATION' } });
    t.match((await tokenise(account('1000000000', { achMandate: ' ' }))).errors[0].extensions.inputPath, [
      'input',
      'usBankAccount',
      'achMandate',
    ]);
  });

  t.test('then one owner is required, and a routing number of its form', async (t) => {
    t.ok((await tokenise(account('1000000000', { individualOwner: undefined }))).errors);
    t.ok((await tokenise(account('1000000000', { businessOwner: { businessName: 'Shop' } }))).errors);
    t.ok((await tokenise(account('1000000000', { routingNumber: '12' }))).errors);
    const business = await tokenise(
      account('1000000000', { individualOwner: undefined, businessOwner: { businessName: 'Shop' } }),
    );
    t.match(business.data.tokenizeUsBankAccount.paymentMethod.details, {
      ownershipType: 'BUSINESS',
      accountholderName: 'Shop',
    });
  });

  const checks: [string, string, string][] = [
    ['1000000000', 'VERIFIED', '1000'],
    ['1000000002', 'FAILED', '3000'],
    ['1000000004', 'PROCESSOR_DECLINED', '2046'],
    ['1000000005', 'PROCESSOR_DECLINED', '2061'],
    ['1000000099', 'PROCESSOR_DECLINED', '2038'],
  ];
  for (const [number, status, legacyCode] of checks) {
    t.test(`then the network check of …${number.slice(-2)} ends ${status}`, async (t) => {
      const { paymentMethod, verification } = await vault(number, 'NETWORK_CHECK');
      t.match(verification, {
        status,
        processorResponse: { legacyCode },
        paymentMethodVerificationDetails: { method: 'NETWORK_CHECK' },
      });
      t.equal(paymentMethod.details.verified, status === 'VERIFIED');
    });
  }

  t.test('then a verified one is charged, and an unverified one not', async (t) => {
    const charge =
      'mutation($input: ChargeUsBankAccountInput!) { chargeUsBankAccount(input: $input) { transaction { status paymentMethodSnapshot { __typename } } } }';
    const good = (await vault('1000000000', 'INDEPENDENT_CHECK')).paymentMethod;
    const paid = await bench.graphql(charge, {
      input: {
        paymentMethodId: good.id,
        transaction: { amount: '10.00' },
        options: { standardEntryClassCode: 'TEL' },
      },
    });
    t.match(paid.data.chargeUsBankAccount.transaction, {
      status: 'SETTLEMENT_PENDING',
      paymentMethodSnapshot: { __typename: 'UsBankAccountDetails' },
    });
    const bad = (await vault('1000000004', 'NETWORK_CHECK')).paymentMethod;
    const refused = await bench.graphql(charge, {
      input: { paymentMethodId: bad.id, transaction: { amount: '10.00' } },
    });
    t.match(refused.errors[0].extensions, { legacyCode: '915172' });
  });

  t.test('then deposits are confirmed', async (t) => {
    const query =
      'mutation($input: ConfirmMicroTransferAmountsInput!) { confirmMicroTransferAmounts(input: $input) { status verification { status } } }';
    const { verification } = await vault('1000000000', 'MICRO_TRANSFERS');
    t.equal(verification.status, 'PENDING');
    const confirm = (amountsInCents: number[]): Promise<Loose> =>
      bench.graphql(query, { input: { verificationId: verification.id, amountsInCents } });
    t.match((await confirm([1, 2])).data.confirmMicroTransferAmounts, {
      status: 'AMOUNTS_DO_NOT_MATCH',
      verification: { status: 'PENDING' },
    });
    t.match((await confirm([17, 29])).data.confirmMicroTransferAmounts, {
      status: 'CONFIRMED',
      verification: { status: 'VERIFIED' },
    });
  });
});
