import t from 'tap';
import { all, at, type Bench, errorsOf, missing, type Search, start, text } from './sdk.js';
import { graphql } from './wire.js';

const TOKENISE = `mutation ($input: TokenizeUsBankAccountInput!) {
  tokenizeUsBankAccount(input: $input) { paymentMethod { id } }
}`;

/** A nonce for a US bank account, as a browser or our own server gets it. */
async function nonceFor({ sandbox }: Bench, accountNumber: string, more: object = {}): Promise<string> {
  const usBankAccount = {
    accountNumber,
    routingNumber: '021000021',
    accountType: 'CHECKING',
    individualOwner: { firstName: 'Dan', lastName: 'Schulman' },
    achMandate: 'I agree to the debit.',
    ...more,
  };
  const answer = await graphql(sandbox, TOKENISE, { input: { usBankAccount } });
  return text(answer, 'data', 'tokenizeUsBankAccount', 'paymentMethod', 'id');
}

t.test('given the SDK on the sandbox, US bank accounts', async (t) => {
  const bench = await start(t);
  const { sdk, customer } = bench;
  const owner = await customer({ email: 'dan@example.com' });
  const store = async (account: string, method?: string) =>
    sdk.paymentMethod.create({
      customerId: owner,
      paymentMethodNonce: await nonceFor(bench, account),
      options: { usBankAccountVerificationMethod: method, verificationMerchantAccountId: 'hushpay_usd' },
    });
  const pending = async (account: string): Promise<string> =>
    text(await store(account, 'micro_transfers'), 'usBankAccount', 'verifications', '0', 'id');
  const confirm = (id: string, amounts: readonly number[]) =>
    sdk.usBankAccountVerification.confirmMicroTransferAmounts(id, amounts);

  t.test('when one is stored without verification, then it is there and not verified', async (t) => {
    const { success, paymentMethod } = await store('567891234');
    t.ok(success);
    const wanted = {
      last4: '1234',
      routingNumber: '021000021',
      accountType: 'checking',
      ownershipType: 'personal',
      accountHolderName: 'Dan Schulman',
      bankName: /CHASE/,
      verified: false,
      achMandate: { text: 'I agree to the debit.', acceptedAt: Date },
    };
    t.match(paymentMethod, wanted);
    t.same(at(paymentMethod, 'verifications'), []);
    t.match(await sdk.usBankAccount.find(text(paymentMethod, 'token')), wanted);
  });

  t.test('when a business owns the account, then its name is the holder’s', async (t) => {
    const paymentMethodNonce = await nonceFor(bench, '1000000000', {
      accountType: 'SAVINGS',
      individualOwner: undefined,
      businessOwner: { businessName: 'Hush Ltd' },
    });
    t.match(await sdk.paymentMethod.create({ customerId: owner, paymentMethodNonce }), {
      paymentMethod: { accountHolderName: 'Hush Ltd', ownershipType: 'business', accountType: 'savings' },
    });
  });

  const checks: readonly (readonly [string, string, string])[] = [
    ['1000000000', 'verified', '1000'],
    ['1000000001', 'verified', '1003'],
    ['1000000002', 'failed', '3000'],
    ['1000000004', 'processor_declined', '2046'],
    ['1000000005', 'processor_declined', '2061'],
    ['1000000006', 'processor_declined', '2092'],
    ['1000000007', 'processor_declined', '2092'],
    ['1000000008', 'processor_declined', '2061'],
    ['1000000009', 'processor_declined', '2061'],
    ['567891234', 'processor_declined', '2038'],
  ];
  for (const [account, status, processorResponseCode] of checks) {
    t.test(
      `when the network checks …${account.slice(-4)}, then it is ${status} with ${processorResponseCode}`,
      async (t) => {
        const { usBankAccount } = await store(account, 'network_check');
        t.match(usBankAccount, {
          verified: status === 'verified',
          verifications: [{ verificationMethod: 'network_check', status, processorResponseCode }],
        });
        t.match(await sdk.usBankAccount.find(text(usBankAccount, 'token')), {
          verified: status === 'verified',
        });
      },
    );
  }

  t.test('when it was checked independently, then it is verified', async (t) => {
    t.match(await store('567891234', 'independent_check'), {
      usBankAccount: {
        verified: true,
        verifications: [{ verificationMethod: 'independent_check', status: 'verified' }],
      },
    });
  });

  t.test('when deposits are sent, then the verification waits for them', async (t) => {
    const { usBankAccount } = await store('1000000000', 'micro_transfers');
    t.match(usBankAccount, {
      verified: false,
      verifications: [
        { verificationMethod: 'micro_transfers', status: 'pending', verificationDeterminedAt: null },
      ],
    });
  });

  t.test('when the deposits are named, then the account is verified', async (t) => {
    const result = await confirm(await pending('1000000000'), [17, 29]);
    t.match(result, { success: true, usBankAccountVerification: { status: 'verified' } });
    const token = text(result, 'usBankAccountVerification', 'usBankAccount', 'token');
    t.match(await sdk.usBankAccount.find(token), { verified: true });
  });

  t.test('when they are named the other way round, then the account is verified too', async (t) => {
    t.match(await confirm(await pending('1000000000'), [29, 17]), {
      usBankAccountVerification: { status: 'verified' },
    });
  });

  t.test('when they are named before they arrived, then it waits a day and is verified', async (t) => {
    const id = await pending('1000000001');
    t.match(await confirm(id, [17, 29]), { success: true, usBankAccountVerification: { status: 'pending' } });
    t.match(await sdk.usBankAccountVerification.find(id), { status: 'pending' });
    bench.sandbox.clock.set(bench.sandbox.clock.now() + 24 * 3600 * 1000);
    t.match(await sdk.usBankAccountVerification.find(id), {
      status: 'verified',
      usBankAccount: { last4: '0001' },
    });
  });

  t.test('when the deposits could not be made, then confirming says so', async (t) => {
    t.match(await confirm(await pending('1000000002'), [17, 29]), {
      usBankAccountVerification: { status: 'failed', processorResponseCode: '3000' },
    });
    t.match(await confirm(await pending('1000000003'), [17, 29]), {
      usBankAccountVerification: { status: 'processor_declined', processorResponseCode: '2005' },
    });
  });

  t.test('when the wrong deposits are named five times, then it is over', async (t) => {
    const id = await pending('1000000000');
    for (let i = 0; i < 4; i += 1) {
      t.same(errorsOf(await confirm(id, [1, 1])), ['usBankAccountVerification.base 96103']);
    }
    const last = await confirm(id, [1, 1]);
    t.same(errorsOf(last), ['usBankAccountVerification.base 96104']);
    t.match(last, { usBankAccountVerification: { status: 'gateway_rejected' } });
    t.same(errorsOf(await confirm(id, [17, 29])), ['usBankAccountVerification.base 96101']);
  });

  t.test('when the deposits are no amounts, then it is refused and not counted', async (t) => {
    const id = await pending('1000000000');
    for (let i = 0; i < 6; i += 1) {
      t.same(errorsOf(await confirm(id, [17])), ['usBankAccountVerification.base 96106']);
    }
    t.match(await confirm(id, [17, 29]), { success: true });
  });

  t.test('when no deposits were sent, then there is nothing to confirm', async (t) => {
    const id = text(await store('1000000000', 'network_check'), 'usBankAccount', 'verifications', '0', 'id');
    t.same(errorsOf(await confirm(id, [17, 29])), ['usBankAccountVerification.base 96102']);
    t.equal(await missing(confirm('nobody', [17, 29])), 'notFoundError');
  });

  t.test('when an account is verified again, then it has both verifications', async (t) => {
    const token = text(await store('1000000004', 'network_check'), 'usBankAccount', 'token');
    const { paymentMethod } = await sdk.paymentMethod.update(token, {
      options: { usBankAccountVerificationMethod: 'independent_check' },
    });
    t.match(paymentMethod, {
      verified: true,
      verifications: [{ status: 'processor_declined' }, { status: 'verified' }],
    });
  });

  t.test('when there is no such account or verification, then find says so', async (t) => {
    t.equal(await missing(sdk.usBankAccount.find('nobody')), 'notFoundError');
    t.equal(await missing(sdk.usBankAccountVerification.find('nobody')), 'notFoundError');
    t.equal(await missing(sdk.usBankAccountVerification.find(' ')), 'notFoundError');
  });

  t.test('when verifications are searched for, then every criterion narrows', async (t) => {
    const id = await customer({ email: 'one@example.com' });
    const paymentMethodNonce = await nonceFor(bench, '1000000005', {
      accountType: 'SAVINGS',
      routingNumber: '071101307',
    });
    const { usBankAccount } = await sdk.paymentMethod.create({
      customerId: id,
      paymentMethodNonce,
      options: { usBankAccountVerificationMethod: 'network_check' },
    });
    const wanted = text(usBankAccount, 'verifications', '0', 'id');
    const criteria: readonly (readonly [string, (search: Search) => void, (search: Search) => void])[] = [
      ['id', (s) => s.id?.().is(wanted), (s) => s.id?.().is('nobody')],
      ['ids', (s) => s.ids?.().in([wanted]), (s) => s.ids?.().in(['nobody'])],
      ['status', (s) => s.status?.().in(['processor_declined']), (s) => s.status?.().is('verified')],
      [
        'method',
        (s) => s.verificationMethod?.().is('network_check'),
        (s) => s.verificationMethod?.().is('micro_transfers'),
      ],
      [
        'holder',
        (s) => s.accountHolderName?.().contains('schul'),
        (s) => s.accountHolderName?.().startsWith('x'),
      ],
      ['number', (s) => s.accountNumber?.().endsWith('0005'), (s) => s.accountNumber?.().endsWith('1234')],
      ['type', (s) => s.accountType?.().is('savings'), (s) => s.accountType?.().is('checking')],
      ['routing', (s) => s.routingNumber?.().is('071101307'), (s) => s.routingNumber?.().isNot('071101307')],
      [
        'email',
        (s) => s.customerEmail?.().is('one@example.com'),
        (s) => s.customerEmail?.().is('dan@example.com'),
      ],
      [
        'token',
        (s) => s.paymentMethodToken?.().is(text(usBankAccount, 'token')),
        (s) => s.paymentMethodToken?.().is('nobody'),
      ],
      [
        'time',
        (s) => s.createdAt?.().min(new Date(Date.now() - 1000)),
        (s) => s.createdAt?.().max(new Date(2001, 0)),
      ],
    ];
    for (const [name, fits, fails] of criteria) {
      for (const [fill, found] of [
        [fits, [wanted]],
        [fails, []],
      ] as const) {
        const results = await all(
          sdk.usBankAccountVerification.search((search) => {
            search.customerId?.().is(id);
            fill(search);
          }),
        );
        t.same(
          results.map((one) => one.id),
          found,
          name,
        );
      }
    }
  });
});
